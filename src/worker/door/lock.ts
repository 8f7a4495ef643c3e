import BetterSqlite3 from 'better-sqlite3'
import { join } from 'node:path'
import { CannotOpen } from './problems.ts'

/** A program that is just ending gets this long to let go. */
const PATIENCE_MS = 1_000

/** Named here so that no collector of unused objects ever lets go of one. */
const held = new Set<BetterSqlite3.Database>()

/**
 * Takes a desk's folder for this process alone, until the returned function is called or the process ends: the lock
 * is the kernel's, so that a killed program leaves none behind. It is a database of its own, without a byte in it,
 * because no other lock is the same on every system.
 * @throws CannotOpen `in-use` when another program has it
 */
export function takeFolder(directory: string): () => void {
  const lock = new BetterSqlite3(join(directory, 'desk.lock'), { timeout: PATIENCE_MS })
  try {
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    if ((error as { code?: string }).code === 'SQLITE_BUSY') throw new CannotOpen('in-use')
    throw error
  }
  held.add(lock)
  return () => {
    held.delete(lock)
    lock.close()
  }
}
