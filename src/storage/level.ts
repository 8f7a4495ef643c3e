import { decideLevel } from '../domain/level/decide.ts'
import type { LevelEvent, LevelForRisk, LevelRaise, LevelState } from '../domain/level/types.ts'
import { sql } from './database.ts'
import { findFaceRequest } from './face-request.ts'
import { commandHandler } from './feature.ts'
import { patchRow } from './rows.ts'

const handler = commandHandler<LevelState, LevelRaise | LevelForRisk, LevelEvent>({
  load: async (db, { personId }) => {
    const row = await db.find<{ id: string; account_state: string; level: number }>(
      sql('select id, account_state, level from person where id = ?', [personId]),
    )
    return { person: row && { id: row.id, active: row.account_state !== 'A4', level: row.level } }
  },
  decide: decideLevel,
  save: (work, { personId, level }, { now }) => patchRow(work, 'person', [personId], { level, updated_at: now }),
  subjects: ({ personId }) => [personId],
  seek: (db, command) =>
    findFaceRequest(db, command.personId, 'sceneAttachmentId' in command ? command.sceneAttachmentId : undefined),
})

export const levelCommands = { 'level.raise': handler }

/** What only taxpayers do themselves; no call of a desk has this name. */
export const levelOwnCommands = { 'level.prove-for-risk': handler }
