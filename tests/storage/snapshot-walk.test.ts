import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countHall } from '../../src/central/feed-keeping.ts'
import { estimateSnapshot } from '../../src/central/snapshot-size.ts'
import { readPlace, readSnapshot } from '../../src/central/snapshot.ts'
import { sql, type ReadDb, type Statement, type WriteDb } from '../../src/storage/database.ts'
import { addDigest, digestOfRow, isDigested } from '../../src/storage/row-digest.ts'
import { findRow, putRow, REPLICATED, type ReplicatedTable } from '../../src/storage/rows.ts'
import { bindHall, SNAPSHOT_SCOPE } from '../../src/storage/scope.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { snapshotOf } from '../support/hall-rows.ts'
import { enterpriseRow, personRow, phoneRow, relationRow } from '../support/rows.ts'

const TABLES = Object.keys(REPLICATED) as ReplicatedTable[]
/** The tables that grow with a hall. */
const LARGE = [
  ...['person', 'person_document', 'phone', 'enterprise', 'relation'],
  ...['login_log', 'capture_case', 'command_result'],
] as ReplicatedTable[]
const PEOPLE = 6

let central: TestCentral
beforeAll(async () => {
  central = await startCentral()
  await central.change(async (work) => {
    for (const [id, hall] of [
      ['e1', 'h1'],
      ['e2', 'h2'],
      ['e3', 'h1'],
      ['e4', 'h1'],
    ] as const)
      await putRow(work, 'enterprise', enterpriseRow(id, hall))
    for (let i = 1; i <= PEOPLE; i++) {
      const id = `p${String(i)}`
      await putRow(work, 'person', personRow(id, 'h1'))
      await putRow(work, 'phone', phoneRow(`f${String(i)}`, id, `1380000000${String(i)}`))
      await putRow(work, 'relation', relationRow(`r${String(i)}`, 'h1', 'e1', id))
      if (i > PEOPLE - 2) await putRow(work, 'relation', relationRow(`s${String(i)}`, 'h2', 'e2', id))
    }
    for (const table of ['login_log', 'capture_case', 'command_result'] as const)
      for (const id of ['a', 'b', 'c', 'd']) await insertAnything(work.db, table, id)
  })
})
afterAll(() => central.close())

/** A row of the hall with something in every column that must have something. */
async function insertAnything(db: WriteDb, table: ReplicatedTable, id: string): Promise<void> {
  const columns = await db.all<{ name: string; type: string; notnull: number; pk: number }>(
    sql('select name, type, "notnull", pk from pragma_table_info(?)', [table]),
  )
  const values = columns.map(({ name, type, notnull, pk }) => {
    if (pk > 0) return id
    if (name === 'hall_id') return 'h1'
    if (name === 'at') return Date.now()
    if (notnull === 0) return null
    return type === 'text' ? '{}' : 0
  })
  const marks = columns.map(() => '?').join(', ')
  await db.run(sql(`insert into ${table} values (${marks})`, values))
}

/** How SQLite goes about a statement, step by step. */
const planOf = (statement: Statement): Promise<string[]> =>
  central.deps.database.read(async (db) =>
    (await db.all<{ detail: string }>(sql(`explain query plan ${statement.sql}`, statement.bindings))).map(
      ({ detail }) => detail,
    ),
  )

const IS_LARGE = new RegExp(String.raw`^(SCAN|SEARCH) (?:${LARGE.join('|')}|[tr])\b`)

/**
 * Whether a statement reads more the larger the hall is, or the more halls there are: a large table from end to end, or
 * from one row on whoever's they are, or all of the hall for the sake of a few.
 */
function readsAll(plan: readonly string[]): boolean {
  const isWhole = plan.some((step) => /TEMP B-TREE|LIST SUBQUERY/.test(step))
  return plan.some((step) => {
    const how = IS_LARGE.exec(step)?.[1]
    if (how === undefined) return false
    return how === 'SCAN' || !step.includes('=?') || (isWhole && step.endsWith('(hall_id=?)'))
  })
}

/** The statements that every page of a copy asks, at so many rows a page. */
async function listAsked(table: ReplicatedTable, limit = 2): Promise<Statement[]> {
  const asked: Statement[] = []
  await central.deps.database.read((db) => {
    const listening: ReadDb = {
      ...db,
      all: (query) => (asked.push(query as Statement), db.all(query)),
      find: (query) => (asked.push(query as Statement), db.find(query)),
    }
    return snapshotOf(listening, 'h1', table, { limit })
  })
  return asked
}

const listBad = async (table: ReplicatedTable): Promise<string[]> => {
  const asked = await listAsked(table)
  expect(asked.length).toBeGreaterThan(1)
  const plans = await Promise.all(asked.map(planOf))
  return plans.filter(readsAll).flat()
}

describe('the pages of a copy', () => {
  it.each(LARGE.filter((table) => table !== 'person_document'))(
    '[SYNC-DOWN] are read along an index: %s',
    async (table) => {
      expect(await listBad(table)).toEqual([])
    },
  )

  it('[SYNC-DOWN] would not be by a condition alone, or without their indexes: the test above can fail', async () => {
    for (const table of ['person', 'phone', 'command_result'] as const) {
      const text = `select * from ${table} where ${SNAPSHOT_SCOPE[table]} order by ${REPLICATED[table][0]} limit 2`
      const halls = bindHall(text, 'h1')
      const isGood = table === 'command_result'
      expect(readsAll(await planOf(sql(text, halls))), table).toBe(!isGood)
    }
    await central.deps.database.write(async (db) => {
      for (const index of ['relation_hall_id_person_id_index', 'command_result_hall_id_command_id_index'])
        await db.run(sql(`drop index ${index}`))
    })
    for (const table of ['phone', 'command_result'] as const) expect(await listBad(table), table).not.toEqual([])
  })

  it('[SYNC-DOWN] bring an enterprise of another hall also to somebody who joins it when they were passed already', async () => {
    const { database, now } = central.deps
    const found = new Set<unknown>()
    for (let place: readonly string[] | null = ['abroad'], page = 0; place !== null; page++) {
      const from: readonly string[] = place
      const { columns, rows, next } = await database.read((db) => readSnapshot(db, 'h1', 'enterprise', from, 8, now()))
      for (const row of rows) found.add(row[columns.indexOf('id')])
      // p1 is on the first page; the two who work there are on a later one.
      if (page === 0) await central.change((work) => putRow(work, 'relation', relationRow('s1', 'h2', 'e2', 'p1')))
      place = next
    }
    expect(found).toEqual(new Set(['e2']))
  })

  it('[SYNC-DIGEST] count an enterprise of another hall once', async () => {
    const { database } = central.deps
    await countHall(central.deps, 'h1')
    const counter = await database.read((db) =>
      db.find<{ digest: number; digest_base: number }>(
        sql("select digest, digest_base from feed_counter where hall_id = 'h1'"),
      ),
    )
    let sum = 0
    for (const table of TABLES.filter(isDigested)) {
      const scope = SNAPSHOT_SCOPE[table]
      const halls = bindHall(scope, 'h1')
      const rows = await database.read((db) => db.all<object>(sql(`select * from ${table} where ${scope}`, halls)))
      for (const row of rows) sum = addDigest(sum, digestOfRow(table, { ...row }))
    }
    expect(addDigest(counter?.digest ?? 0, counter?.digest_base ?? 0)).toBe(sum)
    expect(await database.read((db) => findRow(db, 'enterprise', ['e2']))).toMatchObject({ hall_id: 'h2' })
  })

  it('say about how many rows there will be', async () => {
    const { database, now } = central.deps
    const counts = await database.read((db) => estimateSnapshot(db, 'h1', now()))
    expect(counts).toMatchObject({ person: PEOPLE, phone: PEOPLE, relation: PEOPLE, enterprise: 3, login_log: 4 })
    await central.change(async (work) => {
      await putRow(work, 'enterprise', enterpriseRow('e9', 'h3'))
      for (let i = 0; i < 1_200; i++) {
        const id = `w${String(i).padStart(4, '0')}`
        await putRow(work, 'person', personRow(id, i % 3 === 0 ? 'h3' : 'h2'))
        await putRow(work, 'relation', relationRow(`w-${id}`, 'h3', 'e9', id))
      }
    })
    const { person = 0, phone } = await database.read((db) => estimateSnapshot(db, 'h3', now()))
    expect(person).toBeGreaterThan(1_150)
    expect(person).toBeLessThan(1_250)
    expect(phone).toBe(0)
  })
})

it('[SYNC-DOWN] begins a table anew at a place of an older central, and knows none that nobody gave', () => {
  expect(readPlace('phone', undefined)).toBeNull()
  expect(readPlace('phone', '["f1"]')).toBeNull()
  expect(readPlace('person_document', '["id-card","21010219900101002X"]')).toBeNull()
  expect(readPlace('phone', '["people","p1"]')).toEqual(['people', 'p1'])
  expect(readPlace('enterprise', '["abroad"]')).toEqual(['abroad'])
  expect(readPlace('login_log', '["rows","1790000000000","l1"]')).toEqual(['rows', '1790000000000', 'l1'])
  for (const text of ['5', '[5]', '{}', 'no json', '["a","b","c"]', '["rows","yesterday","l1"]', '["\\u0000"]'])
    expect(readPlace('login_log', text), text).toBeUndefined()
})
