import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import pg from 'pg'
import { openCentralDatabase } from '../../src/central/open.ts'
import { passwords } from '../../src/central/passwords.ts'
import type { Database } from '../../src/storage/database.ts'
import type { TestCentral } from '../support/central.ts'
import { startPostgres, type PostgresServer } from '../support/postgres-server.ts'
import { measureFlatness } from './central-flatness.ts'
import { actOnce, countWrites, logInOnce, openScene, type Counting } from './central-scene.ts'

/** How long each figure is measured; the largest size of the flatness. */
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 3)
const PEOPLE = Number(process.env['BENCH_PEOPLE'] ?? 100_000)
const CLIENTS = [1, 16, 64]
const SIZES = [10_000, 100_000, 1_000_000]

const print = (...columns: (string | number)[]): void =>
  void process.stdout.write(
    `${columns.map((column, place) => (place === 0 ? String(column).padEnd(22) : String(column).padStart(14))).join('')}\n`,
  )
const rounded = (value: number): string => (value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en'))

/** How often a second so many clients get through their work, each beginning anew when it is done. */
async function rateOf(clients: number, work: (client: number, round: number) => Promise<unknown>): Promise<number> {
  const began = performance.now()
  const until = began + SECONDS * 1000
  let done = 0
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let round = 0; performance.now() < until; round++) {
        await work(client, round)
        done++
      }
    }),
  )
  return (done * 1000) / (performance.now() - began)
}

/** The least that as many writes cost here in one durable transaction, by the driver alone. */
interface Raw {
  transact(rows: number): Promise<void>
  close(): Promise<void>
}

function rawSqlite(file: string): Raw {
  const connection = new BetterSqlite3(file)
  connection.pragma('journal_mode = wal')
  connection.pragma('synchronous = full')
  connection.exec('create table raw (id integer primary key, content text not null)')
  const insert = connection.prepare("insert into raw (content) values ('content')")
  const transact = (rows: number) => {
    connection.exec('begin immediate')
    for (let row = 0; row < rows; row++) insert.run()
    connection.exec('commit')
    // As every client of a server does, this one lets the others have their turn.
    return new Promise<void>((resolve) => setImmediate(resolve))
  }
  return { transact, close: () => Promise.resolve(void connection.close()) }
}

async function rawPostgres(connectionString: string): Promise<Raw> {
  const pool = new pg.Pool({ connectionString, max: 16 })
  await pool.query('create table raw (id bigserial primary key, content text not null)')
  const transact = async (rows: number) => {
    const client = await pool.connect()
    await client.query('begin')
    for (let row = 0; row < rows; row++)
      await client.query({ name: 'raw', text: "insert into raw (content) values ('content')" })
    await client.query('commit')
    client.release()
  }
  return { transact, close: () => pool.end() }
}

/** One row of the table: what is measured, and the raw limit of as many writes before and after it in the same minute. */
async function measureRow(
  what: string,
  { database, raw, clients }: { readonly database: Counting; readonly raw: Raw; readonly clients: number },
  work: (client: number, round: number) => Promise<unknown>,
): Promise<void> {
  Object.assign(database, { writes: 0, statements: 0 })
  await work(0, 0)
  const each = database.writes
  const rows = Math.max(1, Math.round(database.statements / each))
  const before = await rateOf(clients, () => raw.transact(rows))
  const rate = await rateOf(clients, work)
  const limit = (before + (await rateOf(clients, () => raw.transact(rows)))) / 2
  print(
    `${what}, ${String(clients)}`,
    rounded(rate),
    `${String(each)} × ${String(rows)}`,
    rounded(rate * each),
    rounded(limit),
    ((rate * each) / limit).toFixed(2),
  )
}

async function measureRates(name: string, opened: Database, raw: Raw): Promise<void> {
  const database = countWrites(opened)
  const central: TestCentral = await openScene(database)
  const most = Math.max(...CLIENTS)
  const tokens = await Promise.all(Array.from({ length: most }, (_, place) => logInOnce(central, place)))
  process.stdout.write(`\n${name}\n`)
  print('what, clients', 'a second', 'transactions', 'of them/s', 'raw limit/s', 'of the limit')
  let next = 0
  for (const clients of CLIENTS) {
    const scene = { database, raw, clients }
    await measureRow('log-ins', scene, () => logInOnce(central, next++))
    await measureRow('commands', scene, (client) => actOnce(central, tokens[client] ?? '', next++))
  }
  await raw.close()
  await central.close()
}

async function measureHashing(): Promise<void> {
  const hash = await passwords.hash('Nashui#2026')
  process.stdout.write('argon2id (19 MiB, two passes), part of every log-in and outside its transactions\n')
  for (const clients of [1, 4]) {
    const rate = await rateOf(clients, () => passwords.fits(hash, 'Nashui#2026'))
    print(`  ${String(clients)} at once`, `${rounded(rate)}/s`, `${(1000 / rate).toFixed(1)} ms each`)
  }
}

type Opener = (name: string) => Promise<{ readonly database: Database; readonly close: () => Promise<void> }>

async function printFlatness(name: string, open: Opener): Promise<void> {
  process.stdout.write(`\n${name}: the database's part of step one of a log-in, without the hash\n`)
  print('people', 'p50 ms', 'p95 ms')
  for (const people of SIZES.filter((size) => size <= PEOPLE)) {
    const { database, close } = await open(`flat${String(people)}`)
    const took = await measureFlatness(database, people)
    const at = (share: number) => (took[Math.floor(took.length * share)] ?? 0).toFixed(2)
    print(people.toLocaleString('en'), at(0.5), at(0.95))
    await close()
  }
}

async function createOn(server: PostgresServer, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: `${server.url}/postgres` })
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  return `${server.url}/${name}`
}

const directory = await mkdtemp(join(tmpdir(), 'hall-bench-'))
const server = await startPostgres({ durable: true })
const openSqlite: Opener = async (name) => {
  const database = await openCentralDatabase(join(directory, `${name}.db`))
  return { database, close: () => database.close() }
}
const openPostgres: Opener = async (name) => {
  const database = await openCentralDatabase(await createOn(server, name))
  return { database, close: () => database.close() }
}
try {
  await measureHashing()
  const sqlite = await openSqlite('rates')
  await measureRates('SQLite', sqlite.database, rawSqlite(join(directory, 'raw.db')))
  await sqlite.close()
  const postgres = await openPostgres('rates')
  await measureRates('PostgreSQL', postgres.database, await rawPostgres(await createOn(server, 'raw')))
  await postgres.close()
  await printFlatness('SQLite', openSqlite)
  await printFlatness('PostgreSQL', openPostgres)
  if (PEOPLE < 1_000_000)
    process.stdout.write('\nBENCH_PEOPLE=1000000 adds a million people; seeding them takes minutes.\n')
} finally {
  await server.stop()
  await rm(directory, { recursive: true, force: true })
}
