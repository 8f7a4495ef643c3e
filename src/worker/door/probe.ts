import type BetterSqlite3 from 'better-sqlite3'
import { closeSync, existsSync, openSync, readSync, statSync, truncateSync } from 'node:fs'
import { dirname } from 'node:path'
import { listUnknown } from '../../storage/migrate.ts'
import { APPLICATION_ID, connectToLook } from './connection.ts'
import { findHead, isRightKey } from './head-file.ts'
import { CannotOpen } from './problems.ts'

const PLAINTEXT_HEADER = 'SQLite format 3\0'

/** Only before any connection is open: closing a file gives up this process's locks on it. */
export function refusePlaintext(file: string): void {
  if (readStart(file, PLAINTEXT_HEADER.length).toString('latin1') === PLAINTEXT_HEADER)
    throw new CannotOpen('plaintext')
}

/** So many bytes of a file from its beginning on, fewer where it is shorter. */
function readStart(file: string, length: number): Buffer {
  const descriptor = openSync(file, 'r')
  try {
    const start = Buffer.alloc(length)
    return start.subarray(0, readSync(descriptor, start, 0, length, 0))
  } finally {
    closeSync(descriptor)
  }
}

const JOURNAL_MAGIC = 'd9d505f920a163d7'
/** Where a rollback journal says how many pages the database had before. */
const PAGES_BEFORE = 16

/**
 * Whether the power went while the file was being made: its first transaction, the only one of a desk's database that
 * has a rollback journal, was never committed. Whoever opens such a file for writing empties it, as SQLite's format
 * asks; only a look at it can't, and would be refused.
 */
function isUnfinished(file: string): boolean {
  if (!hasBytes(`${file}-journal`) || hasBytes(`${file}-wal`)) return false
  const header = readStart(`${file}-journal`, PAGES_BEFORE + 4)
  const isJournal = header.length === PAGES_BEFORE + 4 && header.toString('hex').startsWith(JOURNAL_MAGIC)
  return isJournal && header.readUInt32BE(PAGES_BEFORE) === 0
}

const hasBytes = (file: string): boolean => existsSync(file) && statSync(file).size > 0

/**
 * Looks at the file before anything is written to it: is it there, ours, whole as far as its first pages tell, and no
 * newer than this program?
 * @throws CannotOpen
 */
export function probe(file: string, key: string): void {
  const isThere = hasBytes(file)
  if (!isThere && !hasBytes(`${file}-wal`)) {
    // Beginning anew where there was work would hide that it is gone.
    if (findHead(dirname(file), key) !== undefined) throw new CannotOpen('database-missing')
    return
  }
  if (isThere) refusePlaintext(file)
  if (isThere && isUnfinished(file) && findHead(dirname(file), key) === undefined) {
    truncateSync(file)
    return
  }
  const connection = lookAt(file, key)
  try {
    refuseForeign(connection)
  } finally {
    connection.close()
  }
}

function lookAt(file: string, key: string): BetterSqlite3.Database {
  try {
    return connectToLook(file, key)
  } catch (error) {
    throw asProblem(error, dirname(file), key)
  }
}

function refuseForeign(connection: BetterSqlite3.Database): void {
  const owner = connection.pragma('application_id', { simple: true }) as number
  const tables = connection.prepare("select name from sqlite_schema where type = 'table'").pluck().all()
  const isOurs =
    owner === APPLICATION_ID || (owner === 0 && (tables.length === 0 || tables.includes('schema_migration')))
  if (!isOurs) throw new CannotOpen('foreign')
  if (!tables.includes('schema_migration')) return
  const names = connection.prepare('select name from schema_migration').pluck().all() as string[]
  if (listUnknown(names, 'desk').length > 0) throw new CannotOpen('newer-program')
}

/** What the driver throws, as a problem that has words; anything else stays as it is. */
export function asProblem(error: unknown, directory: string, key: string): unknown {
  const code = error instanceof Error ? ((error as { code?: string }).code ?? '') : ''
  if (code === 'SQLITE_BUSY') return new CannotOpen('in-use')
  if (code.startsWith('SQLITE_CORRUPT')) return new CannotOpen('damaged')
  // A wrong key and a damaged first page look alike; what lies beside the database can tell them apart.
  if (code === 'SQLITE_NOTADB') return new CannotOpen(isRightKey(directory, key) === true ? 'damaged' : 'key-wrong')
  return error
}
