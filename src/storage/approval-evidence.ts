import type { ApprovalEvidence } from '../contract/approval.ts'
import type { Command } from '../contract/command.ts'
import { approvalRefusals } from '../domain/approval/refusals.ts'
import { picturesOf } from './attachment.ts'
import { sql, type ReadDb } from './database.ts'
import { Refused } from './refused.ts'

/** Who looks: a supervisor of the act's own hall, or nobody. */
interface Viewer {
  readonly role: string
  readonly hallId: string
}

interface Held {
  readonly envelope: string
  readonly hall_id: string
  readonly state: string
  readonly waits_for: string | null
}

/** What is said of an act that isn't there, or that the asker's hall isn't shown. */
export const unknownItem = (): Refused => new Refused(approvalRefusals.make('approval-item-unknown'))

/**
 * The act as it was sent, for a supervisor of its hall and only as long as it waits for one: pictures of people are
 * shown for judging them, not for leafing through.
 * @throws Refused with the same words as an answer would be.
 */
async function getWaiting(db: ReadDb, commandId: string, { role, hallId }: Viewer): Promise<Command> {
  if (role !== 'supervisor') throw new Refused(approvalRefusals.make('approval-role'))
  const held = await db.find<Held>(
    sql(
      'select i.envelope, c.hall_id, c.state, c.waits_for from command_result c join intake i on i.command_id = c.command_id where c.command_id = ?',
      [commandId],
    ),
  )
  if (held === undefined) throw unknownItem()
  if (held.hall_id !== hallId) throw new Refused(approvalRefusals.make('approval-other-hall'))
  if (held.state !== 'held' || held.waits_for !== 'approval')
    throw new Refused(approvalRefusals.make('approval-already-decided'))
  return JSON.parse(held.envelope) as Command
}

/** How the visitor of a waiting act was met, and which pictures came with it. Central only: a desk has its own alone. */
export async function loadEvidence(db: ReadDb, commandId: string, viewer: Viewer): Promise<ApprovalEvidence> {
  const command = await getWaiting(db, commandId, viewer)
  const pictures: ApprovalEvidence['pictures'] = []
  for (const id of picturesOf(command)) {
    const found = await db.find<{ purpose: string }>(sql('select purpose from attachment where id = ?', [id]))
    if (found !== undefined) pictures.push({ id, purpose: found.purpose })
  }
  return { presence: command.visit?.presence ?? null, acting: command.visit?.acting.kind ?? null, pictures }
}

export interface EvidencePicture {
  readonly media_type: string
  readonly content: Uint8Array
  readonly purpose: string
}

/** One picture of a waiting act. @throws Refused when it is another act's, or nobody's. */
export async function getEvidencePicture(
  db: ReadDb,
  { commandId, attachmentId }: { commandId: string; attachmentId: string },
  viewer: Viewer,
): Promise<EvidencePicture> {
  const command = await getWaiting(db, commandId, viewer)
  const picture = picturesOf(command).includes(attachmentId)
    ? await db.find<EvidencePicture>(
        sql('select media_type, content, purpose from attachment where id = ?', [attachmentId]),
      )
    : undefined
  if (picture === undefined) throw new Refused(approvalRefusals.make('approval-picture-unknown'))
  return picture
}
