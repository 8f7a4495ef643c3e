import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant } from '../../domain/kernel/instant.ts'
import { faultLine } from '../../sync/fault-line.ts'
import { syncFolder } from '../files.ts'

const PARTS = ['desk.db', 'desk.db-wal', 'desk.db-shm', 'desk.db-journal'] as const
const WHOLE = /^whole-(\d+)\.db$/

/** Where salvage works; whatever lies here but a whole database is begun anew. */
const workFolder = (directory: string): string => join(directory, 'desk.salvage')
const damagedFolder = (directory: string): string => join(directory, 'damaged')
const noteFile = (directory: string): string => join(directory, 'desk.damaged')

/** Notes that the database proved damaged while it was in use: the next start begins with salvage. */
export function noteDamage(directory: string): void {
  writeFileSync(noteFile(directory), '', { flush: true })
}

export const isNotedDamaged = (directory: string): boolean => existsSync(noteFile(directory))

/** A damaged database that is kept, encrypted as it is, until an administrator removes it. */
export interface KeptDatabase {
  readonly name: string
  readonly bytes: number
}

export function listDamaged(directory: string): KeptDatabase[] {
  const folder = damagedFolder(directory)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .toSorted()
    .map((name) => ({
      name,
      bytes: readdirSync(join(folder, name)).reduce((sum, file) => sum + statSync(join(folder, name, file)).size, 0),
    }))
}

/** Empties the work folder and gives it. */
export function beginWork(directory: string): string {
  const folder = workFolder(directory)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { mode: 0o700 })
  return folder
}

/** Gives the room back that a salvage took which can't be ended. What can't be removed now is when the next begins. */
export function abandonWork(directory: string): void {
  try {
    rmSync(workFolder(directory), { recursive: true, force: true })
  } catch (error) {
    process.stderr.write(`salvage leaves its work: ${faultLine(error)}\n`)
  }
}

/** Declares the database in the work folder whole: from here on salvage ends well, whatever happens. */
export function declareWhole(directory: string, file: string, at: Instant): void {
  renameSync(file, join(workFolder(directory), `whole-${String(at)}.db`))
  syncFolder(workFolder(directory))
}

/**
 * Puts a whole database in the place of the damaged one, which is moved aside with its log. It may be stopped anywhere
 * and is then finished at the next start. True when there was one to put.
 */
export function putWhole(directory: string): boolean {
  const folder = workFolder(directory)
  const whole = existsSync(folder) ? readdirSync(folder).find((name) => WHOLE.test(name)) : undefined
  const at = WHOLE.exec(whole ?? '')?.[1]
  if (whole === undefined || at === undefined) return false
  // From here on the damage is dealt with: a start that only finishes this must not begin another salvage.
  rmSync(noteFile(directory), { force: true })
  const aside = join(damagedFolder(directory), new Date(Number(at)).toISOString().replaceAll(/[:.]/g, '-'))
  mkdirSync(aside, { recursive: true, mode: 0o700 })
  for (const part of PARTS) if (existsSync(join(directory, part))) renameSync(join(directory, part), join(aside, part))
  for (const one of [aside, damagedFolder(directory), directory]) syncFolder(one)
  renameSync(join(folder, whole), join(directory, 'desk.db'))
  syncFolder(directory)
  rmSync(folder, { recursive: true, force: true })
  return true
}
