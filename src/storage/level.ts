import { decideLevel } from '../domain/level/decide.ts'
import type { LevelEvent, LevelRaise, LevelState } from '../domain/level/types.ts'
import { sql } from './database.ts'
import { findFaceRequest } from './face-request.ts'
import { commandHandler } from './feature.ts'
import { patchRow } from './rows.ts'

export const levelCommands = {
  'level.raise': commandHandler<LevelState, LevelRaise, LevelEvent>({
    load: async (db, { personId }) => {
      const row = await db.find<{ id: string; account_state: string; level: number }>(
        sql('select id, account_state, level from person where id = ?', [personId]),
      )
      return { person: row && { id: row.id, active: row.account_state !== 'A4', level: row.level } }
    },
    decide: decideLevel,
    save: (work, { personId, level }, { now }) => patchRow(work, 'person', [personId], { level, updated_at: now }),
    subjects: ({ personId }) => [personId],
    seek: (db, { personId, sceneAttachmentId }) => findFaceRequest(db, personId, sceneAttachmentId),
  }),
}
