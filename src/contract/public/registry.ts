import type { FaceFunction } from '../../domain/policy/policy.ts'
import { accountOperations } from './account.ts'
import { agencyOperations } from './agency.ts'
import { authorisationOperations } from './authorisation.ts'
import { coreOperations } from './core.ts'
import { diagnosisOperations } from './diagnosis.ts'
import { loginLogOperations } from './login-log.ts'
import { menuOperations } from './menu.ts'
import type { Operation, ProofKind } from './operation.ts'
import { permissionIdentityOperations } from './permission-identity.ts'
import { staffOperations } from './staff.ts'
import { legacyOperations, legacyOtherOperations } from './legacy.ts'
import { documentOperations, levelOperations } from './document.ts'
import { loginOperations, qrOperations } from './login.ts'
import { memberOperations } from './member.ts'
import { messageOperations } from './messages.ts'
import { policyOperations } from './policy.ts'
import { phoneOperations } from './phone.ts'
import { captureOperations, recordOperations } from './real-name.ts'
import { recoveryOperations } from './recovery.ts'
import { refusalOperations } from './refusals.ts'
import { registrationOperations } from './registration.ts'
import { sessionOperations } from './session.ts'
import { verificationOperations } from './verification.ts'

/** Every operation of the public API, by its name. */
export const operations = {
  ...loginOperations,
  ...qrOperations,
  ...recoveryOperations,
  ...sessionOperations,
  ...verificationOperations,
  ...agencyOperations,
  ...loginLogOperations,
  ...diagnosisOperations,
  ...policyOperations,
  ...phoneOperations,
  ...registrationOperations,
  ...accountOperations,
  ...documentOperations,
  ...levelOperations,
  ...captureOperations,
  ...recordOperations,
  ...messageOperations,
  ...refusalOperations,
  ...legacyOperations,
  ...legacyOtherOperations,
  ...memberOperations,
  ...staffOperations,
  ...authorisationOperations,
  ...permissionIdentityOperations,
  ...menuOperations,
  ...coreOperations,
}
export type OperationName = keyof typeof operations

/** The operation of this name, if there is one; names come from outside as purposes of codes and scans. */
export const findOperation = (name: string): Operation | undefined =>
  Object.hasOwn(operations, name) ? operations[name as OperationName] : undefined

/** Whether a code or scan can be asked for on behalf of this operation. */
export const takesProof = (name: string, kind: ProofKind): boolean =>
  findOperation(name)?.proofs?.includes(kind) === true

/** The function whose APPs may read the QR code of this operation, in a session of this entrance (CF-26). */
export function findFaceFunction(name: string, entrance: string): FaceFunction | undefined {
  const face = findOperation(name)?.face
  if (face === undefined || typeof face === 'string') return face
  return entrance === 'person' ? face.person : face.enterprise
}
