import type { Policy } from '../policy/policy.ts'
import { codePoints, upperCaseAscii } from '../kernel/text.ts'

const INITIAL_LENGTH = 6

/**
 * The value a new account starts with and a counter reset falls back to (R-PWD-06, R-POL-03, R-POL-04, OP-06). It
 * follows from the document number, so it is no secret and is stored nowhere: what protects it is that it must be
 * changed and soon stops counting. It is too short to be anyone's own password (R-PWD-24).
 */
export function initialValue(documentNumber: string, policy: Policy): string {
  if (policy.initialValue === '111111') return policy.initialValue
  return upperCaseAscii(codePoints(documentNumber).slice(-INITIAL_LENGTH).join(''))
}
