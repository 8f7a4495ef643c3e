import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeTrip } from '../../../src/domain/field/judge-trip.ts'
import { TRIP_REASONS, type TripFacts } from '../../../src/domain/field/types.ts'
import { DAY } from '../../../src/domain/kernel/instant.ts'
import chinese from '../../../src/renderer/locales/zh-CN/field.json' with { type: 'json' }

// 2026-03-10 10:00 in Beijing.
const NOW = Date.UTC(2026, 2, 10, 2)
const facts = (changes: Partial<TripFacts> = {}): TripFacts => ({
  now: NOW,
  returnOn: '2026-03-13',
  asOf: NOW - 60_000,
  signedInAt: NOW - 60_000,
  unknownEnterprises: 0,
  people: 3,
  expiring: [],
  expiredDocuments: 0,
  waitingForCode: 0,
  returned: 0,
  unsent: 0,
  ...changes,
})
const said = (changes: Partial<TripFacts>) => judgeTrip(facts(changes)).reasons

describe('go or no-go', () => {
  it('[FIELD-PACK] lets a trip go when nothing stands against it', () => {
    expect(judgeTrip(facts())).toEqual({ go: true, reasons: [] })
  })

  it.each([
    ['never-copied', { asOf: null }],
    ['lease-missing', { signedInAt: null }],
    ['lease-ends-before-return', { signedInAt: NOW - 5 * DAY }],
    ['enterprises-unknown', { unknownEnterprises: 2 }],
    ['nobody-there', { people: 0 }],
  ] as const)('[FIELD-PACK] stops it: %s', (code, changes) => {
    const verdict = judgeTrip(facts(changes))
    expect(verdict.go).toBe(false)
    expect(verdict.reasons).toContainEqual(expect.objectContaining({ code, weight: 'stop' }))
  })

  it('[FIELD-PACK] ends the lease by days of Beijing: a day too early, on the day, a day later', () => {
    // Signed in on the 6th, the lease ends on the 13th.
    const signedInAt = NOW - 4 * DAY
    expect(said({ signedInAt, returnOn: '2026-03-14' })).toEqual([
      { code: 'lease-ends-before-return', weight: 'stop', on: '2026-03-13' },
    ])
    expect(said({ signedInAt, returnOn: '2026-03-13' })).toEqual([
      { code: 'lease-ends-on-return', weight: 'mind', on: '2026-03-13' },
    ])
    expect(said({ signedInAt, returnOn: '2026-03-12' })).toEqual([])
  })

  it('[FIELD-PACK] says what ends before the return, how many, and the first day, and goes all the same', () => {
    const expiring = [
      { kind: 'document', on: '2026-03-12' },
      { kind: 'document', on: '2026-03-11' },
      { kind: 'relation', on: '2026-03-11' },
      { kind: 'agreement', on: '2026-03-12' },
      { kind: 'initial-password', on: '2026-03-11' },
    ] as const
    const verdict = judgeTrip(
      facts({ expiring, asOf: NOW - 2 * DAY, expiredDocuments: 1, waitingForCode: 2, returned: 3, unsent: 4 }),
    )
    expect(verdict).toEqual({
      go: true,
      reasons: [
        { code: 'data-old', weight: 'mind', on: '2026-03-08' },
        { code: 'documents-expired', weight: 'mind', count: 1 },
        { code: 'documents-expire', weight: 'mind', count: 2, on: '2026-03-11' },
        { code: 'relations-expire', weight: 'mind', count: 1, on: '2026-03-11' },
        { code: 'agreements-expire', weight: 'mind', count: 1, on: '2026-03-12' },
        { code: 'initial-passwords-lapse', weight: 'mind', count: 1, on: '2026-03-11' },
        { code: 'codes-waiting', weight: 'mind', count: 2 },
        { code: 'acts-returned', weight: 'mind', count: 3 },
        { code: 'acts-unsent', weight: 'mind', count: 4 },
      ],
    })
  })

  it('[FIELD-PACK] goes exactly when nothing stops it, each reason once and in the order of the list', () => {
    const few = fc.nat(3)
    const some = fc.record({
      asOf: fc.option(fc.constantFrom(NOW, NOW - 3 * DAY)),
      signedInAt: fc.option(fc.constantFrom(NOW, NOW - 4 * DAY, NOW - 6 * DAY)),
      unknownEnterprises: few,
      people: few,
      expiredDocuments: few,
      waitingForCode: few,
      returned: few,
      unsent: few,
    })
    fc.assert(
      fc.property(some, (changes) => {
        const { go, reasons } = judgeTrip(facts(changes))
        expect(go).toBe(reasons.every(({ weight }) => weight === 'mind'))
        const places = reasons.map(({ code }) => TRIP_REASONS.indexOf(code))
        expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b))
      }),
    )
  })

  it('has words for every reason', () => {
    expect(Object.keys(chinese.reason).toSorted()).toEqual([...TRIP_REASONS].toSorted())
  })
})
