import type { FaceFunction } from '../../domain/policy/policy.ts'
import type { Operation, ProofKind } from './operation.ts'
import { phoneOperations } from './phone.ts'
import { verificationOperations } from './verification.ts'

/** Every operation of the public API, by its name. */
export const operations = { ...verificationOperations, ...phoneOperations }
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
