import { getDocumentType } from '../document/document-types.ts'
import { beijingDate } from '../kernel/calendar.ts'
import type { DecideContext } from '../kernel/context.ts'
import { accepted, held, refused, type Decision } from '../kernel/decision.ts'
import { findFaceProof, findMailProof, findNewPasswordProof, findSmsProof } from '../kernel/proof.ts'
import type { Refusal } from '../kernel/refusal.ts'
import { LEVELS } from '../level/step.ts'
import { isEmail } from '../person/email.ts'
import { isMobileNumber } from '../person/phone-number.ts'
import { findUsernameProblem } from '../person/username.ts'
import type { Policy } from '../policy/policy.ts'
import { bindNumber } from '../phone/bind.ts'
import { checkIdentity } from './identity.ts'
import { accountRefusals, type AccountRefusalCode } from './refusals.ts'
import { accountTransitions } from './transitions.ts'
import {
  AGREEMENT_VERSIONS,
  type AccountChanges,
  type AccountEvent,
  type AccountEventName,
  type CheckedIdentity,
  type DocumentHolder,
  type RegisterCommand,
  type RegisterOverseasCommand,
  type RegisterState,
} from './types.ts'

type Register = RegisterCommand | RegisterOverseasCommand
type Answer = Decision<AccountEvent>

/** The pages of a registration in their order (R-REG-03 … R-REG-06); the face may be left out (CF-09). */
export const REGISTER_STEPS = ['agreement', 'identity', 'account'] as const
export type RegisterStep = (typeof REGISTER_STEPS)[number]

const make = (code: AccountRefusalCode, values?: Refusal['values']): Refusal => accountRefusals.make(code, values)
const refuse = (code: AccountRefusalCode): Answer => refused(make(code))

/** What stands against this page and those before it; pages behind it aren't looked at (R-REG-03 … R-REG-05). */
export function findStepProblem(
  step: RegisterStep,
  state: RegisterState,
  command: Register,
  context: Pick<DecideContext, 'now' | 'policy'>,
): Refusal | undefined {
  if (command.agreed !== AGREEMENT_VERSIONS.registration) return make('account-agreement-missing')
  if (step === 'agreement') return undefined
  const identity = checkIdentity(command.identity, context.policy, beijingDate(context.now))
  if (!identity.ok) return identity.refusal
  const code = findRoadProblem(state, command, identity.checked, context.policy)
  if (code !== undefined) return make(code)
  return step === 'identity' ? undefined : findAccountProblem(state, command, context.policy)
}

/** Which road the document opens (R-EN-DOC), and whether there is an account on it already (R-REG-01). */
function findRoadProblem(
  { holder }: RegisterState,
  command: Register,
  checked: CheckedIdentity,
  policy: Policy,
): AccountRefusalCode | undefined {
  if (command.name === 'account.register-overseas') {
    if (!policy.overseasEmailRegistration) return 'account-overseas-closed'
    if (!getDocumentType(checked.documentType).overseas) return 'account-overseas-document'
  }
  const event = eventOf(holder, command, checked)
  const cell = accountTransitions[holder?.accountState ?? 'A0'][event]
  if ('refuse' in cell) return cell.refuse
  return holder?.capture !== undefined && holder.name !== checked.name ? 'account-record-differs' : undefined
}

/** Whether a hall has captured the person: an APP's capture opens no foreign document (R-REG-13, R-HAL-01). */
const isHallCaptured = (holder: DocumentHolder | undefined): boolean => holder?.capture?.channel === 'hall'

function eventOf(holder: DocumentHolder | undefined, command: Register, checked: CheckedIdentity): AccountEventName {
  if (command.name === 'account.register-overseas') return 'register-overseas'
  const registersItself = getDocumentType(checked.documentType).class === 'self-register'
  return registersItself || isHallCaptured(holder) ? 'register-with-face' : 'register-uncaptured'
}

/** Page 3: username, and the number or the mailbox; whether the code is right is a proof's matter (R-REG-05). */
function findAccountProblem(state: RegisterState, command: Register, policy: Policy): Refusal | undefined {
  const { username } = command
  if (username === '' && policy.usernameRequired) return make('account-username-missing')
  const problem = username === '' ? undefined : findUsernameProblem(username)
  if (problem !== undefined) return make('account-username-malformed', { problem })
  if (state.usernameTaken) return make('account-username-taken')
  if (command.name === 'account.register-overseas')
    return isEmail(command.email) ? undefined : make('account-email-malformed')
  return isMobileNumber(command.number) ? undefined : make('account-phone-malformed')
}

/** CF-09: whether a face is needed, or the hall's capture stands for it (R-REG-07, R-REG-08, R-REG-11). */
export function needsFace(holder: DocumentHolder | undefined, number: string, policy: Policy): boolean {
  if (!isHallCaptured(holder)) return true
  switch (policy.registerSkipFace) {
    case 'phone-match':
      return holder?.capture?.phone !== number
    case 'offline-captured':
      return false
    case 'never':
      return true
  }
}

/** Judges 用户注册 and 境外自然人注册 (R-REG, R-TR-ACC-01 … 03, 07, 08, 11, 12); all pages again, whatever came before. */
export function decideRegister(state: RegisterState, command: Register, context: DecideContext): Answer {
  const { actor, policy, proofs, now, commandId } = context
  const personId = state.holder?.id ?? commandId
  if (actor.kind !== 'person') return refuse('account-own-act-only')
  // Somebody else took the document between the pages and their end.
  if (actor.personId !== personId) return refuse('account-changed-meanwhile')
  const problem = findStepProblem('account', state, command, context)
  if (problem !== undefined) return refused(problem)
  const identity = checkIdentity(command.identity, policy, beijingDate(now))
  if (!identity.ok) return refused(identity.refusal)
  const password = findNewPasswordProof(proofs, personId)
  if (password === undefined) return held('password-check')
  if (password.problem !== null) return refused(make('account-password-breaks-rule', { problem: password.problem }))
  return command.name === 'account.register'
    ? registerHere(state, command, identity.checked, context)
    : registerOverseas(state, command, identity.checked, context)
}

function registerHere(
  state: RegisterState,
  command: RegisterCommand,
  checked: CheckedIdentity,
  context: DecideContext,
): Answer {
  const { policy, proofs, now, commandId } = context
  const { holder } = state
  const { number } = command
  const personId = holder?.id ?? commandId
  if (findSmsProof(proofs, number) === undefined) return held('sms-code')
  const face = needsFace(holder, number, policy)
  if (face) {
    const looked = findFaceProof(proofs, personId)
    if (looked === undefined) return held('face')
    if (!looked.passed) return refuse('account-face-failed')
  }
  const level = Math.max(holder?.level ?? LEVELS.declared, policy.level.onRegister)
  const changes: AccountChanges = {
    accountState: 'A2',
    credentialState: 'K2',
    level,
    ...(command.username === '' ? {} : { username: command.username }),
    ...recordOf(holder, checked, { now, number, face }),
  }
  const bound = bindNumber(state.phones, { personId, number, newId: commandId }, { asDefault: true, now })
  return accepted(
    [...personEvents(holder, personId, changes, checked), ...bound, ...agreedEvents(personId, command)],
    'R-MSG-45',
  )
}

/**
 * The real-name record of a registration. One that is there already is brought out and stays as it is (R-REG-07); a
 * face that passed makes one where there was none, so that no capture is asked afterwards (R-REG-09, R-CAP-10).
 */
function recordOf(
  holder: DocumentHolder | undefined,
  checked: CheckedIdentity,
  { now, number, face }: { readonly now: number; readonly number: string; readonly face: boolean },
): AccountChanges {
  if (holder?.capture !== undefined) return face ? { hasScenePhoto: true } : {}
  return {
    ...statedData(checked),
    capturedAt: now,
    captureChannel: 'app',
    capturedPhone: number,
    hasScenePhoto: true,
  }
}

const statedData = ({ name, sex, nationality, birth, validity }: CheckedIdentity): AccountChanges => ({
  name,
  sex,
  nationality,
  birth,
  ...(validity === null ? {} : { validity }),
})

/** Limited until a hall captures the person (R-REG-15, OP-16): no number, no real-name record, the lowest level. */
function registerOverseas(
  { holder }: RegisterState,
  command: RegisterOverseasCommand,
  checked: CheckedIdentity,
  { proofs, commandId }: DecideContext,
): Answer {
  const personId = holder?.id ?? commandId
  if (findMailProof(proofs, command.email) === undefined) return refuse('account-email-unproved')
  const changes: AccountChanges = {
    ...statedData(checked),
    accountState: 'A3',
    credentialState: 'K2',
    email: command.email,
    ...(holder === undefined ? { level: LEVELS.declared } : {}),
    ...(command.username === '' ? {} : { username: command.username }),
  }
  return accepted([...personEvents(holder, personId, changes, checked), ...agreedEvents(personId, command)], 'R-MSG-45')
}

/** The person comes first: documents and numbers lean on their row. */
function personEvents(
  holder: DocumentHolder | undefined,
  personId: string,
  changes: AccountChanges,
  { documentType, documentNumber }: CheckedIdentity,
): AccountEvent[] {
  const password: AccountEvent = { kind: 'password-set', personId }
  if (holder !== undefined) return [{ kind: 'person-changed', personId, changes }, password]
  return [
    { kind: 'person-opened', personId, changes: { ...changes, documentType, documentNumber } },
    { kind: 'document-put', personId, documentType, documentNumber, isMain: true },
    password,
  ]
}

const agreedEvents = (personId: string, { agreed }: Register): AccountEvent[] => [
  { kind: 'paper-agreed', personId, paper: 'registration', version: agreed },
]
