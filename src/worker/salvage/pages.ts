import BetterSqlite3 from 'better-sqlite3'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { PAGE, readAt } from './page-file.ts'

/** More columns than any table of the desk that is saved; what a row has beyond its own reads as null. */
export const COLUMNS = 24
/** Pages looked at through one reading of the schema. */
const WINDOWS = 16
/** No page of a table's rows holds more; a page above them does, and is looked at by none. */
const MOST_ROWS = 600
const BLOB = 500_000_000

/** The rows of one page, in columns without names, and whether all that the page holds could be read. */
export interface PageRows {
  readonly page: number
  readonly rows: readonly { readonly rowId: number; readonly values: readonly unknown[] }[]
  readonly whole: boolean
}

function openRaw(file: string, key: string): BetterSqlite3.Database {
  const connection = new BetterSqlite3(file)
  connection.pragma("cipher = 'aegis'")
  connection.pragma(`key = "x'${key}'"`)
  connection.pragma('journal_mode = off')
  connection.pragma('synchronous = off')
  connection.pragma('temp_store = memory')
  connection.pragma('locking_mode = exclusive')
  connection.pragma('cell_size_check = on')
  return connection
}

/** A first page of our own, and how many pages it says that its file has. */
export interface FirstPage {
  readonly bytes: Buffer
  readonly size: number
}

/**
 * Makes a first page for the place of the damaged file's: made with the same key, it is as good as the old one, and its
 * tables are windows that can be opened on any page. No part of the damaged schema is needed.
 */
export function makeFirstPage(target: string, key: string, pages: number): FirstPage {
  const beside = `${target}-first`
  rmSync(beside, { force: true })
  const maker = openRaw(beside, key)
  let size: number
  try {
    makeWindows(maker)
    maker.exec('create table filler(b)')
    // The first page says how long the file is, and no window opens beyond that.
    for (let left = (pages + WINDOWS) * PAGE; left > 0; left -= BLOB)
      maker.prepare('insert into filler values (zeroblob(?))').run(Math.min(left, BLOB))
    size = maker.pragma('page_count', { simple: true }) as number
  } finally {
    maker.close()
  }
  const source = openSync(beside, 'r')
  const bytes = readAt(source, 0, PAGE)
  closeSync(source)
  rmSync(beside)
  return { bytes, size }
}

function makeWindows(maker: BetterSqlite3.Database): void {
  const columns = Array.from({ length: COLUMNS }, (_, index) => `c${String(index)}`).join(',')
  maker.exec(`create table p0(${columns})`)
  for (let window = 1; window < WINDOWS; window++) maker.exec(`create table p${String(window)} as select * from p0`)
}

/** Puts it in its place, and makes the file as long as it says. */
export function putFirstPage(target: string, { bytes, size }: FirstPage): void {
  const descriptor = openSync(target, 'r+')
  try {
    writeSync(descriptor, bytes, 0, PAGE, 0)
    writeSync(descriptor, Buffer.alloc(PAGE), 0, PAGE, (size - 1) * PAGE)
  } finally {
    closeSync(descriptor)
  }
}

/**
 * Reads the rows of pages, each by itself. A page that isn't proved by the cipher, or holds no rows of a table, gives
 * none; a row that can't be read whole is left out.
 * @param wants whether rows like the page's first one are of interest; the others are not read
 */
export function* readPages(
  target: string,
  key: string,
  pages: readonly number[],
  wants: (values: readonly unknown[]) => boolean,
): Generator<PageRows> {
  const connection = openRaw(target, key)
  connection.unsafeMode(true)
  try {
    connection.pragma('writable_schema = on')
    const turn = connection.prepare('update sqlite_schema set rootpage = ? where name = ?')
    for (let first = 0; first < pages.length; first += WINDOWS) {
      const looked = pages.slice(first, first + WINDOWS)
      for (const [window, page] of looked.entries()) turn.run(page, `p${String(window)}`)
      connection.pragma('writable_schema = reset')
      for (const [window, page] of looked.entries()) yield readWindow(connection, window, page, wants)
      connection.pragma('writable_schema = on')
    }
  } finally {
    connection.close()
  }
}

function readWindow(
  connection: BetterSqlite3.Database,
  window: number,
  page: number,
  wants: (values: readonly unknown[]) => boolean,
): PageRows {
  const rows: { rowId: number; values: readonly unknown[] }[] = []
  const name = `p${String(window)}`
  let ids: number[]
  try {
    ids = connection
      .prepare(`select rowid from ${name} limit ${String(MOST_ROWS)}`)
      .pluck()
      .all() as number[]
  } catch {
    return { page, rows, whole: false }
  }
  if (ids.length === MOST_ROWS) return { page, rows, whole: true }
  const one = connection.prepare(`select * from ${name} where rowid = ?`).raw()
  let whole = true
  for (const rowId of ids) {
    try {
      const values = one.get(rowId) as unknown[]
      if (rows.length === 0 && !wants(values)) return { page, rows, whole: true }
      rows.push({ rowId, values })
    } catch {
      whole = false
    }
  }
  return { page, rows, whole }
}
