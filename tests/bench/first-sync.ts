import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSnapshot } from '../../src/central/snapshot.ts'
import { hashPassword } from '../../src/central/passwords.ts'
import { seedDemo } from '../../src/central/seed/seed-demo.ts'
import { sql } from '../../src/storage/database.ts'
import { REPLICATED, type ReplicatedTable } from '../../src/storage/rows.ts'
import { openDeskDatabase } from '../../src/worker/door/open.ts'
import { startDesk } from '../../src/worker/start.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { compare, timed } from './measure.ts'

const TABLES = Object.keys(REPLICATED) as ReplicatedTable[]
const HALL = 'h1'
/** From here on a run takes minutes. */
const COLD_FROM = 500_000

/** A central in which one hall has this many people, and everything that hangs on them. */
async function centralOf(people: number): Promise<TestCentral> {
  const central = await startCentral({ empty: true })
  const now = central.deps.now()
  await seedDemo(central.deps.database, { people, seed: 7, now, hashPassword })
  await central.deps.database.write(async (db) => {
    for (const table of ['person', 'enterprise', 'relation', 'agency', 'cross_project', 'login_log'])
      await db.run(sql(`update ${table} set hall_id = ?`, [HALL]))
    await db.run(
      sql(
        "insert into hall (id, name, tax_authority, division, version) values (?, '', '', '', 1) on conflict do nothing",
        [HALL],
      ),
    )
  })
  return central
}

interface Page {
  readonly table: ReplicatedTable
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
}

async function allRows(central: TestCentral): Promise<Page[]> {
  const { database, now } = central.deps
  return database.read(async (db) => {
    const pages: Page[] = []
    for (const table of TABLES) pages.push({ table, ...(await readSnapshot(db, HALL, table, null, 10_000_000, now())) })
    return pages
  })
}

async function inFreshFolder(work: (directory: string, key: string) => Promise<number>): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'hall-bench-'))
  try {
    return await work(directory, randomBytes(32).toString('hex'))
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** The product: enrol, copy page by page over HTTP, build the search keys, stand at the feed's newest number. */
const firstSync = (central: TestCentral) =>
  inFreshFolder(async (directory, databaseKey) => {
    let arrived: () => void = () => undefined
    const complete = new Promise<void>((resolve) => (arrived = resolve))
    const running = await startDesk({ directory, databaseKey, centralUrl: central.url }, (topic) => {
      if (topic === 'sync-changed' && running.link.facts().asOf !== null) arrived()
    })
    const code = await central.enrolmentCode(HALL)
    const took = await timed(async () => {
      await running.server.answer('session.enrol', { code, name: 'bench' })
      await complete
    })
    await running.close()
    return took
  })

/** The limit: the same rows, already in memory, into the same encrypted tables with their indexes, one transaction. */
const rawLoad = (pages: readonly Page[]) =>
  inFreshFolder(async (directory, key) => {
    const database = await openDeskDatabase(join(directory, 'raw.db'), key)
    const took = await timed(() =>
      database.write(async (db) => {
        for (const { table, columns, rows } of pages) {
          const text = `insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`
          for (const row of rows) await db.run(sql(text, row))
        }
      }),
    )
    await database.close()
    return took
  })

/** First sync of a hall of this many people against raw bulk load of the same rows. */
export async function benchFirstSync(people: number, rounds: number): Promise<number> {
  const central = await centralOf(people)
  const pages = await allRows(central)
  const units = pages.reduce((sum, page) => sum + page.rows.length, 0)
  const what = {
    name: `first sync of ${people.toLocaleString('en')} people (${units.toLocaleString('en')} rows), searchable at the end`,
    against: 'raw insert of the same rows from memory, one transaction',
    units,
    unit: 'rows',
    rounds,
    cold: people >= COLD_FROM,
  }
  const ratio = await compare(
    what,
    () => firstSync(central),
    () => rawLoad(pages),
  )
  await central.close()
  return ratio
}
