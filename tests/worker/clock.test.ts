import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/domain/kernel/instant.ts'
import { DeskClock } from '../../src/worker/clock.ts'

const NOW = Date.UTC(2026, 8, 10)
const YEARS = 3650 * DAY

/** A PC whose clock anybody can set, and whose ticks go on. */
function computer(wall: number) {
  const at = { wall, ticks: 1000 }
  return {
    sources: { wall: () => at.wall, elapsed: () => at.ticks },
    pass: (milliseconds: number) => {
      at.wall += milliseconds
      at.ticks += milliseconds
    },
    set: (to: number) => (at.wall = to),
  }
}

describe('the desk’s time', () => {
  it.each([YEARS, -YEARS])('[SYNC-COMMAND] isn’t moved by setting the PC’s clock %d ms off while it runs', (off) => {
    const pc = computer(NOW)
    const clock = new DeskClock(NOW - DAY, pc.sources)
    pc.set(NOW + off)
    pc.pass(HOUR)
    expect(clock.now()).toBe(NOW + HOUR)
    clock.tie(NOW + HOUR + 20)
    pc.set(NOW - off)
    pc.pass(HOUR)
    expect(clock.now()).toBe(NOW + 2 * HOUR + 20)
  })

  it('[SYNC-COMMAND] starts no earlier than what was written last, and goes on from there', () => {
    const pc = computer(NOW - YEARS)
    const clock = new DeskClock(NOW, pc.sources)
    expect(clock.now()).toBe(NOW)
    pc.pass(MINUTE)
    expect(clock.now()).toBe(NOW + MINUTE)
  })

  it('[SYNC-COMMAND] is the central’s from the first contact on, however wrong it began', () => {
    const pc = computer(NOW + YEARS)
    const clock = new DeskClock(NOW - DAY, pc.sources)
    expect(clock.now()).toBe(NOW + YEARS)
    clock.tie(NOW)
    expect(clock.now()).toBe(NOW)
    pc.pass(MINUTE)
    expect(clock.now()).toBe(NOW + MINUTE)
  })

  it('[SYNC-COMMAND] never runs back for the way an answer takes', () => {
    const pc = computer(NOW)
    const clock = new DeskClock(0, pc.sources)
    const before = clock.now()
    clock.tie(NOW - 300)
    expect(clock.now()).toBe(before)
    pc.pass(300)
    expect(clock.now()).toBe(before)
    pc.pass(1)
    expect(clock.now()).toBe(before + 1)
  })
})
