import { COUNTER_ROLES } from '../kernel/actor.ts'
import type { DecideContext } from '../kernel/context.ts'
import { accepted, held, refused, type Decision } from '../kernel/decision.ts'
import type { Proof } from '../kernel/proof.ts'
import { findFaceProof, findPasswordProof, findSmsProof } from '../kernel/proof.ts'
import { isMobileNumber } from '../person/phone-number.ts'
import { bindNumber, boundPhones, findDefaultPhone, markUnverified } from './bind.ts'
import { phoneRefusals } from './refusals.ts'
import type { Phone, PhoneBook, PhoneCommand, PhoneEvent } from './types.ts'

type Answer = Decision<PhoneEvent>
type Named<Name extends PhoneCommand['name']> = Extract<PhoneCommand, { name: Name }>

const refuse = (code: (typeof phoneRefusals.codes)[number]): Answer => refused(phoneRefusals.make(code))
const put = (phone: Phone): PhoneEvent => ({ kind: 'phone-put', phone })

/**
 * Judges every act on a person's numbers (R-PHN, R-RPH, R-TR-PHN). A number without its code is only marked
 * `unverified`; the decision is taken again when the code, the face or the password check arrives.
 */
export function decidePhone(book: PhoneBook, command: PhoneCommand, context: DecideContext): Answer {
  if (book.person === undefined) return refuse('phone-person-unknown')
  if (!book.person.active) return refuse('phone-person-deregistered')
  const { actor } = context
  if (actor.kind === 'staff' && !COUNTER_ROLES.includes(actor.role)) return refuse('phone-role-views-only')
  if (actor.kind !== 'system' && visitorOf(context) !== command.personId) return refuse('phone-visitor-not-owner')
  if ('number' in command && !isMobileNumber(command.number)) return refuse('phone-number-malformed')
  switch (command.name) {
    case 'phone.add':
      return add(book, command, context)
    case 'phone.modify':
      return modify(book, command, context)
    case 'phone.delete':
      return remove(book, command, context)
    case 'phone.set-default':
      return setDefault(book, command)
    case 'phone.recover':
      return recover(book, command, context)
  }
}

/**
 * The number whose code a held command waits for: the new number first, then the default one, which proves the
 * person (R-PHN-09, R-PHN-11, OP-12). Nothing when no code is missing.
 */
export function findAwaitedNumber(
  book: PhoneBook,
  command: PhoneCommand,
  proofs: readonly Proof[],
): string | undefined {
  if ('number' in command && findSmsProof(proofs, command.number) === undefined) return command.number
  if (command.name === 'phone.recover' || command.name === 'phone.set-default') return undefined
  if (command.scenePhotoAttachmentId !== undefined) return undefined
  return ownershipProved(book, command, proofs) ? undefined : findDefaultPhone(book.phones)?.number
}

function visitorOf({ actor, visit }: DecideContext): string | undefined {
  return actor.kind === 'person' ? actor.personId : visit?.personId
}

const findBound = (book: PhoneBook, phoneId: string) => boundPhones(book.phones).find((phone) => phone.id === phoneId)
const holds = (book: PhoneBook, number: string) => boundPhones(book.phones).some((phone) => phone.number === number)

/** R-PHN-09, R-PHN-12: an act on existing numbers is proved by a code to the default number, or by face. */
function ownershipProved(book: PhoneBook, { personId }: PhoneCommand, proofs: readonly Proof[]): boolean {
  const current = findDefaultPhone(book.phones)
  if (current !== undefined && findSmsProof(proofs, current.number) !== undefined) return true
  return findFaceProof(proofs, personId)?.passed === true
}

/** What a person waits for who isn't proved yet; without any number it can be the face only (OP-12). */
function missingOwnership(
  book: PhoneBook,
  command: Named<'phone.add' | 'phone.modify' | 'phone.delete'>,
  { proofs }: DecideContext,
  events: readonly PhoneEvent[],
): Answer | undefined {
  if (ownershipProved(book, command, proofs)) return undefined
  const photo = command.scenePhotoAttachmentId !== undefined
  if (photo && findFaceProof(proofs, command.personId)?.passed === false) return refuse('phone-face-failed')
  return held(photo || findDefaultPhone(book.phones) === undefined ? 'face' : 'sms-code', events)
}

/** CF-10: where a profile names the ways in which a number changes hands, adding one is not among them. */
const takeoverBarred = (book: PhoneBook, { policy }: DecideContext) =>
  book.otherHolder !== undefined && policy.phoneTakeover === 'register-and-recover'

/** What adding and modifying ask alike: the code of the new number, and the person proved. */
function missingProof(book: PhoneBook, command: Named<'phone.add' | 'phone.modify'>, context: DecideContext) {
  const mark = markUnverified(book, { ...command, newId: context.commandId })
  if (findSmsProof(context.proofs, command.number) === undefined) return held('sms-code', mark)
  return missingOwnership(book, command, context, mark)
}

function add(book: PhoneBook, command: Named<'phone.add'>, context: DecideContext): Answer {
  if (holds(book, command.number)) return refuse('phone-already-held')
  if (boundPhones(book.phones).length >= context.policy.phonesMaximum) return refuse('phone-too-many')
  if (takeoverBarred(book, context)) return refuse('phone-held-by-another')
  const missing = missingProof(book, command, context)
  if (missing !== undefined) return missing
  const binding = { ...command, newId: context.commandId }
  return accepted(bindNumber(book, binding, { asDefault: false, now: context.now }), 'R-MSG-06')
}

function modify(book: PhoneBook, command: Named<'phone.modify'>, context: DecideContext): Answer {
  const old = findBound(book, command.phoneId)
  if (old === undefined) return refuse('phone-not-held')
  if (holds(book, command.number)) return refuse('phone-already-held')
  if (!old.isDefault) return refuse('phone-modify-default-only')
  if (takeoverBarred(book, context)) return refuse('phone-held-by-another')
  const missing = missingProof(book, command, context)
  if (missing !== undefined) return missing
  const rest = { ...book, phones: book.phones.filter((phone) => phone.id !== old.id) }
  const binding = { ...command, newId: context.commandId }
  const removed: PhoneEvent = { kind: 'phone-removed', phoneId: old.id }
  return accepted([removed, ...bindNumber(rest, binding, { asDefault: true, now: context.now })])
}

function remove(book: PhoneBook, command: Named<'phone.delete'>, context: DecideContext): Answer {
  const removed: PhoneEvent = { kind: 'phone-removed', phoneId: command.phoneId }
  // A number that never was proved binds nobody, so taking the mark back needs no proof either.
  const unverified = book.phones.some((phone) => phone.id === command.phoneId && phone.state === 'unverified')
  if (unverified) return accepted([removed], 'R-MSG-08')
  const phone = findBound(book, command.phoneId)
  if (phone === undefined) return refuse('phone-not-held')
  if (boundPhones(book.phones).length === 1) return refuse('phone-only-number')
  if (phone.isDefault) return refuse('phone-default-not-deletable')
  return missingOwnership(book, command, context, []) ?? accepted([removed], 'R-MSG-08')
}

/** R-PHN-08 describes no verification step. */
function setDefault(book: PhoneBook, { phoneId }: Named<'phone.set-default'>): Answer {
  const phone = findBound(book, phoneId)
  if (phone === undefined) return refuse('phone-not-held')
  const current = findDefaultPhone(book.phones)
  const demoted = current === undefined || current.id === phone.id ? [] : [put({ ...current, isDefault: false })]
  return accepted([...demoted, put({ ...phone, isDefault: true })], 'R-MSG-07')
}

/** R-RPH-02, R-RPH-03, OP-11: password and code given and right; the number becomes default and the former default stays as another. */
function recover(book: PhoneBook, command: Named<'phone.recover'>, context: DecideContext): Answer {
  const password = findPasswordProof(context.proofs, command.personId)
  // Without a password nobody could ever check one: the act would wait for good.
  if (password === undefined && !command.sealedPassword) return refuse('phone-password-missing')
  if (password?.passed === false) return refuse('phone-password-wrong')
  if (!holds(book, command.number) && boundPhones(book.phones).length >= context.policy.phonesMaximum)
    return refuse('phone-too-many')
  const binding = { ...command, newId: context.commandId }
  if (findSmsProof(context.proofs, command.number) === undefined) return held('sms-code', markUnverified(book, binding))
  if (password === undefined) return held('password-check', markUnverified(book, binding))
  return accepted(bindNumber(book, binding, { asDefault: true, now: context.now }))
}
