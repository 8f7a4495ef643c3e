import type { legacyOperations } from '../../../contract/public/legacy.ts'
import { describeLegacy } from '../../../storage/legacy-queries.ts'
import type { AnswersOf } from '../answers.ts'
import { enterpriseAnswers } from '../legacy/enterprise.ts'
import { wayAnswers } from '../legacy/ways.ts'

/** The earlier log-in of enterprises (R-LEG). */
export const legacyAnswers: AnswersOf<typeof legacyOperations> = {
  'legacy.entrances': (deps) => Promise.resolve(describeLegacy(deps.policy, deps.now())),
  ...enterpriseAnswers,
  ...wayAnswers,
}
