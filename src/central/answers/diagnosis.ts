import type { DiagnosisQuery } from '../../storage/diagnosis.ts'
import type { Caller, CentralDeps } from '../deps.ts'
import { explainToStaff } from '../diagnose.ts'

/** What a desk can't know: locks, codes, the core's registration. */
export const diagnosisAnswers = {
  'diagnosis.ask': (deps: CentralDeps, input: DiagnosisQuery, caller: Caller) => explainToStaff(deps, input, caller),
}
