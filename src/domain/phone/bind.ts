import type { Instant } from '../kernel/instant.ts'
import type { Phone, PhoneEvent } from './types.ts'

/**
 * What binding a number does to its holders (R-PHN-01…07). Capture and registration bind numbers as the account
 * centre does, so these values stand apart from the judge of the phone commands. They judge nothing: whoever calls
 * them has the code's proof.
 */

/** Whose pairs a binding touches: the person's own, and those of the person who holds the number now. */
export interface NumberBook {
  readonly phones: readonly Phone[]
  readonly otherHolder: Phone | undefined
  readonly otherHolderPhones: readonly Phone[]
}

export interface Binding {
  readonly personId: string
  readonly number: string
  /** The id of a pair that this person and number did not form before. */
  readonly newId: string
}

const put = (phone: Phone): PhoneEvent => ({ kind: 'phone-put', phone })

/** The pairs that count; unverified and emptied ones do not. */
export const boundPhones = (phones: readonly Phone[]): Phone[] => phones.filter((phone) => phone.state === 'bound')

/** The number codes go to (R-PHN-15), if the person has any. */
export const findDefaultPhone = (phones: readonly Phone[]): Phone | undefined =>
  boundPhones(phones).find((phone) => phone.isDefault)

/**
 * Binds a number whose code was right: its former holder is emptied, and the person's first number becomes default
 * by itself (R-PHN-07). With `asDefault` it takes the default's place and the former default stays (OP-11).
 * Events are in the order in which they can be written, so that no number ever has two holders.
 */
export function bindNumber(
  book: NumberBook,
  { personId, number, newId }: Binding,
  { asDefault, now }: { readonly asDefault: boolean; readonly now: Instant },
): PhoneEvent[] {
  const earlier = book.phones.find((phone) => phone.number === number)
  const current = findDefaultPhone(book.phones)
  const isDefault = asDefault || current === undefined || current.number === number
  const demoted = isDefault && current !== undefined && current.number !== number
  const id = earlier?.id ?? newId
  return [
    ...(demoted ? [put({ ...current, isDefault: false })] : []),
    ...emptyFormerHolder(book, now),
    put({ id, personId, number, state: 'bound', isDefault, verifiedAt: now, emptiedAt: null }),
  ]
}

/**
 * Keeps a number as typed until its code arrives; nothing that depends on it takes effect (OP-24). A number the
 * person holds already stays as it is, and a pair emptied before keeps the instant, which the counter shows.
 */
export function markUnverified(book: NumberBook, { personId, number, newId }: Binding): PhoneEvent[] {
  const earlier = book.phones.find((phone) => phone.number === number)
  if (earlier?.state === 'bound') return []
  const id = earlier?.id ?? newId
  const emptiedAt = earlier?.emptiedAt ?? null
  return [put({ id, personId, number, state: 'unverified', isDefault: false, verifiedAt: null, emptiedAt })]
}

/** R-PHN-01…04: the former holder's pair is emptied; their most recently verified number is next (OP-12). */
function emptyFormerHolder({ otherHolder: taken, otherHolderPhones }: NumberBook, now: Instant): PhoneEvent[] {
  if (taken === undefined) return []
  const emptied = put({ ...taken, state: 'emptied', isDefault: false, emptiedAt: now })
  const others = boundPhones(otherHolderPhones).filter((phone) => phone.number !== taken.number)
  const heir = others.toSorted((a, b) => (b.verifiedAt ?? 0) - (a.verifiedAt ?? 0) || (a.id < b.id ? -1 : 1))[0]
  return taken.isDefault && heir !== undefined ? [emptied, put({ ...heir, isDefault: true })] : [emptied]
}
