import type { coreOperations } from '../../../contract/public/core.ts'
import { importFromCore } from '../../core-import.ts'
import { recordReport } from '../../cross-report.ts'
import type { AnswersOf } from '../answers.ts'

/** What the core tax system announces. */
export const coreAnswers: AnswersOf<typeof coreOperations> = {
  'core.information-confirmed': async (deps, { body: { enterpriseCode } }) => {
    const { refused, ...counts } = await importFromCore(deps, enterpriseCode)
    return { ...counts, refused: [...refused] }
  },
  'core.cross-region-reported': (deps, { body }) => recordReport(deps, body),
}
