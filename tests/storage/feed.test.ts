import { expect, it } from 'vitest'
import { readFeed, startSnapshot } from '../../src/central/feed.ts'
import type { Database } from '../../src/storage/database.ts'
import { FeedLog } from '../../src/storage/feed-log.ts'
import {
  patchRow,
  putRow,
  REPLICATED,
  removeRow,
  type ReplicatedTable,
  type Row,
  type Work,
} from '../../src/storage/rows.ts'
import { enterpriseRow, hallRow, personRow, phoneRow, relationRow } from '../support/rows.ts'
import { forEachDatabase } from '../support/databases.ts'
import { nameOf, snapshotOf } from '../support/hall-rows.ts'

const NOW = 1_790_000_000_000

/** One central transaction: changes, then the feed's numbers as the last thing. */
function change(database: Database, work: (work: Work) => Promise<void>): Promise<void> {
  return database.write(async (db) => {
    const log = new FeedLog()
    await work({ db, log })
    await log.flush(db, NOW)
  })
}

async function feedOf(database: Database, hall: string, after = 0) {
  const { epoch } = await database.read((db) => startSnapshot(db, hall, NOW))
  const page = await database.read((db) => readFeed(db, hall, epoch, after, 1000))
  return page.rows.map(({ seq, table, key, content }) => ({ seq, table, key: key.join('/'), gone: content === null }))
}

const logRow = (id: string, at: number): Row => ({
  id,
  hall_id: 'h1',
  at,
  login_type: 'person',
  method: 'password',
  channel: 'web',
  result: 'success',
  reason: null,
  person_id: null,
  name: null,
  identity_type: null,
  enterprise_id: null,
  taxpayer_name: null,
  credit_code: null,
  address: null,
  place: null,
})

/** What a desk of the hall holds after applying the whole feed to nothing. */
async function mirror(database: Database, hall: string): Promise<Map<string, Row>> {
  const { epoch } = await database.read((db) => startSnapshot(db, hall, NOW))
  const { rows } = await database.read((db) => readFeed(db, hall, epoch, 0, 5000))
  const held = new Map<string, Row>()
  for (const { table, key, content } of rows) {
    if (content === null) held.delete(`${table}/${key.join('/')}`)
    else held.set(`${table}/${key.join('/')}`, content)
  }
  return held
}

async function snapshot(database: Database, hall: string, limit: number): Promise<Map<string, Row>> {
  const held = new Map<string, Row>()
  for (const table of Object.keys(REPLICATED) as ReplicatedTable[])
    for (const row of await database.read((db) => snapshotOf(db, hall, table, { limit, now: NOW }))) {
      const name = nameOf(table, row)
      const mayComeAgain = table === 'enterprise' && row['hall_id'] !== hall
      expect(held.has(name) && !mayComeAgain, `${name} comes once`).toBe(false)
      held.set(name, row)
    }
  return held
}

forEachDatabase('the feed', (open) => {
  it('[SYNC-DOWN] numbers each hall’s rows without gaps, also over rollbacks', async () => {
    const database = await open()
    await change(database, (work) => putRow(work, 'person', personRow('p1', 'h1')))
    await expect(
      change(database, async (work) => {
        await putRow(work, 'person', personRow('p2', 'h1'))
        await work.db.run({ sql: 'select * from no_such_table', bindings: [] })
      }),
    ).rejects.toThrow()
    await change(database, (work) => putRow(work, 'person', personRow('p3', 'h1')))
    await change(database, (work) => putRow(work, 'person', personRow('p4', 'h2')))
    expect(await feedOf(database, 'h1')).toEqual([
      { seq: 1, table: 'person', key: 'p1', gone: false },
      { seq: 2, table: 'person', key: 'p3', gone: false },
    ])
    expect(await feedOf(database, 'h2')).toEqual([{ seq: 1, table: 'person', key: 'p4', gone: false }])
  })

  it('[SYNC-DOWN] takes a row back from the hall it leaves, with everything that hangs on it', async () => {
    const database = await open()
    await change(database, async (work) => {
      await putRow(work, 'person', personRow('p1', 'h1'))
      await putRow(work, 'phone', phoneRow('f1', 'p1', '13800000001'))
    })
    await change(database, (work) => patchRow(work, 'person', ['p1'], { hall_id: 'h2' }))
    expect([...(await mirror(database, 'h1')).keys()]).toEqual([])
    expect([...(await mirror(database, 'h2')).keys()].toSorted()).toEqual(['person/p1', 'phone/f1'])
  })

  it('[SYNC-DOWN] brings a person along into the hall of an enterprise they come to work for', async () => {
    const database = await open()
    await change(database, async (work) => {
      await putRow(work, 'person', personRow('p1', 'h1'))
      await putRow(work, 'phone', phoneRow('f1', 'p1', '13800000001'))
      await putRow(work, 'enterprise', enterpriseRow('e1', 'h2'))
      await putRow(work, 'relation', relationRow('r1', 'h2', 'e1', 'p1'))
    })
    const both = ['enterprise/e1', 'person/p1', 'phone/f1', 'relation/r1']
    expect([...(await mirror(database, 'h1')).keys()].toSorted()).toEqual(both)
    expect([...(await mirror(database, 'h2')).keys()].toSorted()).toEqual(both)
  })

  it('[SYNC-DOWN] gives by snapshot, at any page size, just what the feed adds up to', async () => {
    const database = await open()
    await change(database, async (work) => {
      await putRow(work, 'hall', hallRow('h1'))
      for (let i = 0; i < 7; i++) {
        await putRow(work, 'person', personRow(`p${String(i)}`, i % 2 === 0 ? 'h1' : 'h2'))
        await putRow(work, 'phone', phoneRow(`f${String(i)}`, `p${String(i)}`, `1380000000${String(i)}`))
      }
      await putRow(work, 'enterprise', enterpriseRow('e1', 'h1'))
      await putRow(work, 'enterprise', enterpriseRow('e2', 'h2'))
      await putRow(work, 'relation', relationRow('r1', 'h1', 'e1', 'p1'))
      await putRow(work, 'relation', relationRow('r2', 'h1', 'e1', 'p3'))
      await putRow(work, 'relation', relationRow('r3', 'h2', 'e2', 'p3'))
      for (const person of ['p2', 'p4', 'p6'])
        await putRow(work, 'relation', relationRow(`r-${person}`, 'h2', 'e2', person))
      for (let i = 0; i < 5; i++) await putRow(work, 'login_log', logRow(`l${String(i)}`, NOW - (i % 2)))
      await removeRow(work, 'phone', ['f2'])
    })
    for (const hall of ['h1', 'h2'])
      for (const limit of [1, 2, 3, 100])
        expect(await snapshot(database, hall, limit)).toEqual(await mirror(database, hall))
  })

  it('[SYNC-DOWN] answers a cursor of another epoch, or from beyond, with refetch', async () => {
    const database = await open()
    await change(database, (work) => putRow(work, 'person', personRow('p1', 'h1')))
    const { epoch } = await database.read((db) => startSnapshot(db, 'h1', NOW))
    await expect(database.read((db) => readFeed(db, 'h1', 'another', 0, 10))).rejects.toThrow('feed')
    await expect(database.read((db) => readFeed(db, 'h1', epoch, 99, 10))).rejects.toThrow('feed')
  })
})
