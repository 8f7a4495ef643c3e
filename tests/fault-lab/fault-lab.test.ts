import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../src/storage/database.ts'
import { chooseSeed, leaveEvidence, often } from '../support/soak.ts'
import { Lab } from './lab.ts'
import { FAULTS, type Fault } from './proxy.ts'
import { serveLab } from './serve.ts'

let lab: Lab
const seed = chooseSeed('fault lab')

beforeAll(async () => {
  lab = await Lab.open(seed)
}, 60_000)
afterAll(() => lab.close())

const ACTS = often(6, 60)

/** Works at both desks while their lines have a fault. */
async function workUnder(fault: Fault): Promise<number> {
  const before = lab.places.map(({ line }) => line.hits[fault])
  for (const { line } of lab.places) line.set(fault, true)
  for (let n = 0; n < ACTS || hitsSince(fault, before) === 0; n++) {
    if (n > ACTS * 20) throw new Error(`${fault} never struck`)
    for (const which of [0, 1]) await lab.act(which)
    for (const { desk } of lab.places) desk.running.link.wake()
    await new Promise((resolve) => setTimeout(resolve, 60))
  }
  for (const { line } of lab.places) line.set(fault, false)
  return hitsSince(fault, before)
}

const hitsSince = (fault: Fault, before: readonly number[]): number =>
  lab.places.reduce((sum, { line }, n) => sum + line.hits[fault] - (before[n] ?? 0), 0)

/** A row that the line changed is noticed by the sum of all rows, in the round after it came; it is fetched anew. */
async function untilSame(): Promise<void> {
  const differs = async () => {
    for (const { desk } of lab.places) desk.running.link.wake()
    return (await lab.state()).desks.filter(({ same }) => !same).map(({ name }) => name)
  }
  await expect.poll(differs, { timeout: 30_000, interval: 50 }).toEqual([])
}

/** Every act recorded at a desk, and what the central has of it: taken once, and in effect at most once. */
async function countActs() {
  const { database } = lab.central.deps
  const recorded = await Promise.all(
    lab.places.map(({ desk }) => desk.running.desk.database.read((db) => db.all(sql('select seq from outbox')))),
  )
  const accepted = 'select command_id from audit where command_id is not null and detail like \'%"accepted"%\''
  return {
    recorded: recorded.flat().length,
    taken: (await database.read((db) => db.all(sql('select command_id from intake')))).length,
    doubled: (await database.read((db) => db.all(sql(`${accepted} group by command_id having count(*) > 1`)))).length,
  }
}

describe('two desks behind lines that fail', () => {
  it.each(FAULTS)(
    '[SYNC-UP] heal by themselves once it is mended, nothing lost and nothing doubled: %s',
    async (fault) => {
      const struck = await workUnder(fault)
      const mended = performance.now()
      for (let round = 0; round < 2; round++) for (const { desk } of lab.places) await desk.settle()
      await untilSame()
      for (const { outbox, link } of (await lab.state()).desks) {
        expect(outbox).toMatchObject({ recorded: 0, delivered: 0, flagged: 0 })
        expect(link).not.toHaveProperty('barred')
      }
      const { recorded, taken, doubled } = await countActs()
      expect({ taken, doubled }).toEqual({ taken: recorded, doubled: 0 })
      leaveEvidence('fault lab', { fault, seed, struck, healedMs: Math.round(performance.now() - mended) })
    },
    120_000,
  )

  it('are switched and watched on a page, which takes nothing but its own orders', async () => {
    const { url, stop } = await serveLab(lab, 0)
    const send = async (body: string) => (await fetch(`${url}orders`, { method: 'POST', body })).status
    expect(await (await fetch(url)).text()).toContain('线路故障台')
    expect(await send('{"which":1,"fault":"slow","on":true}')).toBe(200)
    expect(lab.getPlace(1).line.isOn('slow')).toBe(true)
    for (const body of ['', '{"which":2}', '{"which":1,"fault":"fire"}', '[]']) expect(await send(body)).toBe(400)
    expect(await send('{"which":1,"fault":"slow","on":false}')).toBe(200)
    const state = (await (await fetch(`${url}state`)).json()) as Awaited<ReturnType<Lab['state']>>
    expect(state.desks.map(({ name }) => name)).toEqual(['1号窗口', '2号窗口'])
    await stop()
  })

  it('[SYNC-UP] deliver nothing as long as the line stays dead: the tests above can fail', async () => {
    const { line, desk } = lab.getPlace(0)
    line.set('offline', true)
    for (let n = 0; n < 3; n++) await lab.act(0)
    await expect.poll(async () => (await desk.get('session.state', {})).link.online, { timeout: 10_000 }).toBe(false)
    expect((await desk.get('outbox.counts', {})).recorded).toBeGreaterThan(0)
    line.set('offline', false)
    await desk.settle()
  }, 60_000)
})
