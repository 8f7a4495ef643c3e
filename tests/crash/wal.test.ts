import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql, type Database } from '../../src/storage/database.ts'
import { findLastCommand } from '../../src/storage/outbox.ts'
import { connect } from '../../src/worker/door/connection.ts'
import { openDeskDatabase } from '../../src/worker/door/open.ts'
import { CannotOpen } from '../../src/worker/door/problems.ts'
import { chanceOf, chooseSeed, leaveEvidence } from '../support/soak.ts'

const KEY = '5a'.repeat(32)
const DAMAGES = 60
const COMMANDS = 150
/** The older copies are taken after this many. */
const EARLIER = 90
const ACKNOWLEDGED = ['desk.db', 'desk.db-wal', 'desk.head'] as const

let folder: string
const at = (...path: string[]) => join(folder, ...path)
const hashOf = (seq: number) => String(seq).padStart(64, 'c')

/** What a command leaves in the outbox; what it says is of no interest here. */
const record = (database: Database, seq: number) =>
  database.write(async (db) => {
    await db.run(
      sql(
        `insert into outbox (seq, command_id, name, envelope, state, flagged, tries, operator_id, hash, recorded_at, acknowledged)
         values (?, ?, 'phone.add', '{}', 'recorded', 0, 0, 'o', ?, ?, 0)`,
        [seq, `c${String(seq)}`, hashOf(seq), seq],
      ),
    )
  })

/** Takes the disk as it is: everything that was answered lies in these files. */
const takeDisk = (from: string, to: string) => {
  for (const name of ACKNOWLEDGED) cpSync(join(from, name), at(to, name), { recursive: true })
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hall-wal-'))
  const database = await openDeskDatabase(at('desk.db'), KEY)
  for (let seq = 1; seq <= COMMANDS; seq++) {
    await record(database, seq)
    if (seq === EARLIER) takeDisk(folder, 'earlier')
  }
  takeDisk(folder, 'newest')
  await database.close()
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

type Chance = () => number
const somewhere = (file: string, chance: Chance) => Math.floor(chance() * readFileSync(file).length)

/** What happens to a write-ahead log: by disks, by hands, by programs that tidy up. */
const DAMAGE: Readonly<Record<string, (into: string, chance: Chance) => void>> = {
  truncate: (into, chance) => truncateSync(at(into, 'desk.db-wal'), somewhere(at(into, 'desk.db-wal'), chance)),
  flip: (into, chance) => {
    const content = readFileSync(at(into, 'desk.db-wal'))
    const place = Math.floor(chance() * content.length)
    content[place] = (content[place] ?? 0) ^ (1 << Math.floor(chance() * 8))
    writeFileSync(at(into, 'desk.db-wal'), content)
  },
  zero: (into, chance) => {
    const content = readFileSync(at(into, 'desk.db-wal'))
    const from = somewhere(at(into, 'desk.db-wal'), chance)
    writeFileSync(at(into, 'desk.db-wal'), content.fill(0, from, from + 4096))
  },
  delete: (into) => {
    rmSync(at(into, 'desk.db-wal'))
  },
  'older log': (into) => {
    cpSync(at('earlier', 'desk.db-wal'), at(into, 'desk.db-wal'))
  },
  'older database': (into) => {
    for (const name of ['desk.db', 'desk.db-wal']) cpSync(at('earlier', name), at(into, name))
  },
}

async function looksWell(into: string): Promise<boolean> {
  const connection = connect(at(into, 'desk.db'), KEY)
  try {
    return connection.pragma('integrity_check', { simple: true }) === 'ok'
  } finally {
    connection.close()
  }
}

/** Opens a damaged disk through the door: how many commands are left, what is reported, and where the chain goes on. */
async function openDamaged(into: string) {
  const database = await openDeskDatabase(at(into, 'desk.db'), KEY)
  try {
    return await database.read(async (db) => ({
      left: Number((await db.find<{ n: number }>(sql('select count(*) as n from outbox')))?.n),
      reports: await db.all<{ kind: string; detail: string }>(sql('select kind, detail from store_report')),
      lost: await db.all(sql('select from_seq, to_seq, prev, head from lost_range')),
      chain: await findLastCommand(db),
    }))
  } finally {
    await database.close()
  }
}

describe('a damaged write-ahead log', () => {
  it('[TRUST-7] is reported every time, and the chain goes on after what is lost', async () => {
    const seed = chooseSeed('WAL damages')
    const kinds = Object.keys(DAMAGE)
    const tally = { reported: 0, refused: 0, silent: 0, 'silent without the mark': 0 }
    for (let n = 0; n < DAMAGES; n++) {
      const kind = kinds[n % kinds.length] ?? ''
      const into = `damage-${String(n)}`
      for (const disk of [into, `${into}-control`]) {
        takeDisk(at('newest'), disk)
        DAMAGE[kind]?.(disk, chanceOf(seed * 1000 + n))
      }
      // The control: SQLite alone opens the same damage, finds it in order, and has fewer rows.
      if (await looksWell(`${into}-control`).catch(() => false)) tally['silent without the mark']++
      const opened = await openDamaged(into).catch((error: unknown) => {
        if (error instanceof CannotOpen) return error.problem
        throw error
      })
      if (typeof opened === 'string') {
        tally.refused++
        continue
      }
      const [report] = opened.reports
      const told = `${kind}: ${String(opened.left)} of ${String(COMMANDS)} left`
      if (report?.kind === 'tail-lost') tally.reported++
      else tally.silent++
      expect(opened.left, told).toBeLessThan(COMMANDS)
      const prev = opened.left === 0 ? '0'.repeat(64) : hashOf(opened.left)
      expect(opened.lost, told).toEqual([{ from_seq: opened.left + 1, to_seq: COMMANDS, prev, head: hashOf(COMMANDS) }])
      expect(opened.chain, told).toEqual({ seq: COMMANDS, hash: hashOf(COMMANDS) })
      expect((await openDamaged(into)).reports, 'told once').toHaveLength(1)
      for (const disk of [into, `${into}-control`]) rmSync(at(disk), { recursive: true })
    }
    leaveEvidence('WAL damages', { seed, damages: DAMAGES, ...tally })
    expect(tally.silent).toBe(0)
    expect(tally.reported + tally.refused).toBe(DAMAGES)
    expect(tally['silent without the mark']).toBeGreaterThan(DAMAGES / 2)
  })

  it('[TRUST-7] reports nothing of a disk that is as it was left', async () => {
    takeDisk(at('newest'), 'whole')
    expect(await openDamaged('whole')).toMatchObject({ left: COMMANDS, reports: [], lost: [] })
  })

  it('[TRUST-7] says when the mark itself is gone or damaged, and goes on', async () => {
    takeDisk(at('newest'), 'unmarked')
    rmSync(at('unmarked', 'desk.head'))
    expect((await openDamaged('unmarked')).reports).toMatchObject([{ kind: 'mark-missing' }])
    expect((await openDamaged('unmarked')).reports).toHaveLength(1)
    takeDisk(at('newest'), 'mismarked')
    writeFileSync(at('mismarked', 'desk.head'), readFileSync(at('mismarked', 'desk.head')).fill(7, 4096))
    expect((await openDamaged('mismarked')).reports).toMatchObject([{ kind: 'mark-damaged' }])
    expect((await openDamaged('mismarked')).reports).toHaveLength(1)
  })

  it('[TRUST-7] never begins anew where a database was', async () => {
    takeDisk(at('newest'), 'emptied')
    for (const name of ['desk.db', 'desk.db-wal']) rmSync(at('emptied', name))
    expect(await openDamaged('emptied').catch((error: unknown) => (error as CannotOpen).problem)).toBe(
      'database-missing',
    )
  })
})
