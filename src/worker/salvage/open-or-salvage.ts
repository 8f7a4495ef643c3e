import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant } from '../../domain/kernel/instant.ts'
import { sql, type Database } from '../../storage/database.ts'
import type { SqliteDatabase } from '../../storage/sqlite.ts'
import { connectToLook } from '../door/connection.ts'
import { findHead } from '../door/head-file.ts'
import { readCount } from '../door/head-keeper.ts'
import { takeFolder } from '../door/lock.ts'
import { openDeskDatabase } from '../door/open.ts'
import { CannotOpen } from '../door/problems.ts'
import { isDamage } from '../damage.ts'
import { dropHallFile, takeHallFile } from '../hall-file/take.ts'
import { isNotedDamaged, putWhole } from './folder.ts'
import { hidesFrames } from './page-file.ts'
import { salvage } from './salvage.ts'

/**
 * Opens a desk's database. One that is damaged is salvaged first, once: what can't be opened then either stays shut, so
 * that no start runs in a circle.
 * @throws CannotOpen as `openDeskDatabase` does; `damaged` only when salvage didn't help
 */
export async function openOrSalvage(directory: string, key: string, now: Instant): Promise<SqliteDatabase> {
  const file = join(directory, 'desk.db')
  const isBad = await underLock(directory, () => {
    putWhole(directory)
    if (isNotedDamaged(directory) || hidesWork(directory, file, key)) return true
    takeHallFile(directory, key)
    return false
  })
  if (!isBad) {
    const database = await openReadable(file, key)
    if (database !== undefined) return database
  }
  await underLock(directory, () => {
    dropHallFile(directory)
    return salvage(directory, key, now)
  })
  return openDeskDatabase(file, key)
}

async function underLock<Result>(directory: string, work: () => Result | Promise<Result>): Promise<Result> {
  const letGo = takeFolder(directory)
  try {
    return await work()
  } finally {
    letGo()
  }
}

/** Gives nothing when the file is damaged; every other reason why it can't be opened is thrown. */
async function openReadable(file: string, key: string): Promise<SqliteDatabase | undefined> {
  let database: SqliteDatabase
  try {
    database = await openDeskDatabase(file, key)
  } catch (error) {
    if (isDamage(error) || (error instanceof CannotOpen && isSalvageable(error, file))) return undefined
    throw error
  }
  try {
    await readNeeded(database)
    return database
  } catch (error) {
    await database.close()
    if (isDamage(error)) return undefined
    throw error
  }
}

/** A file without a byte in it is a damaged one; where there is none at all, somebody has to find it first. */
const isSalvageable = ({ problem }: CannotOpen, file: string): boolean =>
  problem === 'damaged' || (problem === 'database-missing' && existsSync(file) && statSync(file).size === 0)

/** Reads what no exchange with the central brings back; the rest proves itself when it is read. */
async function readNeeded(database: Database): Promise<void> {
  await database.read(async (db) => {
    for (const look of [
      'select sum(length(envelope)) as read from outbox where settled_at is null',
      'select sum(length(content)) as read from draft',
      'select sum(length(value)) as read from setting',
      'select sum(length(acting)) as read from visit where ended_at is null',
      'select sum(length(verifier)) as read from offline_verifier',
      'select max(seq) as read from audit',
    ])
      await db.all(sql(look))
  })
}

/** The mark knows of transactions that the database doesn't show, and its log has some behind a damaged place. */
function hidesWork(directory: string, file: string, key: string): boolean {
  const mark = findHead(directory, key)
  if (mark === undefined || !existsSync(file) || !existsSync(`${file}-wal`)) return false
  // The log is summed up only where something is missing: that takes seconds where a killed desk left a long one.
  return countSeen(file, key) < mark.count && hidesFrames(file)
}

function countSeen(file: string, key: string): number {
  try {
    const connection = connectToLook(file, key)
    try {
      return readCount(connection)
    } finally {
      connection.close()
    }
  } catch {
    // Whatever is wrong here is met again, and told, when the file is opened.
    return Infinity
  }
}
