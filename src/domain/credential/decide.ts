import { COUNTER_ROLES } from '../kernel/actor.ts'
import type { DecideContext } from '../kernel/context.ts'
import { accepted, held, refused, type Decision } from '../kernel/decision.ts'
import { HOUR } from '../kernel/instant.ts'
import { findApproval, findFaceProof, findNewPasswordProof, findPasswordProof, findSmsProof } from '../kernel/proof.ts'
import { credentialRefusals, refusalOfProblem } from './refusals.ts'
import type { CredentialCommand, CredentialEvent, CredentialRecord } from './types.ts'

type Answer = Decision<CredentialEvent>
type Code = (typeof credentialRefusals.codes)[number]
type Person = NonNullable<CredentialRecord['person']>
type Reset = Extract<CredentialCommand, { name: 'credential.reset' }>

const refuse = (code: Code): Answer => refused(credentialRefusals.make(code))

/**
 * Judges the setting of a person's password: at the counter (R-HAL-05, OP-06, R-TR-CRD-04), by the person's own
 * 忘记密码 (R-FGT, R-TR-CRD-03), and as a change of a known one (R-PWD-09, R-TR-CRD-06). The password never comes
 * here: the central opens the seal, holds the text against the rule, and says by a proof what it found. A desk
 * has none of these proofs, so what it decides is only ever `held`.
 */
export function decideCredential(record: CredentialRecord, command: CredentialCommand, context: DecideContext): Answer {
  const { person } = record
  if (person === undefined) return refuse('credential-person-unknown')
  if (person.accountState === 'A0') return refuse('credential-account-missing')
  if (person.accountState === 'A4') return refuse('credential-person-deregistered')
  if (command.name === 'credential.change') return change(record, person, command, context)
  return reset(record, person, command, context)
}

function reset(record: CredentialRecord, person: Person, command: Reset, context: DecideContext): Answer {
  const code = findActorProblem(command, context)
  if (code !== undefined) return refuse(code)
  const isGiven = command.sealedPassword !== undefined || findNewPasswordProof(context.proofs, person.id) !== undefined
  if (command.fallback === 'none' && !isGiven) return refuse('credential-value-missing')
  if (findFaceProof(context.proofs, person.id)?.passed === false) return refuse('credential-face-failed')
  if (findApproval(context.proofs)?.granted === false) return refuse('credential-approval-denied')
  if (command.fallback === 'initial') return setInitial(person, command, context)
  return setTyped(record, person, command, context)
}

/** R-PM-06, R-HAL-05: the person in front of the counter, or a handler with the sealed statement. */
function findActorProblem(command: Reset, { actor, visit }: DecideContext): Code | undefined {
  if (actor.kind === 'person') {
    if (actor.personId !== command.personId) return 'credential-typed-by-another'
    return command.fallback === 'initial' ? 'credential-value-missing' : undefined
  }
  if (actor.kind === 'system') return 'credential-visit-missing'
  if (!COUNTER_ROLES.includes(actor.role)) return 'credential-role-views-only'
  if (visit === undefined) return 'credential-visit-missing'
  if (visit.personId === command.personId) return undefined
  if (command.letterAttachmentId === undefined) return 'credential-letter-missing'
  // A handler may ask for the reset, but a password that somebody else chose would be nobody's own.
  return command.fallback === 'none' ? 'credential-typed-by-another' : undefined
}

function setTyped(record: CredentialRecord, person: Person, command: Reset, context: DecideContext): Answer {
  const opened = findNewPasswordProof(context.proofs, person.id)
  if (opened === undefined) return held('password-check')
  if (opened.problem !== null) return refuse(refusalOfProblem(opened.problem))
  const missing = findMissingIdentity(record, person, command, context)
  return missing === undefined ? accepted([ownPassword(person)], 'R-MSG-14') : held(missing)
}

/**
 * How the person is proved. A card on the reader proves presence by itself. A document seen by eye is one clerk's
 * word, which must not be enough to take over an account: the code, the face or a second person joins it (OP-06).
 * On their own a person passes SMS or face (R-FGT-02, R-FGT-03).
 */
function findMissingIdentity(
  { defaultNumber }: CredentialRecord,
  person: Person,
  command: Reset,
  context: DecideContext,
) {
  const { actor, proofs, visit } = context
  if (findFaceProof(proofs, person.id)?.passed === true) return undefined
  if (defaultNumber !== undefined && findSmsProof(proofs, defaultNumber) !== undefined) return undefined
  if (actor.kind === 'person') return defaultNumber === undefined ? 'face' : 'sms-code'
  // A face that was offered is looked at, whatever else there is.
  if (command.scenePhotoAttachmentId !== undefined) return 'face'
  if (visit?.presence === 'card-reader' || findApproval(proofs)?.granted === true) return undefined
  return 'approval'
}

/** R-TR-CRD-04, OP-06: must be changed at the first login and stops counting after the profile's hours. */
function setInitial(person: Person, command: Reset, context: DecideContext): Answer {
  const { policy, proofs, now } = context
  const needsApproval = policy.needsApproval.passwordResetByInitialValue || command.letterAttachmentId !== undefined
  if (needsApproval && findApproval(proofs)?.granted !== true) return held('approval')
  return accepted([
    {
      kind: 'credential-put',
      personId: person.id,
      credentialState: 'K3',
      accountState: person.accountState,
      voidAt: now + policy.resetValueHours * HOUR,
      secret: 'initial',
    },
  ])
}

/** R-PWD-08 … R-PWD-11: only the person changes a password, proved by the old one, the default number or the face. */
function change(
  { defaultNumber }: CredentialRecord,
  person: Person,
  command: Extract<CredentialCommand, { name: 'credential.change' }>,
  { actor, proofs }: DecideContext,
): Answer {
  if (actor.kind !== 'person' || actor.personId !== person.id) return refuse('credential-own-act-only')
  const { by = 'password' } = command
  const opened = findNewPasswordProof(proofs, person.id)
  if (command.sealedPassword === undefined && opened === undefined) return refuse('credential-value-missing')
  const old = findPasswordProof(proofs, person.id)
  const face = findFaceProof(proofs, person.id)
  if (by === 'password' && old?.passed === false) return refuse('credential-old-wrong')
  if (by === 'face' && face?.passed === false) return refuse('credential-face-failed')
  if (by === 'face' && face === undefined) return held('face')
  if (by === 'code' && (defaultNumber === undefined || findSmsProof(proofs, defaultNumber) === undefined))
    return held('sms-code')
  if ((by === 'password' && old === undefined) || opened === undefined) return held('password-check')
  if (opened.problem !== null) return refuse(refusalOfProblem(opened.problem))
  return accepted([ownPassword(person)], 'R-MSG-14')
}

/** R-TR-ACC-06, R-TR-CRD-03: the password is the person's own, and an account on its initial value is in order. */
function ownPassword(person: Person): CredentialEvent {
  return {
    kind: 'credential-put',
    personId: person.id,
    credentialState: 'K2',
    accountState: person.accountState === 'A1' ? 'A2' : person.accountState,
    voidAt: null,
    secret: 'typed',
  }
}
