import type { AnswerOf, Operation, PartsOf } from '../../contract/public/operation.ts'
import type { OperationName } from '../../contract/public/registry.ts'
import type { CentralDeps } from '../deps.ts'
import { loginAnswers, qrAnswers } from './answers/login.ts'
import { accountAnswers } from './answers/account.ts'
import { agencyAnswers } from './answers/agency.ts'
import { authorisationAnswers } from './answers/authorisation.ts'
import { coreAnswers } from './answers/core.ts'
import { documentAnswers, levelAnswers } from './answers/document.ts'
import { diagnosisAnswers } from './answers/diagnosis.ts'
import { loginLogAnswers } from './answers/login-log.ts'
import { menuAnswers } from './answers/menu.ts'
import { permissionIdentityAnswers } from './answers/permission-identity.ts'
import { staffAnswers } from './answers/staff.ts'
import { legacyAnswers } from './answers/legacy.ts'
import { messageAnswers } from './answers/messages.ts'
import { policyAnswers } from './answers/policy.ts'
import { phoneAnswers } from './answers/phone.ts'
import { captureAnswers, recordAnswers } from './answers/real-name.ts'
import { recoveryAnswers } from './answers/recovery.ts'
import { refusalAnswers } from './answers/refusals.ts'
import { registrationAnswers } from './answers/registration.ts'
import { sessionAnswers } from './answers/session.ts'
import { verificationAnswers } from './answers/verification.ts'
import { memberAnswers } from './legacy/members.ts'
import { otherAnswers } from './legacy/others.ts'
import type { Taxpayer } from './taxpayer.ts'

/** A request as its answer gets it: parsed, with the taxpayer where the operation asks for one. */
export interface RequestOf<Given extends Operation> extends PartsOf<Given> {
  readonly taxpayer: Given['access'] extends { kind: 'session' } ? Taxpayer : undefined
  /** The `Authorization` token, for what is logged in already or is on its way there. */
  readonly token: string
  /** The network address, for the log. */
  readonly address: string
}

/** An answer for each operation of a group. */
export type AnswersOf<Group extends Readonly<Record<string, Operation>>> = {
  readonly [Name in keyof Group]: (deps: CentralDeps, request: RequestOf<Group[Name]>) => Promise<AnswerOf<Group[Name]>>
}

/** Each group's own declaration has said what its answers take and give. */
type AnyAnswer = (deps: CentralDeps, request: never) => Promise<unknown>

/** Every operation has exactly one answer: the compiler counts them. */
export const answers: Readonly<Record<OperationName, AnyAnswer>> = {
  ...loginAnswers,
  ...qrAnswers,
  ...recoveryAnswers,
  ...sessionAnswers,
  ...verificationAnswers,
  ...agencyAnswers,
  ...loginLogAnswers,
  ...diagnosisAnswers,
  ...policyAnswers,
  ...phoneAnswers,
  ...registrationAnswers,
  ...accountAnswers,
  ...documentAnswers,
  ...levelAnswers,
  ...captureAnswers,
  ...recordAnswers,
  ...messageAnswers,
  ...refusalAnswers,
  ...legacyAnswers,
  ...otherAnswers,
  ...memberAnswers,
  ...staffAnswers,
  ...authorisationAnswers,
  ...permissionIdentityAnswers,
  ...menuAnswers,
  ...coreAnswers,
}
