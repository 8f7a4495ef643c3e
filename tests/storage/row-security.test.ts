import { afterAll, beforeAll, expect, it } from 'vitest'
import { openCentralDatabase } from '../../src/central/open.ts'
import { cheapPasswords } from '../support/cheap-passwords.ts'
import { seedDemo } from '../../src/central/seed/seed-demo.ts'
import { sql, type Database, type ReadDb } from '../../src/storage/database.ts'
import { FeedLog } from '../../src/storage/feed-log.ts'
import { putRow, REPLICATED, type ReplicatedTable, type Row } from '../../src/storage/rows.ts'
import { bindHall, SNAPSHOT_SCOPE } from '../../src/storage/scope.ts'
import { agencyPersonRow, agencyRow, agreementRow } from '../support/agency-rows.ts'
import { createDatabase, type TestDatabase } from '../support/postgres.ts'
import { relationRow } from '../support/rows.ts'

const NOW = Date.UTC(2026, 4, 12, 2)
const TABLES = Object.keys(REPLICATED) as ReplicatedTable[]

let place: TestDatabase
let database: Database
let halls: readonly string[]
const kept = cheapPasswords.hash('Any#2026')

beforeAll(async () => {
  place = await createDatabase()
  database = await openCentralDatabase(place.url)
  await seedDemo(database, { people: 300, seed: 7, now: NOW, hashPassword: () => kept })
  halls = (await database.read((db) => db.all<{ id: string }>(sql('select id from hall order by id')))).map(
    ({ id }) => id,
  )
  await workAcrossHalls()
}, 60_000)
afterAll(async () => {
  await database.close()
  await place.drop()
})

/** Somebody of each hall works in the next one, and each hall has rows of the tables that a demo leaves empty. */
async function workAcrossHalls(): Promise<void> {
  await database.write(async (db) => {
    const work = { db, log: new FeedLog() }
    for (const [index, hall] of halls.entries()) {
      const next = halls[(index + 1) % halls.length] ?? ''
      const person = await db.find<Row>(sql('select id from person where hall_id = ? order by id limit 1', [hall]))
      const enterprise = await db.find<Row>(sql('select id from enterprise where hall_id = ? limit 1', [next]))
      const ids = [String(enterprise?.['id']), String(person?.['id'])] as const
      await putRow(work, 'relation', relationRow(`across-${hall}`, next, ...ids))
      const agency = `agency-${hall}`
      await putRow(work, 'agency', agencyRow(agency, hall))
      await putRow(work, 'agency_person', agencyPersonRow(agency, ids[1]))
      await putRow(work, 'agency_agreement', agreementRow(`agreement-${hall}`, agency, ids[0], [ids[1]]))
      await putRow(work, 'permission_identity', {
        id: `identity-${hall}`,
        hall_id: hall,
        enterprise_id: ids[0],
        name: '开票',
        description: '',
        functions: '[]',
        retired: 0,
        version: 0,
        updated_at: 0,
      })
    }
    await work.log.flush(db, NOW)
  })
}

/** Keys of all rows that a statement without any condition finds. */
const everything = async (db: ReadDb, table: ReplicatedTable) => {
  const rows = await db.all<Row>(sql(`select * from ${table}`))
  return rows.map((row) => REPLICATED[table].map((column) => String(row[column])).join(' ')).toSorted()
}
const inScope = async (db: ReadDb, table: ReplicatedTable, hall: string) => {
  const scope = SNAPSHOT_SCOPE[table]
  const bindings = bindHall(scope, hall)
  const rows = await db.all<Row>(sql(`select * from ${table} where ${scope}`, bindings))
  return rows.map((row) => REPLICATED[table].map((column) => String(row[column])).join(' ')).toSorted()
}

it.each(TABLES)('[OP-25] shows a hall its own rows of %s, whatever is asked for', async (table) => {
  const all = await database.read((db) => everything(db, table))
  for (const hall of halls) {
    const shown = await database.readFor(hall, (db) => everything(db, table))
    expect(shown, `${table} of ${hall}`).toEqual(await database.read((db) => inScope(db, table, hall)))
    // The control: the same statement without a hall gives all halls' rows away.
    if (all.length > 0) expect(shown.length, `${table} of ${hall}`).toBeLessThan(all.length)
  }
})

it('[OP-25] has rows of several halls to show in what matters most', async () => {
  expect(halls.length).toBeGreaterThan(1)
  for (const table of ['person', 'phone', 'person_document', 'relation', 'enterprise', 'agency', 'login_log'] as const)
    expect((await database.read((db) => everything(db, table))).length, table).toBeGreaterThan(halls.length)
})

it('[OP-25] shows a hall its own feed', async () => {
  const [hall = ''] = halls
  const rows = await database.readFor(hall, (db) => db.all<{ hall_id: string }>(sql('select hall_id from feed')))
  expect(rows.length).toBeGreaterThan(0)
  expect(new Set(rows.map((row) => row.hall_id))).toEqual(new Set([hall]))
})

it('[OP-25] shows no row to a hall that isn’t one, nor to none', async () => {
  for (const nobody of ['', 'nowhere', "' or true --"])
    for (const table of TABLES) expect(await database.readFor(nobody, (db) => everything(db, table))).toEqual([])
})

it('[OP-25] gives secrets and the audit to no desk, and lets none write', async () => {
  const [hall = ''] = halls
  const readable = await database.readFor(hall, (db) =>
    db.all<{ name: string }>(
      sql(
        "select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind = 'r' and has_table_privilege(c.oid, 'select')",
      ),
    ),
  )
  const expected = [...TABLES, 'feed', 'feed_counter', 'central_state'].toSorted()
  expect(readable.map(({ name }) => name).toSorted()).toEqual(expected)
  for (const statement of ['select * from person_secret', "update person set name = 'x'", 'delete from phone'])
    await expect(database.readFor(hall, (db) => db.all(sql(statement)))).rejects.toThrow(/permission denied/u)
})

it('[OP-25] lets a hall go with its transaction, kept or not', async () => {
  const [hall = ''] = halls
  await expect(database.readFor(hall, () => Promise.reject(new Error('given up')))).rejects.toThrow('given up')
  await Promise.all(Array.from({ length: 40 }, () => database.readFor(hall, (db) => everything(db, 'person'))))
  const again = await Promise.all(Array.from({ length: 40 }, () => database.read((db) => everything(db, 'person'))))
  expect(new Set(again.map((rows) => rows.length))).toEqual(new Set([300]))
})
