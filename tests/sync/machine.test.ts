import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backOff, REST, START, step, TRANSITIONS, type LinkEvent, type LinkState } from '../../src/sync/machine.ts'

const phases = Object.keys(TRANSITIONS) as LinkState['phase'][]
const run = (events: readonly LinkEvent[], from: LinkState = START) => events.reduce(step, from)

describe('link machine', () => {
  it('[SYNC-UP] goes from new work through push and pull back to rest', () => {
    const pushing = run([{ kind: 'wake', now: 10 }])
    expect(pushing.phase).toBe('pushing')
    const pulling = step(pushing, { kind: 'pushed', now: 20 })
    expect(pulling.phase).toBe('pulling')
    expect(step(pulling, { kind: 'pulled', now: 30 })).toEqual({ phase: 'resting', failures: 0, dueAt: 30 + REST })
  })

  it('[SYNC-UP] wakes by itself after a failure, without a new write', () => {
    const failing = run([
      { kind: 'wake', now: 0 },
      { kind: 'failed', now: 0, chance: 0 },
    ])
    expect(failing).toEqual({ phase: 'failing', failures: 1, dueAt: 1000 })
    expect(step(failing, { kind: 'tick', now: 999 }).phase).toBe('failing')
    expect(step(failing, { kind: 'tick', now: 1000 }).phase).toBe('pushing')
  })

  it('[SYNC-UP] waits longer after each failure, twenty seconds at the most, and starts anew after a whole round', () => {
    expect([1, 2, 3, 5, 6, 20].map((failures) => backOff(failures, 0))).toEqual([1000, 2000, 4000, 16000, 20000, 20000])
    expect(backOff(3, 1)).toBe(2000)
    const back = run([
      { kind: 'wake', now: 0 },
      { kind: 'failed', now: 0, chance: 0 },
      { kind: 'wake', now: 1 },
      { kind: 'pushed', now: 2 },
    ])
    expect(back.failures).toBe(1)
    expect(step(back, { kind: 'pulled', now: 3 })).toMatchObject({ phase: 'resting', failures: 0 })
  })

  it('[SYNC-UP] stays barred until a person asks again', () => {
    const barred = run([{ kind: 'wake', now: 0 }, { kind: 'barred' }])
    expect(step(barred, { kind: 'tick', now: 1e9 }).phase).toBe('barred')
    expect(step(barred, { kind: 'wake', now: 1 }).phase).toBe('pushing')
  })

  it('[SYNC-UP] never wedges: from any phase a round can begin again', () => {
    const event: fc.Arbitrary<LinkEvent> = fc.oneof(
      fc.record({ kind: fc.constantFrom('tick', 'wake', 'pushed', 'pulled'), now: fc.nat(1e6) }),
      fc.record({
        kind: fc.constant('failed' as const),
        now: fc.nat(1e6),
        chance: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      fc.constant({ kind: 'barred' as const }),
    )
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const state = run(events)
        // Whatever step runs ends in success or failure; after that a wake begins a round.
        const ended = step(step(state, { kind: 'failed', now: 2e6, chance: 0 }), { kind: 'wake', now: 2e6 })
        expect(ended.phase).toBe('pushing')
      }),
    )
  })

  it('has an answer in every cell', () => {
    for (const phase of phases) expect(Object.keys(TRANSITIONS[phase])).toHaveLength(6)
  })
})
