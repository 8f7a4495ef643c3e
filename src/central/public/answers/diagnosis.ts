import type { diagnosisOperations } from '../../../contract/public/diagnosis.ts'
import { explainToPerson } from '../../diagnose.ts'
import type { AnswersOf } from '../answers.ts'

export const diagnosisAnswers: AnswersOf<typeof diagnosisOperations> = {
  'diagnosis.own': (deps, { taxpayer: { session }, query }) =>
    explainToPerson(deps, { personId: session.personId, ...query }),
}
