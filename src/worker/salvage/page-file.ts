import { closeSync, existsSync, ftruncateSync, openSync, readSync, statSync, writeSync } from 'node:fs'
import { readFrames, type LogFrames } from './log-frames.ts'

/** The page size of every database of a desk; the driver's own default. */
export const PAGE = 4096
/** As much as is copied at once; a place of the disk that can't be read costs no more than its own pages. */
const CHUNK = 256 * PAGE

/** What can't be read, beyond the end or on a bad place of the disk, reads as zeros: no page of zeros is proved. */
export function readAt(source: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  try {
    readSync(source, bytes, 0, length, at)
  } catch {
    bytes.fill(0)
  }
  return bytes
}

const openThere = (file: string): number | undefined => (existsSync(file) ? openSync(file, 'r') : undefined)

function copyPages(source: number, target: number, pages: number): void {
  for (let at = 0; at < pages * PAGE; at += CHUNK) {
    const length = Math.min(CHUNK, pages * PAGE - at)
    const bytes = Buffer.alloc(length)
    try {
      readSync(source, bytes, 0, length, at)
      writeSync(target, bytes, 0, length, at)
    } catch {
      for (let page = at; page < at + length; page += PAGE) writeSync(target, readAt(source, page, PAGE), 0, PAGE, page)
    }
  }
}

const countOwn = (file: string): number => (existsSync(file) ? Math.ceil(statSync(file).size / PAGE) : 0)

/** How many pages a damaged database has, those that only its log holds included. */
export const countPages = (file: string, { frames }: LogFrames): number =>
  frames.reduce((most, { page }) => Math.max(most, page), countOwn(file))

/**
 * Lays the newest whole version of every page of a damaged database, from its log or from itself, into a file of its
 * own. Nothing is decrypted on the way: whether a page is as it was written is the cipher's to say when it is read.
 */
export function layPages(file: string, { frames }: LogFrames, target: string, pages: number): void {
  const [database, log] = [openThere(file), openThere(`${file}-wal`)]
  const descriptor = openSync(target, 'w', 0o600)
  try {
    ftruncateSync(descriptor, pages * PAGE)
    if (database !== undefined) copyPages(database, descriptor, countOwn(file))
    for (const { page, at } of frames) writeSync(descriptor, readAt(log ?? -1, at, PAGE), 0, PAGE, (page - 1) * PAGE)
  } finally {
    for (const one of [database, log, descriptor]) if (one !== undefined) closeSync(one)
  }
}

/** The frames of a database's log; none where there is no log. */
export function readLog(file: string): LogFrames {
  const log = openThere(`${file}-wal`)
  if (log === undefined) return { frames: [], damaged: 0, hidden: 0 }
  try {
    return readFrames(log)
  } finally {
    closeSync(log)
  }
}

/** Whether the log has whole, committed frames behind a damaged one: SQLite reads none of them. */
export const hidesFrames = (file: string): boolean => readLog(file).hidden > 0
