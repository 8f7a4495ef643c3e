import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { readFrames } from './log-frames.ts'

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

/**
 * Lays the newest whole version of every page of a damaged database, from its log or from itself, into a file of its
 * own. Nothing is decrypted on the way: whether a page is as it was written is the cipher's to say when it is read.
 * @returns how many pages there are, and how many frames of the log are damaged
 */
export function layPages(file: string, target: string): { readonly pages: number; readonly damagedFrames: number } {
  const [database, log] = [openThere(file), openThere(`${file}-wal`)]
  const descriptor = openSync(target, 'w', 0o600)
  try {
    const { frames, damaged } = log === undefined ? { frames: [], damaged: 0 } : readFrames(log)
    const own = database === undefined ? 0 : Math.ceil(fstatSync(database).size / PAGE)
    const pages = frames.reduce((most, { page }) => Math.max(most, page), own)
    ftruncateSync(descriptor, pages * PAGE)
    if (database !== undefined) copyPages(database, descriptor, own)
    for (const { page, at } of frames) writeSync(descriptor, readAt(log ?? -1, at, PAGE), 0, PAGE, (page - 1) * PAGE)
    return { pages, damagedFrames: damaged }
  } finally {
    for (const one of [database, log, descriptor]) if (one !== undefined) closeSync(one)
  }
}

/** Whether the log has whole, committed frames behind a damaged one: SQLite reads none of them. */
export function hidesFrames(file: string): boolean {
  const log = openThere(`${file}-wal`)
  if (log === undefined) return false
  try {
    return readFrames(log).hidden > 0
  } finally {
    closeSync(log)
  }
}
