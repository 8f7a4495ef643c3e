import type { Instant } from '../../domain/kernel/instant.ts'
import type { Database, WriteDb } from '../../storage/database.ts'
import { sql } from '../../storage/database.ts'
import { newId } from '../crypto.ts'
import { makeJurisdiction, type Jurisdiction } from '../demo/jurisdiction.ts'
import type { DemoBatch, DemoTable } from '../demo/rows.ts'
import { DEMO_PASSWORD, DEMO_TAXPAYER_PASSWORD, demoAccounts } from './accounts.ts'
import { insertRows } from './bulk.ts'
import { enrolmentRows } from './enrolment.ts'
import { withoutIndexes } from './indexes.ts'
import { pickTaxpayers, type DemoTaxpayer } from './taxpayers.ts'

export interface SeedOptions {
  /** 100 to 1,000,000. */
  readonly people: number
  readonly seed: number
  readonly now: Instant
  readonly hashPassword: (password: string) => Promise<string>
  /** Hears how many rows lie in the database, now and then. */
  readonly progress?: (rows: number) => void
}

/** What is kept about a demo beside its rows, so that a later start can tell its accounts again. */
export interface DemoFacts {
  readonly people: number
  readonly seed: number
  readonly taxpayers: readonly DemoTaxpayer[]
}

const TABLES: readonly DemoTable[] = [
  'hall',
  'person',
  'person_document',
  'phone',
  'enterprise',
  'relation',
  'agency',
  'agency_person',
  'agency_agreement',
  'cross_project',
  'login_log',
]

/** Rows a transaction: few enough to keep the log file small, enough to make the sync at its end cheap. */
const BATCHES_A_TRANSACTION = 100

/**
 * Fills an empty central with a demo jurisdiction. The rows are part of every snapshot and none of the feed, so a desk
 * that enrols later starts at position 0 with all of them. Staff come last and in one transaction: their presence says
 * that the seeding is whole, and what an interrupted one left is swept first.
 * @throws when the database already has staff.
 */
export async function seedDemo(database: Database, options: SeedOptions): Promise<DemoFacts> {
  const { people, seed, now, hashPassword } = options
  const jurisdiction = makeJurisdiction({ seed, people, profile: 'liaoning', now })
  await database.write(sweep)
  await withoutIndexes(database, TABLES, () => writeAll(database, jurisdiction, options.progress))
  const taxpayers = await database.read((db) => pickTaxpayers(db, jurisdiction.halls[0]?.id ?? ''))
  const facts: DemoFacts = { people, seed, taxpayers }
  const secrets = await makeSecrets(facts, jurisdiction, hashPassword)
  await database.write((db) => finish(db, jurisdiction, facts, secrets, now))
  if (database.dialect === 'postgres') await database.write((db) => db.run(sql('analyze')))
  return facts
}

async function sweep(db: WriteDb): Promise<void> {
  if ((await db.find(sql('select id from staff limit 1'))) !== undefined)
    throw new Error('the database is in use: a demo is seeded into an empty one only')
  for (const table of TABLES.toReversed()) await db.run(sql(`delete from ${table}`))
}

async function writeAll(
  database: Database,
  jurisdiction: Jurisdiction,
  progress: (rows: number) => void = () => undefined,
): Promise<void> {
  let rows = 0
  let waiting: DemoBatch[] = []
  const flush = async () => {
    const batches = waiting
    waiting = []
    await database.write(async (db) => {
      for (const { table, rows: content } of batches) await insertRows(db, table, content)
    })
    rows += batches.reduce((sum, batch) => sum + batch.rows.length, 0)
    progress(rows)
  }
  for (const batch of jurisdiction.batches()) {
    waiting.push(batch)
    if (waiting.length >= BATCHES_A_TRANSACTION) await flush()
  }
  await flush()
}

interface Secrets {
  readonly staff: readonly string[]
  readonly taxpayers: readonly string[]
}

/** Each account gets a hash with its own salt, although the demo's passwords are the same. */
async function makeSecrets(
  facts: DemoFacts,
  { halls }: Jurisdiction,
  hashPassword: SeedOptions['hashPassword'],
): Promise<Secrets> {
  const hashes = async (count: number, password: string) => {
    const made: string[] = []
    for (let n = 0; n < count; n++) made.push(await hashPassword(password))
    return made
  }
  const accounts = demoAccounts(halls.map((hall) => hall.id))
  return {
    staff: await hashes(accounts.length, DEMO_PASSWORD),
    taxpayers: await hashes(facts.taxpayers.length, DEMO_TAXPAYER_PASSWORD),
  }
}

async function finish(
  db: WriteDb,
  { halls }: Jurisdiction,
  facts: DemoFacts,
  secrets: Secrets,
  now: Instant,
): Promise<void> {
  const hallIds = halls.map((hall) => hall.id)
  const staff = demoAccounts(hallIds).map(({ hallId, ...account }) => ({
    id: newId(),
    hall_id: hallId,
    ...account,
    state: 'active',
    version: 1,
  }))
  await insertRows(db, 'staff', staff)
  await insertRows(
    db,
    'staff_secret',
    staff.map(({ id }, place) => ({
      staff_id: id,
      password_hash: secrets.staff[place],
      failures: 0,
      blocked_until: null,
    })),
  )
  await insertRows(
    db,
    'person_secret',
    facts.taxpayers.map(({ personId }, place) => ({
      person_id: personId,
      password_hash: secrets.taxpayers[place],
      source: 'own',
      set_at: now,
      void_at: null,
    })),
  )
  await insertRows(db, 'enrolment_code', enrolmentRows(facts.seed, hallIds, now))
  await db.run(
    sql(
      "insert into central_state (name, value) values ('demo', ?) on conflict (name) do update set value = excluded.value",
      [JSON.stringify(facts)],
    ),
  )
}
