import BetterSqlite3 from 'better-sqlite3'
import { unlock } from '../../storage/cipher.ts'

/** "HDsk": in the header of every database of a desk, so that another program's file is told from ours. */
export const APPLICATION_ID = 0x4844736b

/** What every connection must say of itself. The driver's own defaults are weaker, and some come back by themselves. */
const PROMISED: Readonly<Record<string, unknown>> = {
  cipher: 'aegis',
  journal_mode: 'wal',
  // The build's default in WAL mode is NORMAL, which loses acknowledged work at a power cut.
  synchronous: 2,
  temp_store: 2,
  foreign_keys: 1,
  trusted_schema: 0,
  cell_size_check: 1,
  secure_delete: 1,
}

/** Gives the connection made ready, or closes it: a file that is open can't be moved aside on every system. */
function ready(connection: BetterSqlite3.Database, make: () => void): BetterSqlite3.Database {
  try {
    make()
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

/** What every connection that writes has, whatever its file is. */
function harden(connection: BetterSqlite3.Database): void {
  connection.pragma('synchronous = full')
  connection.pragma('temp_store = memory')
  connection.pragma('trusted_schema = off')
  connection.pragma('cell_size_check = on')
}

function secure(connection: BetterSqlite3.Database, key: string): void {
  unlock(connection, key)
  connection.pragma('journal_mode = wal')
  harden(connection)
  connection.pragma('foreign_keys = on')
  connection.pragma('busy_timeout = 2000')
}

/** Opens the file for work, and makes it where there is none. @throws what the driver throws */
export function connect(file: string, key: string): BetterSqlite3.Database {
  const connection = new BetterSqlite3(file)
  return ready(connection, () => {
    secure(connection, key)
  })
}

/** Opens the file to look at it: nothing is written, not even a checkpoint when it is closed. */
export function connectToLook(file: string, key: string): BetterSqlite3.Database {
  const connection = new BetterSqlite3(file, { readonly: true, fileMustExist: true })
  return ready(connection, () => {
    unlock(connection, key)
  })
}

/** Opens a file that isn't a desk's database yet, to make it one, in whatever journal it has. @throws what the driver throws */
export function connectToFill(file: string, key: string): BetterSqlite3.Database {
  const connection = new BetterSqlite3(file, { fileMustExist: true })
  return ready(connection, () => {
    unlock(connection, key)
    harden(connection)
  })
}

/**
 * Gives a file that nobody works on another key. Every page is read for it, which proves each, and written again; what
 * ends it in the middle leaves a file that is none. @throws what the driver throws
 */
export function changeKey(file: string, from: string, to: string): void {
  const connection = connectToFill(file, from)
  try {
    connection.pragma('journal_mode = off')
    connection.pragma('synchronous = off')
    connection.pragma(`rekey = "x'${to}'"`)
  } finally {
    connection.close()
  }
}

/** For the connection that the migration runner makes itself. */
export const keyed =
  (key: string) => (connection: BetterSqlite3.Database, done: (error: unknown, connection: unknown) => void) => {
    try {
      ready(connection, () => {
        secure(connection, key)
      })
      done(null, connection)
    } catch (error) {
      done(error, connection)
    }
  }

/**
 * Reads every setting back. After the first write, because `synchronous` falls back only then.
 * @throws when one isn't as promised: a program that can't keep its word must not begin to work
 */
export function assertPromised(connection: BetterSqlite3.Database): void {
  for (const [name, promised] of Object.entries(PROMISED)) {
    const found = connection.pragma(name, { simple: true })
    if (found !== promised) throw new Error(`the database's ${name} is ${String(found)}, not ${String(promised)}`)
  }
}
