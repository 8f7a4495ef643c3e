import type { DecideContext } from '../kernel/context.ts'
import { accepted, held, refused, type Decision } from '../kernel/decision.ts'
import { findFaceProof, findMailProof, findSmsProof } from '../kernel/proof.ts'
import { codePointCount } from '../kernel/text.ts'
import { isEmail } from '../person/email.ts'
import { findUsernameProblem } from '../person/username.ts'
import { findDefaultPhone } from '../phone/bind.ts'
import { accountRefusals, type AccountRefusalCode } from './refusals.ts'
import { accountTransitions } from './transitions.ts'
import {
  AGREEMENT_VERSIONS,
  type AccountEvent,
  type AccountPerson,
  type AccountRecord,
  type DeregisterCommand,
  type ProfileCommand,
} from './types.ts'

type Answer = Decision<AccountEvent>
type Named<Name extends ProfileCommand['name']> = Extract<ProfileCommand, { name: Name }>

/** Longest contact address that is kept, in code points. */
export const ADDRESS_LONGEST = 120

const refuse = (code: AccountRefusalCode): Answer => refused(accountRefusals.make(code))

/** Judges what people do with their own account: giving it up (R-DRG), and 个人信息维护 (R-USR, R-EML, R-ADR). */
export function decideOwnAccount(
  record: AccountRecord,
  command: DeregisterCommand | ProfileCommand,
  context: DecideContext,
): Answer {
  const { person } = record
  if (person === undefined) return refuse('account-person-unknown')
  const { actor } = context
  if (actor.kind !== 'person' || actor.personId !== command.personId) return refuse('account-own-act-only')
  const cell = accountTransitions[person.accountState].deregister
  // Whoever may give an account up may also keep it; nobody else is inside one.
  if ('refuse' in cell) return refuse(cell.refuse)
  switch (command.name) {
    case 'account.deregister':
      return deregister(record, command, context)
    case 'account.set-username':
      return setUsername(record, person, command, context)
    case 'account.set-email':
      return setEmail(person, command, context)
    case 'account.set-contact-address':
      return setContactAddress(command)
  }
}

/**
 * R-DRG-01, R-DRG-02, R-TR-ACC-09, OP-18: after the reminder, by a code to the default number. Whoever has none
 * recovers one first. Numbers become free (R-TR-PHN-13), the username too; logs and the real-name record stay.
 */
function deregister(record: AccountRecord, command: DeregisterCommand, { proofs }: DecideContext): Answer {
  if (command.agreed !== AGREEMENT_VERSIONS.deregistration) return refuse('account-deregistration-unconfirmed')
  const current = findDefaultPhone(record.phones)
  if (current === undefined) return refuse('account-number-missing')
  if (findSmsProof(proofs, current.number) === undefined) return held('sms-code')
  const { personId } = command
  const freed = record.phones.map((phone): AccountEvent => ({ kind: 'phone-removed', phoneId: phone.id }))
  return accepted(
    [
      ...freed,
      {
        kind: 'person-changed',
        personId,
        changes: { accountState: 'A4', credentialState: 'K0', username: null, email: null },
      },
      { kind: 'account-closed', personId },
      { kind: 'paper-agreed', personId, paper: 'deregistration', version: command.agreed },
    ],
    'R-MSG-15',
  )
}

/** R-USR-02, R-USR-03, OP-15: the first one is free, a change counts for the calendar year; both are verified. */
function setUsername(
  { usernameTaken, usernameChanges, phones }: AccountRecord,
  person: AccountPerson,
  { personId, username }: Named<'account.set-username'>,
  { policy, proofs }: DecideContext,
): Answer {
  const problem = findUsernameProblem(username)
  if (problem !== undefined) return refused(accountRefusals.make('account-username-malformed', { problem }))
  if (username === person.username) return refuse('account-username-unchanged')
  const isChange = person.username !== null
  if (isChange && usernameChanges >= policy.usernameChangesPerYear) return refuse('account-username-yearly')
  if (usernameTaken) return refuse('account-username-taken')
  const current = findDefaultPhone(phones)
  const proved =
    findFaceProof(proofs, personId)?.passed === true ||
    (current !== undefined && findSmsProof(proofs, current.number) !== undefined)
  if (policy.verifyUsernameChange && !proved) return held(current === undefined ? 'face' : 'sms-code')
  const set: AccountEvent = { kind: 'person-changed', personId, changes: { username } }
  return accepted(isChange ? [set, { kind: 'username-changed', personId }] : [set])
}

/** R-EML-01, CF-25: the code goes to the new mailbox. */
function setEmail(
  person: AccountPerson,
  { personId, email }: Named<'account.set-email'>,
  { policy, proofs }: DecideContext,
): Answer {
  if (!isEmail(email)) return refuse('account-email-malformed')
  if (email === person.email) return refuse('account-email-unchanged')
  if (policy.verifyEmailChange && findMailProof(proofs, email) === undefined) return refuse('account-email-unproved')
  return accepted([{ kind: 'person-changed', personId, changes: { email } }])
}

/** R-ADR-01, CF-33: where somebody wants to be reached, not the residence of the real-name record. */
function setContactAddress({ personId, address }: Named<'account.set-contact-address'>): Answer {
  const contactAddress = address.trim()
  const length = codePointCount(contactAddress)
  if (length === 0 || length > ADDRESS_LONGEST) return refuse('account-address-malformed')
  return accepted([{ kind: 'person-changed', personId, changes: { contactAddress } }])
}
