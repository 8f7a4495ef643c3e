import BetterSqlite3 from 'better-sqlite3'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../src/storage/database.ts'
import { openDeskDatabase } from '../../src/worker/door/open.ts'
import { chanceOf, chooseSeed, leaveEvidence, often } from '../support/soak.ts'

const KEY = '5b'.repeat(32)
const FLIPS = often(100, 1000)
const ROWS = 300
const PICTURE = 6000

let folder: string
const at = (...path: string[]) => join(folder, ...path)

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex')
/** Rows that tell by themselves whether they are as they were written. */
const pictureOf = (n: number) => Buffer.alloc(PICTURE, sha256(`picture ${String(n)}`))
const envelopeOf = (n: number) => JSON.stringify({ n, text: sha256(`act ${String(n)}`).repeat(8) })

const INSERTS = {
  attachment:
    "insert into attachment (id, sha256, media_type, bytes, content, purpose, created_at) values (?, '', '', 0, ?, '', 0)",
  outbox:
    "insert into outbox (seq, command_id, name, envelope, state, flagged, tries, operator_id, hash, recorded_at, acknowledged) values (?, ?, '', ?, 'recorded', 0, 0, '', '', 0, 0)",
} as const

interface Shown {
  readonly pictures: readonly { id: string; content: unknown }[]
  readonly acts: readonly { seq: number; envelope: string }[]
}
const READ = {
  pictures: 'select id, content from attachment order by id',
  acts: 'select seq, envelope from outbox order by seq',
} as const

/** Whether everything that was written is shown, and shown as it was; a bit may turn a picture into a text. */
const isWhole = ({ pictures, acts }: Shown): boolean =>
  pictures.length === ROWS &&
  acts.length === ROWS &&
  pictures.every(({ id, content }) => Buffer.isBuffer(content) && content.equals(pictureOf(Number(id)))) &&
  acts.every(({ seq, envelope }) => envelope === envelopeOf(seq))

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hall-flips-'))
  for (const kind of ['desk', 'plain']) mkdirSync(at(kind))
  const database = await openDeskDatabase(at('desk', 'desk.db'), KEY)
  await database.write(async (db) => {
    for (let n = 1; n <= ROWS; n++) {
      await db.run(sql(INSERTS.attachment, [String(n).padStart(4, '0'), pictureOf(n)]))
      await db.run(sql(INSERTS.outbox, [n, `c${String(n)}`, envelopeOf(n)]))
    }
  })
  const schema = await database.read((db) =>
    db.all<{ sql: string }>(sql("select sql from sqlite_schema where name in ('attachment', 'outbox')")),
  )
  await database.close()
  const plain = new BetterSqlite3(at('plain', 'plain.db'))
  for (const table of schema) plain.exec(table.sql)
  for (let n = 1; n <= ROWS; n++) {
    plain.prepare(INSERTS.attachment).run(String(n).padStart(4, '0'), pictureOf(n))
    plain.prepare(INSERTS.outbox).run(n, `c${String(n)}`, envelopeOf(n))
  }
  plain.close()
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

async function readDesk(): Promise<Shown> {
  const database = await openDeskDatabase(at('flipped', 'desk.db'), KEY)
  try {
    return await database.read(async (db) => ({
      pictures: await db.all(sql(READ.pictures)),
      acts: await db.all(sql(READ.acts)),
    }))
  } finally {
    await database.close()
  }
}

/** What a program that trusts SQLite shows: whatever it reads, once the integrity check is content. */
function readPlain(): Shown {
  const plain = new BetterSqlite3(at('flipped', 'plain.db'))
  try {
    if (plain.pragma('integrity_check', { simple: true }) !== 'ok') throw new Error('noticed')
    return { pictures: plain.prepare(READ.pictures).all(), acts: plain.prepare(READ.acts).all() } as Shown
  } finally {
    plain.close()
  }
}

type Verdict = 'whole' | 'noticed' | 'wrong'
const judge = (read: Promise<Shown>): Promise<Verdict> =>
  read.then(
    (shown) => (isWhole(shown) ? 'whole' : 'wrong'),
    () => 'noticed',
  )

/** Puts a copy with one flipped bit into a folder of its own, with what lies beside it. */
function flip(kind: 'desk' | 'plain', name: string, beside: readonly string[], chance: () => number): void {
  rmSync(at('flipped'), { recursive: true, force: true })
  mkdirSync(at('flipped'))
  for (const other of beside) writeFileSync(at('flipped', other), readFileSync(at(kind, other)))
  const content = readFileSync(at(kind, name))
  const place = Math.floor(chance() * content.length)
  content[place] = (content[place] ?? 0) ^ (1 << Math.floor(chance() * 8))
  writeFileSync(at('flipped', name), content)
}

describe('one flipped bit', () => {
  it('[TRUST-5] shows no wrong value: an error, or what was written', async () => {
    const seed = chooseSeed('bit flips')
    const tally = { desk: { whole: 0, noticed: 0, wrong: 0 }, plain: { whole: 0, noticed: 0, wrong: 0 } }
    const chance = chanceOf(seed)
    for (let n = 0; n < FLIPS; n++) {
      flip('desk', 'desk.db', ['desk.head'], chance)
      tally.desk[await judge(readDesk())]++
      flip('plain', 'plain.db', [], chance)
      tally.plain[await judge(Promise.resolve().then(readPlain))]++
    }
    leaveEvidence('bit flips', {
      seed,
      flips: FLIPS,
      'noticed by the desk': tally.desk.noticed,
      'wrong at the desk': tally.desk.wrong,
      'wrong in plain SQLite': tally.plain.wrong,
    })
    expect(tally.desk.wrong).toBe(0)
    expect(tally.desk.noticed).toBeGreaterThan(FLIPS / 2)
    // The control: a program that trusts SQLite's own check shows wrong values.
    expect(tally.plain.wrong).toBeGreaterThan(FLIPS / 4)
  })
})
