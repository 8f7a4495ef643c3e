import { approvalAnswers } from './answers/approval.ts'
import { approvalEvidenceAnswers } from './answers/approval-evidence.ts'
import { codeAnswers } from './answers/code.ts'
import { diagnosisAnswers } from './answers/diagnosis.ts'
import { importAnswers } from './answers/import.ts'
import { loginLogAnswers } from './answers/login-log.ts'
import { memberRemoteAnswers } from './answers/member.ts'
import { relationAnswers } from './answers/relation.ts'
import { storeAnswers } from './answers/store.ts'
import type { Caller, CentralDeps } from './deps.ts'

/** Answers a `remote` call for a signed-in member of staff; a rule that says no is thrown as `Refused`. */
export type RemoteAnswer = (deps: CentralDeps, input: never, caller: Caller) => Promise<unknown>

/** Every `remote` call by name; the contract's registry holds the same names (a test compares them). */
export const remoteAnswers: Readonly<Record<string, RemoteAnswer>> = {
  ...approvalAnswers,
  ...approvalEvidenceAnswers,
  ...codeAnswers,
  ...diagnosisAnswers,
  ...importAnswers,
  ...loginLogAnswers,
  ...memberRemoteAnswers,
  ...relationAnswers,
  ...storeAnswers,
}
