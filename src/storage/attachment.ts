import type { StoredPicture } from '../contract/attachment.ts'
import type { Command } from '../contract/command.ts'
import { checkStoredPicture, PICTURE_LIMITS, type PictureProblem, type PictureType } from '../domain/capture/picture.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { defineRefusals } from '../domain/kernel/refusal.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import type { ReadContext, WriteContext } from './queries.ts'
import { Refused } from './refused.ts'

/** Why bytes aren't kept as a picture, in order of precedence. */
export const pictureRefusals = defineRefusals({
  'picture-empty': { rule: 'R-CAP-03' },
  'picture-pdf': { rule: 'R-CAP-03' },
  'picture-other-picture': { rule: 'R-CAP-03' },
  'picture-not-a-picture': { rule: 'R-CAP-03' },
  'picture-cut-off': { rule: 'R-CAP-03' },
  'picture-too-heavy': { rule: 'R-CAP-03' },
  'picture-too-large': { rule: 'R-CAP-03' },
  'picture-unknown': { rule: 'R-CAP-03' },
} satisfies Record<`picture-${PictureProblem | 'unknown'}`, { rule: string }>)

export interface AttachmentRecord {
  readonly id: string
  readonly sha256: string
  readonly media_type: PictureType
  readonly bytes: number
  readonly content: Uint8Array
  readonly purpose: string
  readonly created_at: number
  readonly delivered_at: number | null
}

interface NewAttachment {
  readonly id: string
  readonly content: Uint8Array
  readonly purpose: string
  readonly now: Instant
  readonly digest: string
}

/**
 * What the bytes of a picture say of themselves.
 * @throws Refused when they are no JPEG or PNG, cut off, or beyond `PICTURE_LIMITS`.
 */
export function checkPicture(content: Uint8Array) {
  const reading = checkStoredPicture(content)
  if (reading.ok) return reading.facts
  const limits = { kilobytes: PICTURE_LIMITS.bytes / 1024, side: PICTURE_LIMITS.side }
  throw new Refused(pictureRefusals.make(`picture-${reading.problem}`, limits))
}

/**
 * Keeps a picture in the database, in the caller's transaction.
 * @throws Refused when the bytes are no JPEG or PNG, cut off, or beyond `PICTURE_LIMITS`.
 */
export async function storeAttachment(
  db: WriteDb,
  { id, content, purpose, now, digest }: NewAttachment,
): Promise<StoredPicture> {
  const { type, width, height } = checkPicture(content)
  await db.run(
    sql(
      'insert into attachment (id, sha256, media_type, bytes, content, purpose, created_at) values (?, ?, ?, ?, ?, ?, ?)',
      [id, digest, type, content.length, Buffer.from(content), purpose, now],
    ),
  )
  return { id, mediaType: type, bytes: content.length, width, height }
}

export function findAttachment(db: ReadDb, id: string): Promise<AttachmentRecord | undefined> {
  return db.find(sql('select * from attachment where id = ?', [id]))
}

/** @throws Refused when no such picture is here; it may be on the desk that took it. */
export async function getAttachment(db: ReadDb, id: string): Promise<AttachmentRecord> {
  const found = await findAttachment(db, id)
  if (found === undefined) throw new Refused(pictureRefusals.make('picture-unknown'))
  return found
}

/** Removes a picture unless the central has it already, because then a command refers to it. */
export async function removeUnsentAttachment(db: WriteDb, id: string): Promise<void> {
  await db.run(sql('delete from attachment where id = ? and delivered_at is null', [id]))
}

/**
 * The pictures that a command's payload, or a form's content, refers to: every text under a name that ends in
 * `AttachmentId`, `attachmentId` or `attachmentIds`, however deep. Empty texts mean "none yet".
 */
export function referencedAttachments(payload: unknown): string[] {
  const ids = new Set<string>()
  collect(payload, '', ids)
  return [...ids]
}

/** The pictures that came with a command: those of its form and the letter under which the visitor acts. */
export const picturesOf = ({ payload, visit }: Command): string[] => referencedAttachments([payload, visit])

const REFERENCE = /(?:^a|A)ttachmentIds?$/

function collect(value: unknown, name: string, ids: Set<string>): void {
  if (typeof value === 'string') {
    if (value !== '' && REFERENCE.test(name)) ids.add(value)
  } else if (Array.isArray(value)) for (const item of value) collect(item, name, ids)
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) collect(inner, key, ids)
}

export const attachmentWrites = {
  'attachment.put': (
    db: WriteDb,
    { content, purpose }: { content: Uint8Array; purpose: string },
    context: WriteContext,
  ): Promise<StoredPicture> =>
    storeAttachment(db, {
      id: context.newId(),
      content,
      purpose,
      now: context.now,
      digest: context.digest(content),
    }),
}

export const attachmentReads = {
  'attachment.get': async (db: ReadDb, { id }: { id: string }, _context: ReadContext) => {
    const { content, media_type: mediaType } = await getAttachment(db, id)
    return { content, mediaType }
  },
}
