import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openCentralDatabase } from '../../src/central/open.ts'
import { readPlace } from '../../src/central/snapshot.ts'
import { sql, type Database, type ReadDb, type Statement } from '../../src/storage/database.ts'
import { FeedLog } from '../../src/storage/feed-log.ts'
import { putRow, REPLICATED, type ReplicatedTable } from '../../src/storage/rows.ts'
import { SNAPSHOT_SCOPE } from '../../src/storage/scope.ts'
import { snapshotOf } from '../support/hall-rows.ts'
import { enterpriseRow, personRow, phoneRow, relationRow } from '../support/rows.ts'

const NOW = 1_790_000_000_000

let directory: string
let database: Database
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hall-walk-'))
  database = await openCentralDatabase(join(directory, 'central.db'))
  await database.write(async (db) => {
    const work = { db, log: new FeedLog() }
    await putRow(work, 'enterprise', enterpriseRow('e1', 'h2'))
    for (let i = 0; i < 6; i++) {
      await putRow(work, 'person', personRow(`p${String(i)}`, 'h1'))
      await putRow(work, 'phone', phoneRow(`f${String(i)}`, `p${String(i)}`, `1380000000${String(i)}`))
      await putRow(work, 'relation', relationRow(`r${String(i)}`, 'h2', 'e1', `p${String(i)}`))
    }
    await work.log.flush(db, NOW)
  })
})
afterAll(async () => {
  await database.close()
  await rm(directory, { recursive: true })
})

/** How SQLite goes about a statement, step by step. */
const planOf = async (db: ReadDb, { sql: text, bindings }: Statement): Promise<string[]> =>
  (await db.all<{ detail: string }>(sql(`explain query plan ${text}`, bindings))).map(({ detail }) => detail)

/** The tables that grow with a hall. */
const LARGE = 'person|person_document|phone|enterprise|relation|login_log|capture_case|command_result'
/** From end to end, or all of the hall for each row, or all of it for the sake of the first few. */
const READS_ALL = new RegExp(
  String.raw`^SCAN (?:${LARGE}|[thr])\b|^SEARCH [hr] .*\(hall_id=\?(?! AND id=\?)|^USE TEMP B-TREE FOR DISTINCT`,
)

/** Steps that read more of a large table the larger the hall is, among the statements of every page of a copy. */
async function listScans(table: ReplicatedTable): Promise<string[]> {
  const asked: Statement[] = []
  await database.read((db) => {
    const listening: ReadDb = {
      ...db,
      all: (query) => (asked.push(query as Statement), db.all(query)),
      find: (query) => (asked.push(query as Statement), db.find(query)),
    }
    return snapshotOf(listening, 'h1', table, { limit: 2, now: NOW })
  })
  expect(asked.length).toBeGreaterThan(0)
  const plans = await Promise.all(asked.map((statement) => database.read((db) => planOf(db, statement))))
  return plans.flat().filter((step) => READS_ALL.test(step))
}

it.each(Object.keys(REPLICATED) as ReplicatedTable[])(
  '[SYNC-DOWN] reads a page of %s along an index, however large the hall is',
  async (table) => {
    expect(await listScans(table)).toEqual([])
  },
)

it('[SYNC-DOWN] would read all of a table by the condition alone: the test above can fail', async () => {
  const text = `select * from phone where ${SNAPSHOT_SCOPE.phone} order by id limit 2`
  const steps = await database.read((db) => planOf(db, sql(text, ['h1', 'h1'])))
  expect(steps.join('\n')).toMatch(/USE TEMP B-TREE FOR ORDER BY|SCAN phone/)
})

it('[SYNC-DOWN] begins a table anew at a place of an older central, and knows none that nobody gave', () => {
  expect(readPlace('phone', undefined)).toBeNull()
  expect(readPlace('phone', '["f1"]')).toBeNull()
  expect(readPlace('person_document', '["id-card","21010219900101002X"]')).toBeNull()
  expect(readPlace('phone', '["people","p1"]')).toEqual(['people', 'p1'])
  expect(readPlace('enterprise', '["abroad"]')).toEqual(['abroad'])
  expect(readPlace('login_log', '["rows","1790000000000","l1"]')).toEqual(['rows', '1790000000000', 'l1'])
  for (const text of ['5', '[5]', '{}', 'no json', '["a","b","c"]', '["rows","yesterday","l1"]'])
    expect(readPlace('login_log', text), text).toBeUndefined()
})
