import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { migrations } from '../../migrations/list.ts'
import type { Command } from '../../src/contract/command.ts'
import { sql } from '../../src/storage/database.ts'
import { commandText } from '../../src/sync/chain.ts'
import { isSignedBy, sha256 } from '../../src/worker/crypto.ts'
import { connect } from '../../src/worker/door/connection.ts'
import { openOrSalvage } from '../../src/worker/salvage/open-or-salvage.ts'
import { chanceOf, chooseSeed, leaveEvidence, often } from '../support/soak.ts'
import { listEarlierSchemas, makeChain, makeEarlierDesk } from './support/earlier-desk.ts'
import { openAndKill } from './support/open-killed.ts'

const KEY = '3c'.repeat(32)
const COMMANDS = 200
const ROUNDS = often(10, 50)

let directory: string
const file = () => join(directory, 'desk.db')
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hall-upgrade-'))
})
afterEach(() => {
  rmSync(directory, { recursive: true, force: true })
})

/** The schemas spread over the rounds, the oldest and the newest among them. */
function chooseSchemas() {
  const schemas = listEarlierSchemas()
  return Array.from(
    { length: ROUNDS },
    (_, round) => schemas[Math.round((round / Math.max(1, ROUNDS - 1)) * (schemas.length - 1))] ?? [],
  )
}

const newest = () => migrations.filter(({ name }) => !name.endsWith('.central')).at(-1)?.name

it('[TRUST-12] brings every earlier schema to the newest with 200 unsent acts, killed on the way', async () => {
  const seed = chooseSeed('upgrade')
  const chance = chanceOf(seed)
  const chain = makeChain(COMMANDS)
  await makeEarlierDesk(file(), KEY, listEarlierSchemas()[0] ?? [], chain)
  const usual = await openAndKill(directory, KEY)
  expect(usual.opened).toBe(true)
  let tries = 0
  for (const schema of chooseSchemas()) {
    // A newer schema has less to do, and the machine may be faster now: what was done before its kill says how fast.
    let within = usual.took
    for (let killed = false; !killed; tries++) {
      // One that is always done before its kill proves nothing.
      expect(tries).toBeLessThan(4 * ROUNDS)
      for (const name of readdirSync(directory)) rmSync(join(directory, name), { recursive: true })
      await makeEarlierDesk(file(), KEY, schema, chain)
      const { opened, took } = await openAndKill(directory, KEY, chance() * within)
      killed = !opened
      within = Math.min(within, took)
      await expectUpgraded(chain)
    }
  }
  leaveEvidence('upgrade killed', { seed, killed: ROUNDS, tries, commands: COMMANDS })
})

async function expectUpgraded({ enrolment, commands }: ReturnType<typeof makeChain>): Promise<void> {
  const database = await openOrSalvage(directory, KEY, Date.now())
  try {
    await database.read(async (db) => {
      const rows = await db.all<{ envelope: string; hash: string; state: string }>(
        sql('select envelope, hash, state from outbox order by seq'),
      )
      expect(rows.map(({ envelope }) => JSON.parse(envelope) as Command)).toEqual(commands)
      for (const { envelope, hash, state } of rows) {
        const command = JSON.parse(envelope) as Command
        const text = commandText(command)
        expect([sha256(text), state]).toEqual([hash, 'recorded'])
        expect(isSignedBy(text, command.signature, enrolment.key.publicKey)).toBe(true)
      }
      expect(await db.find(sql('select count(*) as n from draft'))).toEqual({ n: COMMANDS / 10 })
      expect(await db.find(sql('select max(name) as name from schema_migration'))).toEqual({ name: newest() })
      expect(await db.all(sql("select kind from store_report where kind <> 'mark-missing'"))).toEqual([])
      expect(await db.all(sql('select * from lost_range'))).toEqual([])
    })
  } finally {
    await database.close()
  }
}

const problemOf = () =>
  openOrSalvage(directory, KEY, Date.now()).then(
    () => 'opened',
    (error: unknown) => String((error as { problem?: string }).problem ?? error),
  )
const everyFile = () =>
  Object.fromEntries(
    readdirSync(directory)
      .filter((name) => name.startsWith('desk.db') && !/-(wal|shm)$/.test(name))
      .map((name) => [name, sha256(readFileSync(join(directory, name)))]),
  )

it('[TRUST-12] refuses a newer program’s file, whole or damaged, and leaves it as it was', async () => {
  await makeEarlierDesk(file(), KEY, listEarlierSchemas().at(-1) ?? [], makeChain(20))
  await (await openOrSalvage(directory, KEY, Date.now())).close()
  const database = connect(file(), KEY)
  database.exec("insert into schema_migration (name, batch, migration_time) values ('9990_future.desk', 99, 0)")
  database.close()
  const whole = everyFile()
  expect(await problemOf()).toBe('newer-program')
  expect(everyFile()).toEqual(whole)
  const bytes = readFileSync(file())
  bytes.fill(0, 0, 4096)
  writeFileSync(file(), bytes)
  const damaged = everyFile()
  expect(await problemOf()).toBe('newer-program')
  expect(everyFile()).toEqual(damaged)
})
