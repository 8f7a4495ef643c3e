import type { DecideContext } from '../../../src/domain/kernel/context.ts'
import { SECOND } from '../../../src/domain/kernel/instant.ts'
import type { Proof } from '../../../src/domain/kernel/proof.ts'
import type { Phone, PhoneBook, PhoneEvent } from '../../../src/domain/phone/types.ts'
import { getPolicy } from '../../../src/domain/policy/profiles.ts'

export const NOW = Date.UTC(2026, 4, 20, 2, 0)
export const P1 = '13800000001'
export const P2 = '13800000002'
export const P3 = '13800000003'

/** A pair of person A that is bound; `changes` says what differs. */
export const phone = (number: string, changes: Partial<Phone> = {}): Phone => ({
  id: `pair-${number}`,
  personId: 'A',
  number,
  state: 'bound',
  isDefault: false,
  verifiedAt: NOW - 1000 * SECOND,
  emptiedAt: null,
  ...changes,
})

/** What is loaded for person A, active, with these pairs. */
export const book = (phones: readonly Phone[], others: readonly Phone[] = []): PhoneBook => ({
  person: { id: 'A', active: true },
  phones,
  otherHolder: others[0],
  otherHolderPhones: others,
})

export const smsProof = (number: string): Proof => ({ kind: 'sms-code', number, purpose: 'phone', at: NOW })
export const faceProof = (passed = true): Proof => ({ kind: 'face', personId: 'A', passed, at: NOW })
export const passwordProof = (passed: boolean): Proof => ({ kind: 'password', personId: 'A', passed, at: NOW })

/** A clerk at the counter with person A in front of them. */
export const atCounter = (proofs: readonly Proof[] = [], changes: Partial<DecideContext> = {}): DecideContext => ({
  now: NOW,
  actor: { kind: 'staff', staffId: 'S', role: 'clerk', hallId: 'H', deviceId: 'D' },
  policy: getPolicy('liaoning'),
  commandId: 'C',
  proofs,
  visit: { visitId: 'V', personId: 'A', presence: 'card-reader', acting: { kind: 'personal' }, since: NOW },
  ...changes,
})

/** The pairs of everybody after these events, keyed by id. */
export function apply(pairs: ReadonlyMap<string, Phone>, events: readonly PhoneEvent[]): Map<string, Phone> {
  const after = new Map(pairs)
  for (const event of events) {
    if (event.kind === 'phone-removed') after.delete(event.phoneId)
    else after.set(event.phone.id, event.phone)
  }
  return after
}
