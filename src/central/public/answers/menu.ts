import { RELATION_MENU, type menuOperations } from '../../../contract/public/menu.ts'
import { permissionOf } from '../../../domain/permission/matrix.ts'
import { listConcerned } from '../../../storage/relation-taxpayer.ts'
import type { AnswersOf } from '../answers.ts'

/** What the identity of this log-in finds (R-STF-01), and who has to be captured (R-PLT-13, R-PLT-14). */
export const menuAnswers: AnswersOf<typeof menuOperations> = {
  'menu.read': (deps, { taxpayer: { role } }) =>
    Promise.resolve(
      RELATION_MENU.filter(({ permission }) => permissionOf(permission, role) !== 'no')
        .filter(({ offered }) => offered === undefined || deps.policy[offered])
        .map(({ id, path }) => ({ id, path: [...path] })),
    ),

  'real-name.concerned': async (deps, { taxpayer: { session } }) => {
    const people = await deps.database.read((db) => listConcerned(db, session.enterpriseId ?? ''))
    return { complete: people.every(({ captured }) => captured), people }
  },
}
