import { randomInt } from 'node:crypto'
import type { Instant } from '../domain/kernel/instant.ts'
import { maskPhone } from '../domain/kernel/mask.ts'
import type { Proof } from '../domain/kernel/proof.ts'
import { isEmail } from '../domain/person/email.ts'
import { maskEmail } from '../storage/person.ts'
import { enterCode, refuseCode, takeCodeBack, tryCode, type CodeBinding } from '../storage/sms-code.ts'
import { equalSecrets } from './crypto.ts'
import type { CentralDeps } from './deps.ts'
import { GatewayTrouble } from './gateways/trouble.ts'

/** What whoever asked for a code may tell: when it runs out, and when the next one can go (R-SMS-04). */
export interface CodeSent {
  readonly expiresAt: Instant
  readonly nextAt: Instant
}

/** A short message has no locale: taxpayers are written to in Chinese. */
const textOf = (code: string, minutes: number): string =>
  `【税务】验证码${code}，${String(minutes)}分钟内有效。请勿告诉他人，工作人员不会向您索要。`

type Deliver = (code: string, minutes: number) => Promise<void>

/** Enters a code, lets it be delivered, and takes it back where that failed. */
async function send(deps: CentralDeps, binding: CodeBinding, deliver: Deliver): Promise<CodeSent> {
  const { digits, lifetimeMinutes } = deps.policy.smsCode
  const code = String(randomInt(10 ** digits)).padStart(digits, '0')
  const id = deps.newId()
  const slip = { ...binding, id, codeHash: deps.sha256(`${id}:${code}`) }
  const sent = await deps.database.write((db) => enterCode(db, slip, deps.now(), deps.policy))
  try {
    await deliver(code, lifetimeMinutes)
    return sent
  } catch (error) {
    if (!(error instanceof GatewayTrouble)) throw error
    // A message that came too late or whose answer was nonsense may have been sent: its turn stays taken.
    const unsent = error.kind === 'unavailable'
    await deps.database.write((db) => takeCodeBack(db, slip, unsent, deps.now()))
    throw refuseCode('sms-service-unavailable')
  }
}

/**
 * Sends a code to a number. All functions of the central send through here, so that the limit is one (R-SMS-03);
 * the code is bound to number and purpose, and to a visit or command where one is named (OP-05).
 * @throws Refused when the limit is reached, the number can't get one, or the service is down.
 */
export const sendCode = async (deps: CentralDeps, binding: CodeBinding): Promise<CodeSent> => {
  if (isEmail(binding.number)) throw refuseCode('sms-number-unreachable')
  return send(deps, binding, (code, minutes) => deps.gateways.sms.send(binding.number, textOf(code, minutes)))
}

/** A letter is read abroad too, so it says the same in English. */
const letterOf = (code: string, minutes: number): string =>
  `${textOf(code, minutes)}\nYour code is ${code}. It is valid for ${String(minutes)} minutes. Tell it to nobody.`

/** Sends a code to a mailbox, with the limit and lifetime of short messages (R-REG-14, R-EML-01). @throws as `sendCode` */
export const sendMailCode = (
  deps: CentralDeps,
  { address, ...binding }: Omit<CodeBinding, 'number'> & { readonly address: string },
): Promise<CodeSent> =>
  send(deps, { ...binding, number: address }, (code, minutes) =>
    deps.gateways.mail.send(address, '税务验证码 Tax service code', letterOf(code, minutes)),
  )

/** Sends a code to wherever codes of a person go. @throws as `sendCode` */
export const sendCodeTo = (deps: CentralDeps, { number, ...binding }: CodeBinding): Promise<CodeSent> =>
  isEmail(number) ? sendMailCode(deps, { ...binding, address: number }) : sendCode(deps, { ...binding, number })

/** Where a code went, as anybody may see it. */
export const maskTarget = (to: string): string => (isEmail(to) ? maskEmail(to) : maskPhone(to))

export type SmsProof = Extract<Proof, { kind: 'sms-code' }>
type Entered = CodeBinding & { readonly code: string }

/** Tries an entered code, which a right one uses up, and keeps what came of it. */
async function attempt(deps: CentralDeps, { code, ...binding }: Entered) {
  let right = false
  const isRight = (codeHash: string, id: string) => (right = equalSecrets(codeHash, deps.sha256(`${id}:${code}`)))
  const problem = await deps.database.write((db) => tryCode(db, binding, isRight, deps.now()))
  return { problem, replayed: right && problem === 'sms-code-used' }
}

/**
 * The proof that the number is at hand; the caller stores it for the visit or command it was asked for.
 * @throws Refused when the code proves nothing, saying why (R-SMS-05, OP-05).
 */
export async function proveNumber(deps: CentralDeps, entered: Entered): Promise<SmsProof> {
  const { problem } = await attempt(deps, entered)
  if (problem !== undefined) throw refuseCode(problem)
  return { kind: 'sms-code', number: entered.number, purpose: entered.purpose, at: deps.now() }
}

/** The proof that a mailbox is at hand. @throws Refused when the code proves nothing, saying why. */
export async function proveMailbox(
  deps: CentralDeps,
  { address, ...entered }: Omit<Entered, 'number'> & { readonly address: string },
): Promise<Extract<Proof, { kind: 'mail-code' }>> {
  const { problem } = await attempt(deps, { ...entered, number: address })
  if (problem !== undefined) throw refuseCode(problem)
  return { kind: 'mail-code', address, purpose: entered.purpose, at: deps.now() }
}

/**
 * Whether an entered code is right, for where nobody may learn why it isn't (OP-20). A right one that came twice, as by
 * a second click, is no guess and counts for no lock.
 */
export async function verifyCode(deps: CentralDeps, entered: Entered): Promise<'right' | 'wrong' | 'replayed'> {
  const { problem, replayed } = await attempt(deps, entered)
  if (problem === undefined) return 'right'
  return replayed ? 'replayed' : 'wrong'
}
