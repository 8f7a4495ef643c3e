import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Proof } from '../../../src/domain/kernel/proof.ts'
import { decidePhone, findAwaitedNumber } from '../../../src/domain/phone/decide.ts'
import type { Phone, PhoneBook, PhoneCommand } from '../../../src/domain/phone/types.ts'
import { NOW, apply, atCounter } from './context.ts'

const PEOPLE = ['A', 'B', 'C']
const NUMBERS = ['13800000001', '13800000002', '13800000003', '13800000004']

interface Step {
  readonly name: PhoneCommand['name']
  readonly personId: string
  readonly number: string
  readonly pick: number
  readonly codes: readonly string[]
  readonly face: boolean | null
  readonly password: boolean | null
}

const step = fc.record<Step>({
  name: fc.constantFrom('phone.add', 'phone.modify', 'phone.delete', 'phone.set-default', 'phone.recover'),
  personId: fc.constantFrom(...PEOPLE),
  number: fc.constantFrom(...NUMBERS),
  pick: fc.nat(5),
  codes: fc.subarray(NUMBERS),
  face: fc.constantFrom(true, false, null),
  password: fc.constantFrom(true, false, null),
})

function load(pairs: ReadonlyMap<string, Phone>, personId: string, number: string): PhoneBook {
  const all = [...pairs.values()]
  const otherHolder = all.find((pair) => pair.number === number && pair.state === 'bound' && pair.personId !== personId)
  return {
    person: { id: personId, active: true },
    phones: all.filter((pair) => pair.personId === personId),
    otherHolder,
    otherHolderPhones: all.filter((pair) => pair.personId === otherHolder?.personId),
  }
}

function prove({ codes, face, password, personId }: Step): Proof[] {
  const proofs: Proof[] = codes.map((number) => ({ kind: 'sms-code', number, purpose: 'phone', at: NOW }))
  if (face !== null) proofs.push({ kind: 'face', personId, passed: face, at: NOW })
  if (password !== null) proofs.push({ kind: 'password', personId, passed: password, at: NOW })
  return proofs
}

function decideStep(pairs: ReadonlyMap<string, Phone>, given: Step, index: number) {
  const { name, personId, number, pick } = given
  const book = load(pairs, personId, number)
  const phoneId = book.phones[pick % Math.max(1, book.phones.length)]?.id ?? 'none'
  const command = { name, personId, number, phoneId } as PhoneCommand
  const context = atCounter(prove(given), {
    commandId: `c${index}`,
    now: NOW + index,
    visit: { visitId: 'V', personId, presence: 'card-reader', acting: { kind: 'personal' }, since: NOW },
  })
  const decision = decidePhone(book, command, context)
  return { book, command, context, decision }
}

function check(pairs: ReadonlyMap<string, Phone>): void {
  const bound = [...pairs.values()].filter((pair) => pair.state === 'bound')
  for (const number of NUMBERS) {
    expect(bound.filter((pair) => pair.number === number).length, `holders of ${number}`).toBeLessThanOrEqual(1)
  }
  for (const personId of PEOPLE) {
    const mine = bound.filter((pair) => pair.personId === personId)
    expect(mine.filter((pair) => pair.isDefault).length, `defaults of ${personId}`).toBe(mine.length === 0 ? 0 : 1)
    const all = [...pairs.values()].filter((pair) => pair.personId === personId)
    expect(new Set(all.map((pair) => pair.number)).size, 'one pair a person and number').toBe(all.length)
  }
  for (const pair of pairs.values()) if (pair.state !== 'bound') expect(pair.isDefault).toBe(false)
}

it('[R-PHN-01] [R-PHN-07] holds one holder a number and exactly one default, after every event of any history', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let pairs = new Map<string, Phone>()
      for (const [index, given] of steps.entries()) {
        const { decision } = decideStep(pairs, given, index)
        if (decision.kind === 'refused') continue
        // Defaults may be missing between two events of one transaction; two holders may not exist even there.
        for (const event of decision.events) {
          pairs = apply(pairs, [event])
          const bound = [...pairs.values()].filter((pair) => pair.state === 'bound')
          expect(new Set(bound.map((pair) => pair.number)).size).toBe(bound.length)
          const defaults = bound.filter((pair) => pair.isDefault)
          expect(new Set(defaults.map((pair) => pair.personId)).size).toBe(defaults.length)
        }
        check(pairs)
      }
    }),
    { numRuns: 300 },
  )
})

it('[OP-24] changes no bound number while it waits, whatever it waits for', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
      let pairs = new Map<string, Phone>()
      for (const [index, given] of steps.entries()) {
        const { decision } = decideStep(pairs, given, index)
        if (decision.kind === 'refused') continue
        const next = apply(pairs, decision.events)
        const bound = (of: ReadonlyMap<string, Phone>) => [...of.values()].filter((pair) => pair.state === 'bound')
        if (decision.kind === 'held') expect(bound(next)).toEqual(bound(pairs))
        pairs = next
      }
    }),
    { numRuns: 200 },
  )
})

it('[R-SMS-05] names the number whose code is awaited exactly when a code is awaited', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
      let pairs = new Map<string, Phone>()
      for (const [index, given] of steps.entries()) {
        const { book, command, context, decision } = decideStep(pairs, given, index)
        if (decision.kind === 'held') {
          const awaited = findAwaitedNumber(book, command, context.proofs)
          expect(awaited !== undefined).toBe(decision.waitsFor === 'sms-code')
          if (awaited !== undefined) expect(given.codes).not.toContain(awaited)
        }
        if (decision.kind !== 'refused') pairs = apply(pairs, decision.events)
      }
    }),
    { numRuns: 200 },
  )
})
