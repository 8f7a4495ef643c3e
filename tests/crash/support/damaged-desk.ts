import { cpSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql, type Database } from '../../../src/storage/database.ts'
import { putRow } from '../../../src/storage/rows.ts'
import { connectToLook } from '../../../src/worker/door/connection.ts'
import type { TestCentral } from '../../support/central.ts'
import { startTestDesk } from '../../support/desk.ts'
import { jpeg } from '../../support/pictures.ts'
import { personRow, phoneRow } from '../../support/rows.ts'

export const PAGE = 4096

/** What a desk has that nobody else has, row by row, as it was before anything was damaged. */
export interface Possessions {
  readonly commands: readonly { readonly seq: number; readonly envelope: string }[]
  readonly drafts: readonly { readonly id: string; readonly content: string }[]
  readonly pictures: readonly { readonly id: string; readonly content: Buffer }[]
  readonly settings: readonly { readonly name: string; readonly value: string }[]
  readonly visits: readonly { readonly id: string; readonly name: string }[]
  readonly verifiers: readonly { readonly login: string; readonly verifier: string }[]
  readonly audit: readonly { readonly seq: number; readonly hash: string }[]
}

const READ = {
  commands: 'select seq, envelope from outbox order by seq',
  drafts: 'select id, content from draft order by id',
  pictures: 'select id, content from attachment order by id',
  settings: "select name, value from setting where name not in ('cursor', 'copy', 'as-of', 'opened-at') order by name",
  visits: 'select id, name from visit order by id',
  verifiers: 'select login, verifier from offline_verifier order by login',
  audit: "select seq, hash from audit where action not like 'store.%' order by seq",
} as const

export async function readPossessions(database: Database): Promise<Possessions> {
  return database.read(async (db) => {
    const found: Record<string, unknown> = {}
    for (const [name, text] of Object.entries(READ)) found[name] = await db.all(sql(text))
    return found as unknown as Possessions
  })
}

/** A desk's folder with days of unsent work in it, as the disk had it. */
export interface DeskFolder {
  readonly key: string
  /** The program was ended: everything is in the database. */
  readonly closed: string
  /** The program was at work: the newest is in the log. */
  readonly atWork: string
  readonly possessions: Possessions
}

const PEOPLE = 300
const ACTS = 160
const DRAFTS = 12
const PICTURES = 6

/** Fills a hall, and a desk of it that goes offline and works on. */
export async function makeDeskFolder(central: TestCentral, under: string): Promise<DeskFolder> {
  await central.change(async (work) => {
    for (let n = 1; n <= PEOPLE; n++) {
      await putRow(work, 'person', personRow(`p${String(n)}`, 'h1'))
      await putRow(work, 'phone', phoneRow(`f${String(n)}`, `p${String(n)}`, `139${String(n).padStart(8, '0')}`))
    }
    await putRow(work, 'phone', phoneRow('f1b', 'p1', '13811111111', { is_default: 0 }))
  })
  const desk = await startTestDesk(central)
  await desk.get('visit.start', { met: { by: 'person', personId: 'p1' } })
  await central.goOffline()
  await work(desk)
  const atWork = join(under, 'at-work')
  const { database } = desk.running.desk
  const possessions = await readPossessions(database)
  cpSync(desk.directory, atWork, { recursive: true })
  await desk.running.close()
  const closed = join(under, 'closed')
  cpSync(desk.directory, closed, { recursive: true })
  return { key: desk.key, closed, atWork, possessions }
}

async function work(desk: Awaited<ReturnType<typeof startTestDesk>>): Promise<void> {
  for (let n = 0; n < ACTS; n++) {
    await desk.get('phone.set-default', { personId: 'p1', phoneId: n % 2 === 0 ? 'f1b' : 'f1' })
    if (n % 13 === 0 && n / 13 < DRAFTS)
      await desk.get('draft.save', {
        kind: 'capture',
        title: `关* · ${String(n)}`,
        content: { step: n, note: '尚未提交'.repeat(n % 26 === 0 ? 2000 : 20) },
      })
    if (n % 26 === 0 && n / 26 < PICTURES)
      await desk.get('attachment.put', { content: jpeg(400, 300, 9_000 + n), purpose: 'scene' })
  }
}

/** A copy that a test may damage. */
export function copyFolder(folder: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'hall-damaged-'))
  for (const name of readdirSync(folder)) cpSync(join(folder, name), join(copy, name), { recursive: true })
  return copy
}

/** Which pages of a whole database belong to a table or an index, and what they are in it. */
export interface PagePlace {
  readonly page: number
  readonly owner: string
  readonly kind: 'internal' | 'leaf' | 'overflow'
  readonly path: string
  readonly rows: number
}

export function listPages(file: string, key: string): PagePlace[] {
  const connection = connectToLook(file, key)
  try {
    return connection
      .prepare(
        'select pageno as page, name as owner, pagetype as kind, path, ncell as rows from dbstat order by name, path',
      )
      .all() as PagePlace[]
  } finally {
    connection.close()
  }
}

/** The pages that each row of a table lies on, in the order of the rows. */
export function listRowPages(pages: readonly PagePlace[], table: string): number[][] {
  const own = pages.filter(({ owner }) => owner === table)
  return own
    .filter(({ kind }) => kind === 'leaf')
    .flatMap((leaf) =>
      Array.from({ length: leaf.rows }, (_, cell) => {
        const chain = `${leaf.path}${cell.toString(16).padStart(3, '0')}+`
        return [leaf.page, ...own.filter(({ path }) => path.startsWith(chain)).map(({ page }) => page)]
      }),
    )
}
