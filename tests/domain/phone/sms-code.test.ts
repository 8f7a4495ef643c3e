import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../../src/domain/kernel/instant.ts'
import { CODE_TRIES, findCodeProblem, takeSmsTurn, type SmsWindow } from '../../../src/domain/phone/sms-code.ts'
import { liaoning } from '../../../src/domain/policy/profiles.ts'

const { smsLimit } = liaoning
const START = Date.UTC(2026, 4, 20, 2, 0)

/** Asks for codes at these moments; says which were allowed. */
function ask(times: readonly number[]): boolean[] {
  let window: SmsWindow | undefined
  return times.map((time) => {
    const turn = takeSmsTurn(window, time, smsLimit)
    if (turn.kind === 'allowed') window = turn.window
    return turn.kind === 'allowed'
  })
}

describe('how many codes go to one number', () => {
  it('[R-SMS-01] sends five within ten minutes and not a sixth', () => {
    expect(ask([0, 1, 2, 3, 4, 5].map((minute) => START + minute * MINUTE))).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ])
  })

  it('[R-SMS-02] counts a fixed window from its first code', () => {
    const fifthAt = START + 9 * MINUTE + 59 * SECOND
    const times = [START, START + 1, START + 2, START + 3, fifthAt, fifthAt, START + 10 * MINUTE]
    expect(ask(times)).toEqual([true, true, true, true, true, false, true])
  })

  it('[R-SMS-02] opens a new window of five after it', () => {
    const next = START + 10 * MINUTE
    expect(ask([START, next, next, next, next, next, next])).toEqual([true, true, true, true, true, true, false])
  })

  it('[R-SMS-04] says when the next code can go', () => {
    const full: SmsWindow = { startedAt: START, count: 5 }
    expect(takeSmsTurn(full, START + MINUTE, smsLimit)).toEqual({ kind: 'limited', nextAt: START + 10 * MINUTE })
    const fifth = takeSmsTurn({ startedAt: START, count: 4 }, START + MINUTE, smsLimit)
    expect(fifth).toMatchObject({ kind: 'allowed', nextAt: START + 10 * MINUTE })
  })

  it('[R-SMS-01] never lets more than five through in any window, however they are asked for', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 90 * 60 }), { maxLength: 60 }), (seconds) => {
        const times = seconds.toSorted((a, b) => a - b).map((second) => START + second * SECOND)
        const sent = times.filter((_, index) => ask(times)[index])
        // A window begins at a sent code: walk the sent ones and count those that fall into each.
        for (let first = 0; first < sent.length;) {
          const end = (sent[first] ?? 0) + 10 * MINUTE
          const inside = sent.filter((time, index) => index >= first && time < end)
          expect(inside.length).toBeLessThanOrEqual(5)
          first += inside.length
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('whether an entered code proves the number', () => {
  const sent = { expiresAt: START + 5 * MINUTE, usedAt: null, tries: 0 }

  it('[R-SMS-05] [OP-05] does when it is right and in time', () => {
    expect(findCodeProblem(sent, true, START + 5 * MINUTE - 1)).toBeUndefined()
  })

  it.each([
    ['sms-code-none', undefined, true, START],
    ['sms-code-wrong', sent, false, START],
    ['sms-code-expired', sent, true, START + 5 * MINUTE],
    ['sms-code-used', { ...sent, usedAt: START }, true, START],
    ['sms-code-tries-spent', { ...sent, tries: CODE_TRIES }, true, START],
  ] as const)('[R-SMS-05] [R-TR-PHN-06] [OP-05] does not: %s', (problem, code, right, now) => {
    expect(findCodeProblem(code, right, now)).toBe(problem)
  })
})
