import { sql } from '../storage/database.ts'
import { Refused } from '../storage/refused.ts'
import { defineRefusals } from '../domain/kernel/refusal.ts'
import { checkPicture } from '../storage/attachment.ts'
import { sha256 } from './crypto.ts'
import type { CentralDeps } from './deps.ts'

export const attachmentRefusals = defineRefusals({
  'attachment-empty': { rule: 'R-CAP-03' },
  'attachment-different-content': { rule: 'SYNC-COMMAND' },
})

/**
 * Keeps a picture that a later command refers to. Sending it again changes nothing; other bytes are refused, and so
 * is what isn't a picture: its type is what the bytes say, not what was said about them.
 */
export async function takeAttachment(
  deps: CentralDeps,
  about: { readonly id: string; readonly purpose: string },
  content: Buffer,
): Promise<void> {
  if (!Buffer.isBuffer(content) || content.length === 0) throw new Refused(attachmentRefusals.make('attachment-empty'))
  const { type } = checkPicture(content)
  const digest = sha256(content)
  await deps.database.write(async (db) => {
    await db.run(
      sql(
        'insert into attachment (id, sha256, media_type, bytes, content, purpose, created_at) values (?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing',
        [about.id, digest, type, content.length, content, about.purpose, deps.now()],
      ),
    )
    const kept = await db.find<{ sha256: string }>(sql('select sha256 from attachment where id = ?', [about.id]))
    if (kept?.sha256 !== digest) throw new Refused(attachmentRefusals.make('attachment-different-content'))
  })
}
