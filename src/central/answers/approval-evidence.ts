import type { ApprovalEvidence } from '../../contract/approval.ts'
import type { Command } from '../../contract/command.ts'
import { approvalRefusals } from '../../domain/approval/refusals.ts'
import { referencedAttachments } from '../../storage/attachment.ts'
import { appendAudit } from '../../storage/audit.ts'
import { sql, type ReadDb } from '../../storage/database.ts'
import { Refused } from '../../storage/refused.ts'
import type { Caller, CentralDeps } from '../deps.ts'

interface Held {
  readonly envelope: string
  readonly hall_id: string
  readonly state: string
  readonly waits_for: string | null
}

/**
 * The act as it was sent, for a supervisor of its hall and only as long as it waits for one: pictures of people are
 * shown for judging them, not for leafing through.
 * @throws Refused with the same words as an answer would be.
 */
async function getWaiting(db: ReadDb, commandId: string, caller: Caller): Promise<Command> {
  if (caller.role !== 'supervisor') throw new Refused(approvalRefusals.make('approval-role'))
  const held = await db.find<Held>(
    sql(
      'select i.envelope, c.hall_id, c.state, c.waits_for from command_result c join intake i on i.command_id = c.command_id where c.command_id = ?',
      [commandId],
    ),
  )
  if (held === undefined) throw new Refused(approvalRefusals.make('approval-item-unknown'))
  if (held.hall_id !== caller.hallId) throw new Refused(approvalRefusals.make('approval-other-hall'))
  if (held.state !== 'held' || held.waits_for !== 'approval')
    throw new Refused(approvalRefusals.make('approval-already-decided'))
  return JSON.parse(held.envelope) as Command
}

/** Pictures of the form and the letter under which the visitor acts. */
const attachedTo = ({ payload, visit }: Command): string[] => referencedAttachments([payload, visit])

async function showEvidence(
  deps: CentralDeps,
  { commandId }: { commandId: string },
  caller: Caller,
): Promise<ApprovalEvidence> {
  return deps.database.read(async (db) => {
    const command = await getWaiting(db, commandId, caller)
    const pictures: ApprovalEvidence['pictures'] = []
    for (const id of attachedTo(command)) {
      const found = await db.find<{ purpose: string }>(sql('select purpose from attachment where id = ?', [id]))
      if (found !== undefined) pictures.push({ id, purpose: found.purpose })
    }
    return { presence: command.visit?.presence ?? null, acting: command.visit?.acting.kind ?? null, pictures }
  })
}

async function showPicture(
  deps: CentralDeps,
  { commandId, attachmentId }: { commandId: string; attachmentId: string },
  caller: Caller,
) {
  return deps.database.write(async (db) => {
    const command = await getWaiting(db, commandId, caller)
    const picture = attachedTo(command).includes(attachmentId)
      ? await db.find<{ media_type: string; content: Uint8Array; purpose: string }>(
          sql('select media_type, content, purpose from attachment where id = ?', [attachmentId]),
        )
      : undefined
    if (picture === undefined) throw new Refused(approvalRefusals.make('approval-picture-unknown'))
    await appendAudit(
      db,
      { chain: caller.hallId, hash: deps.sha256 },
      {
        at: deps.now(),
        actor: { kind: 'staff', ...caller },
        action: 'approval.picture',
        subjects: [commandId],
        commandId,
        detail: { attachmentId, purpose: picture.purpose },
      },
    )
    return { mediaType: picture.media_type, content: Buffer.from(picture.content).toString('base64') }
  })
}

/** What a second person looks at before answering (OP-25). */
export const approvalEvidenceAnswers = { 'approval.evidence': showEvidence, 'approval.picture': showPicture }
