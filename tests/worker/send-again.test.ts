import { afterEach, beforeEach, expect, it } from 'vitest'
import { sql } from '../../src/storage/database.ts'
import { putRow } from '../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { startTestDesk, type TestDesk } from '../support/desk.ts'
import { personRow, phoneRow } from '../support/rows.ts'

let central: TestCentral
let desk: TestDesk

beforeEach(async () => {
  central = await startCentral()
  await central.change(async (work) => {
    await putRow(work, 'person', personRow('p1', 'h1'))
    await putRow(work, 'phone', phoneRow('f1', 'p1', '13800000001'))
    await putRow(work, 'phone', phoneRow('f2', 'p1', '13800000002', { is_default: 0 }))
  })
  desk = await startTestDesk(central)
  await desk.get('visit.start', { met: { by: 'person', personId: 'p1' } })
  for (const phoneId of ['f2', 'f1']) await desk.get('phone.set-default', { personId: 'p1', phoneId })
  await desk.settle()
})
afterEach(async () => {
  await desk.close()
  await central.close()
})

const run = (...statements: string[]) =>
  central.deps.database.write(async (db) => {
    for (const text of statements) await db.run(sql(text))
  })

/** The central is restored from an earlier day: it has forgotten these acts, and its chain of the desk ends here. */
const restore = (forgotten: string, last: number, head: string) =>
  run(
    `delete from command_result where command_id in (select command_id from intake where ${forgotten})`,
    `delete from intake where ${forgotten}`,
    `update device set last_seq = ${String(last)}, chain_head = '${head}'`,
    "update central_state set value = 'restored' where name = 'feed-epoch'",
  )
const barred = async () => (await desk.get('session.state', {})).link.barred
const outbox = () =>
  desk.running.desk.database.read((db) => db.all<{ state: string }>(sql('select state from outbox order by seq')))

it('[SYNC-UP] sends once more what a restored central has forgotten, and nothing else', async () => {
  const before = await central.deps.database.read((db) => db.all(sql('select received_at from intake where seq = 1')))
  const [first] = await desk.running.desk.database.read((db) =>
    db.all<{ hash: string }>(sql('select hash from outbox where seq = 1')),
  )
  await restore('seq = 2', 1, String(first?.hash))
  desk.running.link.wake()
  const taken = () => central.deps.database.read((db) => db.all(sql('select seq from intake order by seq')))
  await expect.poll(taken, { timeout: 15_000 }).toEqual([{ seq: 1 }, { seq: 2 }])
  await desk.settle()
  expect(await outbox()).toMatchObject([{ state: 'effective' }, { state: 'effective' }])
  expect(await central.deps.database.read((db) => db.all(sql('select received_at from intake where seq = 1')))).toEqual(
    before,
  )
  expect(await barred()).toBeUndefined()
})

it.each([
  ['as many acts', 2],
  ['more acts', 5],
] as const)(
  '[TRUST-18] is found out as one of two disks where the other one sent %s to a restored central first',
  async (_, last) => {
    await restore('seq > 0', last, 'of the other disk')
    desk.running.link.wake()
    await expect.poll(barred, { timeout: 15_000 }).toBe('forked')
    const kept = sql("select envelope from quarantine join device on device.id = device_id where state = 'quarantined'")
    expect(await central.deps.database.read((db) => db.all(kept))).toHaveLength(1)
  },
)

it('[SYNC-UP] is no other disk only because the central has more of it than an older copy of the disk', async () => {
  await restore('seq = 0', 3, 'after an act that this disk has lost')
  desk.running.link.wake()
  await desk.settle()
  expect(await barred()).toBeUndefined()
  expect(await outbox()).toMatchObject([{ state: 'effective' }, { state: 'effective' }])
})

it('[SYNC-UP] hears what became of an act of a hall that it has left', async () => {
  // It was taken, and the feed that tells so wasn't read before the desk was carried away.
  await desk.running.desk.database.write((db) =>
    db.run(sql("update outbox set state = 'delivered', settled_at = null where seq = 2")),
  )
  await run("update device set hall_id = 'h2'")
  const leftOf = (id: string) => () => desk.get('session.state', {}).then(({ hall }) => hall?.id === id)
  desk.running.link.wake()
  await expect.poll(leftOf('h2'), { timeout: 15_000 }).toBe(true)
  await expect.poll(outbox, { timeout: 15_000 }).toMatchObject([{ state: 'effective' }, { state: 'effective' }])
  const guesses = await desk.running.desk.database.read((db) => db.all(sql('select 1 from undo_row')))
  expect(guesses).toEqual([])
  const taken = await central.deps.database.read((db) => db.all(sql('select seq from intake order by seq')))
  expect(taken).toEqual([{ seq: 1 }, { seq: 2 }])
})

it('[SYNC-WITHDRAW] hears when and why an act came back that it withdrew too late in a hall that it has left', async () => {
  const refusal = { key: 'phone-unknown', rule: 'R-PHN-05' }
  await desk.running.desk.database.write((db) =>
    db.run(sql("update outbox set state = 'withdrawn', settled_at = null where seq = 2")),
  )
  await run(
    `update command_result set state = 'returned', refusal = '${JSON.stringify(refusal)}'
     where command_id = (select command_id from intake where seq = 2)`,
    "update device set hall_id = 'h2'",
  )
  desk.running.link.wake()
  await expect.poll(outbox, { timeout: 15_000 }).toMatchObject([{ state: 'effective' }, { state: 'returned' }])
  const columns = 'withdrawn_late, refusal, settled_at is not null as settled'
  const [act] = await desk.running.desk.database.read((db) =>
    db.all(sql(`select ${columns} from outbox where seq = 2`)),
  )
  expect(act).toEqual({ withdrawn_late: 1, refusal: JSON.stringify(refusal), settled: 1 })
})
