import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openCentralDatabase } from '../../src/central/open.ts'
import type { SessionState } from '../../src/contract/session.ts'
import { sql } from '../../src/storage/database.ts'
import { REPLICATED, type ReplicatedTable, type Row } from '../../src/storage/rows.ts'
import { openDeskDatabase } from '../../src/worker/door/open.ts'
import { startDesk } from '../../src/worker/start.ts'
import { snapshotOf } from '../support/hall-rows.ts'
import { startThread } from '../support/thread.ts'
import { HALL, type HallHears, type HallSays } from './hall-central.ts'
import { compare, timed } from './measure.ts'

/** From here on a run takes minutes. */
const COLD_FROM = 500_000

/** A central in a process of its own, in which one hall has this many people and everything that hangs on them. */
async function startHall(directory: string, people: number) {
  const child = fork(join(import.meta.dirname, 'hall-central.ts'), [directory, String(people)])
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the central ended')))
  ended.catch(() => undefined)
  const hear = async <Say extends HallSays>() => ((await Promise.race([once(child, 'message'), ended])) as [Say])[0]
  const { url } = await hear<{ url: string }>()
  const ask = async <Say extends HallSays>(what: HallHears) => {
    child.send(what)
    return hear<Say>()
  }
  return {
    url,
    askCode: async () => (await ask<{ code: string }>('code')).code,
    /** Has the hall's file made, and gives the milliseconds that took. */
    makeFile: async () => (await ask<{ made: number }>('make')).made,
    stop: () => child.kill(),
  }
}
type HallCentral = Awaited<ReturnType<typeof startHall>>

interface Rows {
  readonly table: ReplicatedTable
  readonly rows: readonly Row[]
}

/** The same rows as a copy brings, in memory. */
async function allRows(directory: string): Promise<Rows[]> {
  const database = await openCentralDatabase(join(directory, 'central.db'))
  const tables: Rows[] = []
  for (const table of Object.keys(REPLICATED) as ReplicatedTable[])
    tables.push({ table, rows: await database.read((db) => snapshotOf(db, HALL, table)) })
  await database.close()
  return tables
}

async function inFreshFolder<Result>(work: (directory: string, key: string) => Promise<Result>): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'hall-bench-'))
  try {
    return await work(directory, randomBytes(32).toString('hex'))
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** The product: enrol, copy page by page over HTTP, build the search keys, stand at the feed's newest number. */
const firstSync = (central: HallCentral) =>
  inFreshFolder(async (directory, databaseKey) => {
    let arrived: () => void = () => undefined
    const complete = new Promise<void>((resolve) => (arrived = resolve))
    const running = await startDesk({ directory, databaseKey, centralUrl: central.url }, (topic) => {
      if (topic === 'sync-changed' && running.link.facts().asOf !== null) arrived()
    })
    const code = await central.askCode()
    const took = await timed(async () => {
      await running.server.answer('session.enrol', { code, name: 'bench' })
      await complete
    })
    await running.close()
    return took
  })

/** The product where the hall's file is ready: enrol, fetch it, make it the desk's own, begin anew with it. */
const takeWhole = (central: HallCentral) =>
  inFreshFolder(async (directory, databaseKey) => {
    const desk = await startThread({ directory, databaseKey, centralUrl: central.url })
    const isThere = async () => {
      const state = await desk.call('session.state', {})
      return state.kind === 'ok' && (state.value as SessionState).link.asOf !== null
    }
    const code = await central.askCode()
    const took = await timed(async () => {
      await desk.call('session.enrol', { code, name: 'bench' })
      while (!(await isThere())) await sleep(20)
    })
    await desk.close()
    return took
  })

/** The limit: the same rows, already in memory, into the same encrypted tables with their indexes, one transaction. */
const rawLoad = (tables: readonly Rows[]) =>
  inFreshFolder(async (directory, key) => {
    const database = await openDeskDatabase(join(directory, 'raw.db'), key)
    const took = await timed(() =>
      database.write(async (db) => {
        for (const { table, rows } of tables) {
          const columns = Object.keys(rows[0] ?? {})
          const text = `insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`
          for (const row of rows) await db.run(sql(text, Object.values(row)))
        }
      }),
    )
    await database.close()
    return took
  })

/** First sync of a hall of this many people against raw bulk load of the same rows. */
export function benchFirstSync(people: number, rounds: number): Promise<number> {
  return inFreshFolder(async (directory) => {
    const central = await startHall(directory, people)
    try {
      const tables = await allRows(directory)
      const units = tables.reduce((sum, { rows }) => sum + rows.length, 0)
      const what = {
        name: `first sync of ${people.toLocaleString('en')} people (${units.toLocaleString('en')} rows), searchable at the end`,
        against: 'raw insert of the same rows from memory, one transaction',
        units,
        unit: 'rows',
        rounds,
        cold: people >= COLD_FROM,
      }
      let raw: number | undefined
      const limit = async () => (raw = what.cold ? (raw ?? (await rawLoad(tables))) : await rawLoad(tables))
      await compare(what, () => firstSync(central), limit)
      const made = await central.makeFile()
      process.stdout.write(`the hall’s file was made once in ${(made / 1000).toFixed(1)} s\n`)
      const whole = { ...what, name: `the same in one piece, fetched and made the desk’s own` }
      return await compare(whole, () => takeWhole(central), limit)
    } finally {
      central.stop()
    }
  })
}
