import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/domain/kernel/instant.ts'
import { sql } from '../../src/storage/database.ts'
import { anything } from '../../src/contract/central.ts'
import { DeskClock } from '../../src/worker/clock.ts'
import { CentralHttp } from '../../src/worker/http.ts'
import { startDesk } from '../../src/worker/start.ts'
import { startCentral } from '../support/central.ts'
import { openRoad } from '../support/road.ts'

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

  it('[SYNC-CLOCK] tells of every jump once: at the start, while it runs, and by the central’s word', () => {
    const pc = computer(NOW - YEARS)
    const clock = new DeskClock(NOW, pc.sources)
    expect(clock.takeJumps()).toEqual([{ seen: 'start', by: -YEARS }])
    pc.pass(HOUR)
    expect(clock.takeJumps()).toEqual([])
    pc.set(NOW + YEARS)
    pc.pass(10)
    const [jump, ...others] = clock.takeJumps()
    expect(others).toEqual([])
    expect(jump).toMatchObject({ seen: 'running' })
    expect(Math.abs((jump?.by ?? 0) - 2 * YEARS)).toBeLessThan(2 * HOUR)
    clock.tie(clock.now() - DAY)
    clock.tie(clock.now() + 5)
    expect(clock.takeJumps()).toEqual([{ seen: 'central', by: -DAY }])
  })

  it('[SYNC-CLOCK] is no jump for a quartz that drifts, a slow answer or a weekend away', () => {
    const pc = computer(NOW)
    const clock = new DeskClock(NOW - 3 * DAY, pc.sources)
    pc.set(NOW + 30_000)
    clock.tie(NOW + 20_000)
    pc.pass(DAY)
    clock.tie(NOW + DAY + 40_000)
    expect(clock.takeJumps()).toEqual([])
  })
})

describe('a desk whose clock was set', () => {
  it('[SYNC-CLOCK] writes it into its audit, with or without the central', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'hall-clock-'))
    const pc = computer(NOW)
    const central = await startCentral({ now: () => NOW })
    const data = { directory, databaseKey: randomBytes(32).toString('hex'), centralUrl: central.url }
    const { desk, link, server, close } = await startDesk(data, () => undefined, { time: pc.sources })
    await server.answer('session.enrol', { code: await central.enrolmentCode('h1'), name: '1号窗口' })
    const jumps = async () => {
      link.wake()
      const text = "select detail from audit where action = 'clock.jump' order by seq"
      const rows = await desk.database.read((db) => db.all<{ detail: string }>(sql(text)))
      return rows.map(({ detail }) => JSON.parse(detail) as unknown)
    }
    await central.goOffline()
    pc.set(NOW + YEARS)
    await expect.poll(jumps, { timeout: 5_000 }).toEqual([{ seen: 'running', by: YEARS }])
    pc.set(NOW)
    await expect.poll(jumps, { timeout: 5_000 }).toHaveLength(2)

    // What can't be written down is once there is room again.
    const full = "create trigger full_disk before insert on audit begin select raise(abort, 'disk is full'); end"
    await desk.database.write((db) => db.run(sql(full)))
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const hasFailed = async () => {
      await jumps()
      return said.mock.calls.some(([line]) => String(line).startsWith('sync fault'))
    }
    pc.set(NOW - DAY)
    await expect.poll(hasFailed, { timeout: 5_000 }).toBe(true)
    said.mockRestore()
    await desk.database.write((db) => db.run(sql('drop trigger full_disk')))
    await expect.poll(jumps, { timeout: 5_000 }).toHaveLength(3)
    await close()
    await central.close()
    await rm(directory, { recursive: true, force: true })
  })
})

describe('an answer that was on its way', () => {
  /** A clock after one exchange with a central that says `NOW`, while the PC sleeps on the way back. */
  async function afterSleeping(asleep: number): Promise<number> {
    const pc = computer(NOW)
    const clock = new DeskClock(NOW, pc.sources)
    const central = await startCentral({ now: () => NOW })
    const road = await openRoad(central.url)
    road.travel(() => {
      pc.pass(asleep)
      return 'none'
    })
    await new CentralHttp(road.url, clock).ask('/v1/policy', anything, { timeoutMs: 5 * MINUTE })
    await road.close()
    await central.close()
    return clock.now() - NOW
  }

  it('[SYNC-CLOCK] tells the time, unless it came later than anybody waits', async () => {
    expect(await afterSleeping(3 * MINUTE)).toBe(0)
    expect(await afterSleeping(8 * HOUR)).toBe(8 * HOUR)
  })
})
