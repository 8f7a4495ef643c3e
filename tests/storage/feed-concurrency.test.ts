import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readFeed, startSnapshot } from '../../src/central/feed.ts'
import { openCentralDatabase } from '../../src/central/open.ts'
import { sql, type Database, type WriteDb } from '../../src/storage/database.ts'
import { FeedLog } from '../../src/storage/feed-log.ts'
import { addDigest, digestOfRow } from '../../src/storage/row-digest.ts'
import { findRow, patchRow, putRow, type Row } from '../../src/storage/rows.ts'
import { takeTurns } from '../../src/storage/turns.ts'
import { createDatabase, type TestDatabase } from '../support/postgres.ts'
import { enterpriseRow, personRow, phoneRow, relationRow } from '../support/rows.ts'
import { chanceOf, chooseSeed, leaveEvidence, often } from '../support/soak.ts'

const HALLS = ['h1', 'h2', 'h3']
const WRITERS = 16
const SLOW = 0.1
const ROLLED_BACK = 0.05
const NOW = 1_790_000_000_000

let place: TestDatabase
/** Writers and readers have connections of their own, as several services on one database do. */
let writing: Database
let reading: Database
beforeAll(async () => {
  place = await createDatabase()
  writing = await openCentralDatabase(place.url)
  reading = await openCentralDatabase(place.url)
  // What a feed without care looks like: the database's own serial number, and readers who ask for higher ones.
  await writing.write((db) =>
    db.run(sql('create table naive_feed (id bigserial primary key, hall_id text not null, person_id text not null)')),
  )
}, 60_000)
afterAll(async () => {
  await writing.close()
  await reading.close()
  await place.drop()
})

class GivenUp extends Error {}

interface Commit {
  readonly hall: string
  readonly id: string
}

/** One transaction of a writer: a row of a hall, in both feeds; some take their time, some come to nothing. */
async function writeOne(commit: Commit, chance: () => number): Promise<boolean> {
  const [slow, rolledBack] = [chance() < SLOW, chance() < ROLLED_BACK]
  const work = async (db: WriteDb) => {
    await db.run(sql('insert into naive_feed (hall_id, person_id) values (?, ?)', [commit.hall, commit.id]))
    const log = new FeedLog()
    await putRow({ db, log }, 'person', personRow(commit.id, commit.hall))
    if (slow) await wait(chance() * 40)
    await log.flush(db, NOW)
    if (rolledBack) throw new GivenUp()
  }
  try {
    await writing.write(work)
    return true
  } catch (error) {
    if (error instanceof GivenUp) return false
    throw error
  }
}

async function writeAll(commits: number, seed: number): Promise<Commit[]> {
  const done: Commit[] = []
  let next = 0
  const writer = async (_: unknown, index: number) => {
    const chance = chanceOf(seed + index)
    while (done.length < commits) {
      const commit = { hall: HALLS[Math.floor(chance() * HALLS.length)] ?? '', id: `p${String(next++)}` }
      if (await writeOne(commit, chance)) done.push(commit)
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, writer))
  return done
}

/** Follows a hall's feed page by page until `isOver` and nothing more comes; notes every number that isn't the next. */
async function followFeed(hall: string, isOver: () => boolean) {
  const seen: string[] = []
  let [seq, gaps] = [0, 0]
  const { epoch } = await reading.read((db) => startSnapshot(db, hall, NOW))
  for (;;) {
    const over = isOver()
    const page = await reading.read((db) => readFeed(db, hall, epoch, seq, 100))
    for (const row of page.rows) {
      if (row.seq !== seq + 1) gaps++
      seq = row.seq
      seen.push(row.key.join())
    }
    if (page.rows.length === 0 && over) return { seen, gaps, newest: page.newest }
    if (page.rows.length === 0) await wait(2)
  }
}

async function followNaively(isOver: () => boolean): Promise<string[]> {
  const seen: string[] = []
  for (let cursor = 0; ;) {
    const over = isOver()
    const rows = await reading.read((db) =>
      db.all<{ id: number; person_id: string }>(
        sql('select id, person_id from naive_feed where id > ? order by id limit 100', [cursor]),
      ),
    )
    seen.push(...rows.map((row) => row.person_id))
    cursor = rows.at(-1)?.id ?? cursor
    if (rows.length === 0 && over) return seen
    if (rows.length === 0) await wait(2)
  }
}

/** What a hall's counter says its rows add up to, and what they do. */
async function digestsOf(hall: string): Promise<readonly [number | undefined, number]> {
  return reading.read(async (db) => {
    const counter = await db.find<{ digest: number }>(sql('select digest from feed_counter where hall_id = ?', [hall]))
    const rows = await db.all<Row>(sql('select * from person where hall_id = ?', [hall]))
    return [counter?.digest, rows.reduce((sum, row) => addDigest(sum, digestOfRow('person', row)), 0)]
  })
}

it('[SYNC-DOWN] [TRUST-20] misses, doubles and skips nothing while 16 write; a naive cursor misses', async () => {
  const seed = chooseSeed('feed on PostgreSQL')
  const commits = often(5_000, 20_000)
  let over = false
  const began = Date.now()
  const writers = writeAll(commits, seed).finally(() => (over = true))
  const [done, naive, ...halls] = await Promise.all([
    writers,
    followNaively(() => over),
    ...HALLS.map((hall) => followFeed(hall, () => over)),
  ])
  const figures = { commits: done.length, missed: 0, doubled: 0, gaps: 0, naiveMissed: 0 }
  for (const [index, hall] of HALLS.entries()) {
    const follower = halls[index] ?? { seen: [], gaps: 0, newest: 0 }
    const committed = done.filter((commit) => commit.hall === hall).map(({ id }) => id)
    const seen = new Set(follower.seen)
    figures.missed += committed.filter((id) => !seen.has(id)).length
    figures.doubled += follower.seen.length - seen.size
    figures.gaps += follower.gaps
    expect(follower.newest).toBe(committed.length)
    const [kept, counted] = await digestsOf(hall)
    expect(kept).toBe(counted)
  }
  const naively = new Set(naive)
  figures.naiveMissed = done.filter(({ id }) => !naively.has(id)).length
  const perSecond = Math.round((done.length / (Date.now() - began)) * 1000)
  leaveEvidence('feed on PostgreSQL', { seed, writers: WRITERS, ...figures, perSecond })
  expect(figures).toMatchObject({ missed: 0, doubled: 0, gaps: 0 })
  expect(figures.naiveMissed).toBeGreaterThan(0)
}, 600_000)

it('[SYNC-DOWN] [TRUST-20] tells a hall what was written while a relation brought the person there', async () => {
  const put = (table: 'person' | 'enterprise' | 'relation' | 'phone', row: Row) => async (db: WriteDb) => {
    const log = new FeedLog()
    await putRow({ db, log }, table, row)
    return log
  }
  await writing.write(async (db) => {
    const rows = [put('person', personRow('shared', 'h1')), put('enterprise', enterpriseRow('firm', 'h2'))]
    for (const write of rows) await (await write(db)).flush(db, NOW)
  })
  // A number of the person's is on its way, as an act about them writes it, when a clerk of h2 adds them to a firm there.
  let commit: (() => void) | undefined
  const held = new Promise<void>((resolve) => (commit = resolve))
  const number = writing.write(async (db) => {
    await takeTurns(db, ['shared'])
    const log = await put('phone', phoneRow('late', 'shared', '13912345678'))(db)
    await held
    await log.flush(db, NOW)
  })
  await wait(50)
  const relation = reading.write(async (db) => {
    const log = await put('relation', relationRow('r', 'h2', 'firm', 'shared'))(db)
    await number
    await log.flush(db, NOW)
  })
  await wait(200)
  commit?.()
  await Promise.all([number, relation])
  const told = "select content from feed where hall_id = 'h2' and table_name = 'phone' and row_key = ?"
  expect(await reading.read((db) => db.all(sql(told, ['["late"]'])))).toHaveLength(1)
}, 20_000)

it('[SYNC-DOWN] tells a hall once of an enterprise that two relations bring out at the same moment', async () => {
  const [home, first, second] = ['h4', 'h5', 'h6']
  await writing.write(async (db) => {
    const log = new FeedLog()
    await putRow({ db, log }, 'enterprise', enterpriseRow('wanted', home))
    for (const hall of [first, second]) await putRow({ db, log }, 'person', personRow(`of-${hall}`, hall))
    await log.flush(db, NOW)
  })
  const relate = async (db: WriteDb, hall: string, meanwhile: () => Promise<unknown>) => {
    const log = new FeedLog()
    await putRow({ db, log }, 'relation', relationRow(`wanted-${hall}`, home, 'wanted', `of-${hall}`))
    await meanwhile()
    await log.flush(db, NOW)
  }
  // The one that looked first ends last, unless the other has to wait its turn.
  const slow = writing.write((db) => relate(db, first, () => wait(300)))
  await wait(50)
  const other = reading.write((db) => relate(db, second, () => Promise.resolve()))
  await Promise.all([slow, other])
  const told = "select hall_id from feed where table_name = 'enterprise' and row_key = ? order by hall_id"
  const rows = await reading.read((db) => db.all<{ hall_id: string }>(sql(told, ['["wanted"]'])))
  expect(rows.map(({ hall_id: hall }) => hall)).toEqual([home, first, second])
}, 20_000)

it('[SYNC-DOWN] keeps what two transactions write of one row at the same moment, and its digest', async () => {
  await writing.write(async (db) => {
    const log = new FeedLog()
    await putRow({ db, log }, 'enterprise', enterpriseRow('busy', 'h7'))
    await putRow({ db, log }, 'person', personRow('busy', 'h7'))
    await log.flush(db, NOW)
  })
  const change = (database: Database, columns: Row, meanwhile: () => Promise<unknown>) =>
    database.write(async (db) => {
      const log = new FeedLog()
      for (const table of ['enterprise', 'person'] as const) await patchRow({ db, log }, table, ['busy'], columns)
      await meanwhile()
      await log.flush(db, NOW)
    })
  const slow = change(writing, { name: '改名' }, () => wait(300))
  await wait(50)
  await Promise.all([slow, change(reading, { updated_at: NOW + 1 }, () => Promise.resolve())])
  const changed = { name: '改名', updated_at: NOW + 1, version: 3 }
  for (const table of ['enterprise', 'person'] as const)
    expect(await reading.read((db) => findRow(db, table, ['busy']))).toMatchObject(changed)
  const told = 'select table_name, row_key, content from feed where hall_id = ? order by seq'
  const fed = await reading.read((db) =>
    db.all<{ table_name: 'enterprise' | 'person'; row_key: string; content: string }>(sql(told, ['h7'])),
  )
  const last = new Map(fed.map((row) => [row.table_name + row.row_key, row]))
  const sum = [...last.values()].reduce(
    (all, row) => addDigest(all, digestOfRow(row.table_name, JSON.parse(row.content) as Row)),
    0,
  )
  expect((await digestsOf('h7'))[0]).toBe(sum)
}, 20_000)
