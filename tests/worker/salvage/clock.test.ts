import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DAY, type Instant } from '../../../src/domain/kernel/instant.ts'
import { appendAudit } from '../../../src/storage/audit.ts'
import { sql } from '../../../src/storage/database.ts'
import { sha256 } from '../../../src/worker/crypto.ts'
import { openDeskDatabase } from '../../../src/worker/door/open.ts'
import { noteDamage } from '../../../src/worker/salvage/folder.ts'
import { openOrSalvage } from '../../../src/worker/salvage/open-or-salvage.ts'
import { startDesk } from '../../../src/worker/start.ts'

const NOW = Date.UTC(2026, 8, 10)
const KEY = randomBytes(32).toString('hex')

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hall-salvage-clock-'))
})
afterEach(() => {
  rmSync(directory, { recursive: true, force: true })
})

/** A desk's database whose audit has rows of these days and where somebody signed in at `NOW`; said to be damaged. */
async function leaveDamaged(audited: readonly Instant[]): Promise<void> {
  const database = await openDeskDatabase(join(directory, 'desk.db'), KEY)
  await database.write((db) =>
    db.run(
      sql(
        "insert into offline_verifier (login, staff, verifier, failures, verified_online_at) values ('clerk-h1', '{}', '$argon2id$', 0, ?)",
        [NOW],
      ),
    ),
  )
  for (const at of audited)
    await database.write((db) =>
      appendAudit(
        db,
        { chain: 'desk', hash: sha256 },
        { at, actor: { kind: 'system', source: 'clock' }, action: 'clock.jump', subjects: [], detail: {} },
      ),
    )
  await database.close()
  noteDamage(directory)
}

/** Salvages while the PC's clock shows `wall`, and starts the desk then: its acts' instants, and its time. */
async function salvageAt(wall: Instant, audited: readonly Instant[] = [NOW - DAY, NOW]) {
  await leaveDamaged(audited)
  const database = await openOrSalvage(directory, KEY, wall)
  const rows = await database.read((db) =>
    db.all<{ action: string; at: number }>(sql('select * from audit order by seq')),
  )
  await database.close()
  const data = { directory, databaseKey: KEY, centralUrl: 'http://127.0.0.1:9', ballastBytes: 65_536 }
  const time = { wall: () => wall, elapsed: () => 1_000 }
  const { desk, close } = await startDesk(data, () => undefined, { time })
  const now = desk.clock.now()
  await close()
  expect(rows.at(-1)?.action).toBe('store.salvaged')
  return { dates: rows.map(({ at }) => at), now }
}

it('[SYNC-CLOCK] [TRUST-39] starts no earlier after salvage than what was written before it', async () => {
  expect(await salvageAt(NOW - 10 * DAY)).toEqual({ dates: [NOW - DAY, NOW, NOW], now: NOW })
})

it('[SYNC-CLOCK] dates salvage by the PC’s clock where that is ahead of what was written', async () => {
  expect(await salvageAt(NOW + DAY)).toEqual({ dates: [NOW - DAY, NOW, NOW + DAY], now: NOW + DAY })
})

it('[SYNC-CLOCK] starts no earlier than work whose row of the audit is lost', async () => {
  expect(await salvageAt(NOW - 10 * DAY, [NOW - DAY])).toEqual({ dates: [NOW - DAY, NOW], now: NOW })
})
