import type { DecideContext } from '../kernel/context.ts'
import { accepted, held, refused, type Decision } from '../kernel/decision.ts'
import type { Instant } from '../kernel/instant.ts'
import { findFaceProof, findPasswordProof, findSmsProof } from '../kernel/proof.ts'
import { isMobileNumber } from '../person/phone-number.ts'
import { phoneRefusals } from './refusals.ts'
import type { Phone, PhoneBook, PhoneCommand, PhoneEvent } from './types.ts'

type Answer = Decision<PhoneEvent>
const refuse = (code: (typeof phoneRefusals.codes)[number]): Answer => refused(phoneRefusals.make(code))
const put = (phone: Phone): PhoneEvent => ({ kind: 'phone-put', phone })

/**
 * Judges every act on a person's numbers (R-PHN, R-RPH, R-TR-PHN). A number without its code is only marked
 * `unverified`; the decision is taken again when the code, the face or the password check arrives.
 */
export function decidePhone(book: PhoneBook, command: PhoneCommand, context: DecideContext): Answer {
  if (book.person === undefined) return refuse('phone-person-unknown')
  if (!book.person.active) return refuse('phone-person-deregistered')
  if (context.actor.kind !== 'system' && visitorOf(context) !== command.personId)
    return refuse('phone-visitor-not-owner')
  if ('number' in command && !isMobileNumber(command.number)) return refuse('phone-number-malformed')
  switch (command.name) {
    case 'phone.add':
      return add(book, command.number, context)
    case 'phone.modify':
      return modify(book, command.phoneId, command.number, context)
    case 'phone.delete':
      return remove(book, command.phoneId, context)
    case 'phone.set-default':
      return setDefault(book, command.phoneId)
    case 'phone.recover':
      return recover(book, command.personId, command.number, context)
  }
}

function visitorOf({ actor, visit }: DecideContext): string | undefined {
  return actor.kind === 'person' ? actor.personId : visit?.personId
}

const bound = (book: PhoneBook) => book.phones.filter((phone) => phone.state === 'bound')
const findDefault = (book: PhoneBook) => bound(book).find((phone) => phone.isDefault)
const findById = (book: PhoneBook, phoneId: string) => bound(book).find((phone) => phone.id === phoneId)
const findBound = (book: PhoneBook, number: string) => bound(book).find((phone) => phone.number === number)

/** R-PHN-09, R-PHN-12: an act on existing numbers is proved by a code to the default number, or by face. */
function ownershipProved(book: PhoneBook, context: DecideContext): boolean {
  const current = findDefault(book)
  if (current !== undefined && findSmsProof(context.proofs, current.number) !== undefined) return true
  return findFaceProof(context.proofs, book.person?.id ?? '')?.passed === true
}

function add(book: PhoneBook, number: string, context: DecideContext): Answer {
  if (findBound(book, number)) return refuse('phone-already-held')
  if (bound(book).length >= context.policy.phonesMaximum) return refuse('phone-too-many')
  if (!findSmsProof(context.proofs, number)) return held('sms-code', markUnverified(book, number, context))
  if (!ownershipProved(book, context)) return held('face', markUnverified(book, number, context))
  const isDefault = bound(book).length === 0
  return accepted([...takeOver(book, context.now), ...bind(book, number, isDefault, context)], 'R-MSG-06')
}

function modify(book: PhoneBook, phoneId: string, number: string, context: DecideContext): Answer {
  const old = findById(book, phoneId)
  if (old === undefined) return refuse('phone-not-held')
  if (!old.isDefault) return refuse('phone-modify-default-only')
  if (findBound(book, number)) return refuse('phone-already-held')
  if (!findSmsProof(context.proofs, number)) return held('sms-code', markUnverified(book, number, context))
  if (!ownershipProved(book, context)) return held('face', markUnverified(book, number, context))
  const removed: PhoneEvent = { kind: 'phone-removed', phoneId }
  return accepted([removed, ...takeOver(book, context.now), ...bind(book, number, true, context)])
}

function remove(book: PhoneBook, phoneId: string, context: DecideContext): Answer {
  const phone = findById(book, phoneId)
  if (phone === undefined) return refuse('phone-not-held')
  if (bound(book).length === 1) return refuse('phone-only-number')
  if (phone.isDefault) return refuse('phone-default-not-deletable')
  if (!ownershipProved(book, context)) return held('sms-code')
  return accepted([{ kind: 'phone-removed', phoneId }], 'R-MSG-08')
}

function setDefault(book: PhoneBook, phoneId: string): Answer {
  const phone = findById(book, phoneId)
  if (phone === undefined) return refuse('phone-not-held')
  return accepted([...demoteDefault(book), put({ ...phone, isDefault: true })], 'R-MSG-07')
}

/** R-RPH-03, OP-11: password and code right; the number becomes default and the former default stays as another. */
function recover(book: PhoneBook, personId: string, number: string, context: DecideContext): Answer {
  const password = findPasswordProof(context.proofs, personId)
  if (password !== undefined && !password.passed) return refuse('phone-password-wrong')
  if (!findSmsProof(context.proofs, number)) return held('sms-code', markUnverified(book, number, context))
  if (password === undefined) return held('password-check', markUnverified(book, number, context))
  return accepted([...demoteDefault(book), ...takeOver(book, context.now), ...bind(book, number, true, context)])
}

/** An earlier pair of this person and number, unverified or emptied, keeps its id. */
function pair(book: PhoneBook, number: string, context: DecideContext) {
  const earlier = book.phones.find((phone) => phone.number === number)
  return { id: earlier?.id ?? context.commandId, personId: book.person?.id ?? '', number }
}

function bind(book: PhoneBook, number: string, isDefault: boolean, context: DecideContext): PhoneEvent[] {
  return [put({ ...pair(book, number, context), state: 'bound', isDefault, verifiedAt: context.now, emptiedAt: null })]
}

function demoteDefault(book: PhoneBook): PhoneEvent[] {
  const current = findDefault(book)
  return current === undefined ? [] : [put({ ...current, isDefault: false })]
}

/** OP-24: the number is kept as typed, and nothing that depends on it takes effect. */
function markUnverified(book: PhoneBook, number: string, context: DecideContext): PhoneEvent[] {
  return [
    put({ ...pair(book, number, context), state: 'unverified', isDefault: false, verifiedAt: null, emptiedAt: null }),
  ]
}

/** R-PHN-01…04: the former holder is emptied; their most recently verified other number becomes default (OP-12). */
function takeOver(book: PhoneBook, now: Instant): PhoneEvent[] {
  const taken = book.otherHolder
  if (taken === undefined) return []
  const emptied = put({ ...taken, state: 'emptied', isDefault: false, emptiedAt: now })
  if (!taken.isDefault) return [emptied]
  const heir = book.otherHolderPhones
    .filter((phone) => phone.number !== taken.number && phone.state === 'bound')
    .toSorted((a, b) => (b.verifiedAt ?? 0) - (a.verifiedAt ?? 0))[0]
  return heir === undefined ? [emptied] : [emptied, put({ ...heir, isDefault: true })]
}
