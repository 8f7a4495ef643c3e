import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepFeed, pruneFeed } from '../../src/central/feed-keeping.ts'
import { takeBatch } from '../../src/central/intake.ts'
import { DAY } from '../../src/domain/kernel/instant.ts'
import { sql } from '../../src/storage/database.ts'
import { findRow, patchRow, putRow } from '../../src/storage/rows.ts'
import { findCursor } from '../../src/worker/mirror.ts'
import { putSetting } from '../../src/worker/settings.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { startTestDesk, type TestDesk } from '../support/desk.ts'
import { enrolledDevice } from '../support/device.ts'
import { openRoad, type Road } from '../support/road.ts'
import { personRow, phoneRow } from '../support/rows.ts'

let central: TestCentral
let road: Road
let desk: TestDesk

beforeAll(async () => {
  central = await startCentral()
  await central.change(async (work) => {
    await putRow(work, 'person', personRow('p1', 'h1'))
    await putRow(work, 'phone', phoneRow('f1', 'p1', '13800000001'))
    await putRow(work, 'phone', phoneRow('f2', 'p1', '13800000002', { is_default: 0 }))
    await putRow(work, 'person', personRow('p2', 'h2'))
  })
  road = await openRoad(central.url)
  desk = await startTestDesk({ ...central, url: road.url })
  // What is recorded now waits here through all of it.
  road.travel((_method, path) => (path === '/v1/desk/commands' ? { status: 413, body: '{}' } : 'none'))
  await desk.get('visit.start', { met: { by: 'person', personId: 'p1' } })
  await desk.get('phone.set-default', { personId: 'p1', phoneId: 'f2' })
}, 60_000)
afterAll(async () => {
  await desk.close()
  await road.close()
  await central.close()
})

const own = () => desk.running.desk.database
const copies = () => road.travelled.filter((asked) => asked === 'GET /v1/desk/snapshot').length
const outbox = () =>
  own().read((db) => db.all(sql('select seq, command_id, name, envelope, state from outbox order by seq')))
let changes = 0
/** Something that the desk has to hear of. */
const tell = () => central.change((work) => patchRow(work, 'person', ['p1'], { email: `${String(++changes)}@x.cn` }))
const heard = async () =>
  changes === 0 || (await own().read((db) => findRow(db, 'person', ['p1'])))?.['email'] === `${String(changes)}@x.cn`

async function untilHeard(): Promise<void> {
  const until = Date.now() + 5_000
  while (!(await heard()) && Date.now() < until) {
    desk.running.link.wake()
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  expect(await heard()).toBe(true)
}

const epochOf = async () => (await own().read(findCursor))?.epoch ?? ''
const setCursor = (cursor: unknown) => own().write((db) => putSetting(db, 'cursor', cursor))
const prune = (halls: string) =>
  central.deps.database.write((db) => db.run(sql(`delete from feed where hall_id = 'h1' and ${halls}`)))

/** What becomes of a desk's cursor, or of the feed behind it; `true` where the central itself has to turn it away. */
const CASES: Readonly<Record<string, () => Promise<unknown>>> = {
  'older than the whole feed': async () => {
    await setCursor({ epoch: await epochOf(), seq: 1 })
    await pruneFeed(central.deps, Date.now() + DAY)
  },
  'older than what is left of the feed': async () => {
    await setCursor({ epoch: await epochOf(), seq: 1 })
    await tell()
    await tell()
    await prune('seq < (select max(seq) from feed)')
  },
  'in a hole of the feed': async () => {
    const cursor = await own().read(findCursor)
    await tell()
    await tell()
    await prune(`seq = ${String((cursor?.seq ?? 0) + 1)}`)
  },
  'of a central that was restored': () =>
    central.deps.database.write((db) =>
      db.run(sql("update central_state set value = 'restored' where name = 'feed-epoch'")),
    ),
  'of another hall': async () => setCursor({ epoch: (await epochOf()).replace(/h1$/, 'h2'), seq: 1 }),
  'from beyond': async () => setCursor({ epoch: await epochOf(), seq: 1_000_000 }),
  'below nothing': async () => setCursor({ epoch: await epochOf(), seq: -1 }),
  'a fraction': async () => setCursor({ epoch: await epochOf(), seq: 1.5 }),
  'a text': async () => setCursor({ epoch: await epochOf(), seq: '1; drop table feed' }),
  'without an epoch': () => setCursor({ seq: 1 }),
  'of an epoch without end': () => setCursor({ epoch: 'x'.repeat(300), seq: 1 }),
  'not even JSON': () =>
    own().write((db) => db.run(sql("update setting set value = '{\"epoch\":' where name = 'cursor'"))),
}

describe('a cursor that fits no more', () => {
  it.each(Object.entries(CASES))(
    '[SYNC-DOWN] [TRUST-23] means a fresh copy, with the outbox untouched: %s',
    async (_case, spoil) => {
      await untilHeard()
      const before = { copies: copies(), outbox: await outbox() }
      await spoil()
      await tell()
      await untilHeard()
      expect(copies()).toBe(before.copies + 1)
      expect(await outbox()).toEqual(before.outbox)
      // The guess lies on top of the copy again.
      expect(await own().read((db) => findRow(db, 'phone', ['f2']))).toMatchObject({ is_default: 1 })
    },
  )

  it('[TRUST-23] is answered 410 where it is well formed, and 400 where it isn’t', async () => {
    const { http } = desk.running.desk
    const anything = { safeParse: (content: unknown) => ({ success: true as const, data: content }) }
    const ask = (query: Record<string, string>) => {
      const path = `/v1/desk/feed?${new URLSearchParams(query).toString()}`
      return http.ask(path, anything).then(
        () => 200,
        (error: unknown) => (error as { status?: number }).status,
      )
    }
    const epoch = await epochOf()
    expect(await ask({ epoch, after: '1' })).toBe(410)
    expect(await ask({ epoch: 'another', after: '1' })).toBe(410)
    expect(await ask({ epoch, after: '1000000' })).toBe(410)
    for (const after of ['-1', '1.5', 'x', '', '1e400']) expect(await ask({ epoch, after })).not.toBe(200)
    expect(await ask({ epoch })).toBe(400)
    expect(await ask({ epoch, after: '1', more: '1' })).toBe(400)
  })
})

describe('what is kept for ever', () => {
  it('[SYNC-UP] [TRUST-17] knows a command again after more than a year, when its feed is long gone', async () => {
    let now = Date.now()
    const later = await startCentral({ now: () => now })
    await later.change(async (work) => {
      await putRow(work, 'person', personRow('p1', 'h1'))
      await putRow(work, 'phone', phoneRow('f1', 'p1', '13800000001'))
      await putRow(work, 'phone', phoneRow('f2', 'p1', '13800000002', { is_default: 0 }))
    })
    const device = await enrolledDevice(later.deps.database)
    const batch = [{ command: device.next('phone.set-default', { personId: 'p1', phoneId: 'f2' }), withdrawn: false }]
    const first = await takeBatch(later.deps, device.id, batch)
    expect(first.outcomes).toMatchObject([{ state: 'effective' }])
    now += 400 * DAY
    await keepFeed(later.deps, 60)
    const left = await later.deps.database.read((db) => db.all(sql('select seq from feed')))
    expect(left).toEqual([])
    expect(await takeBatch(later.deps, device.id, batch)).toEqual(first)
    const audits = await later.deps.database.read((db) =>
      db.all(sql("select seq from audit where action = 'phone.set-default'")),
    )
    expect(audits).toHaveLength(1)
    const next = [{ command: device.next('phone.set-default', { personId: 'p1', phoneId: 'f1' }), withdrawn: false }]
    expect((await takeBatch(later.deps, device.id, next)).stop).toBeUndefined()
    await later.close()
  })

  it('[SYNC-DOWN] leaves what is young enough in the feed, and no hole', async () => {
    const start = Date.now()
    let now = start
    const aging = await startCentral({ now: () => now })
    for (let day = 0; day < 10; day++) {
      now = start + day * DAY
      await aging.change((work) => putRow(work, 'person', personRow(`p${String(day)}`, 'h1')))
    }
    const seqs = () =>
      aging.deps.database.read((db) =>
        db.all<{ seq: number }>(sql("select seq from feed where hall_id = 'h1' order by seq")),
      )
    const all = await seqs()
    await keepFeed(aging.deps, 3)
    const left = await seqs()
    expect(left).toEqual(all.slice(-4))
    await aging.close()
  })
})
