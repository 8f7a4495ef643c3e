import { Refused } from '../storage/refused.ts'
import type { Database } from '../storage/database.ts'
import type { SqliteDatabase } from '../storage/sqlite.ts'
import { faultLine } from '../sync/fault-line.ts'
import { Ballast } from './ballast.ts'
import { Checkpoints } from './checkpoints.ts'
import { isDamage, isDiskFull } from './damage.ts'
import { BallastedDisk, diskRefusals, type Disk } from './disk.ts'
import { noteDamage } from './salvage/folder.ts'
import { openOrSalvage } from './salvage/open-or-salvage.ts'
import { watchDatabase } from './watched-database.ts'

interface StoreOrder {
  readonly directory: string
  readonly databaseKey: string
  readonly ballastBytes?: number
}

export interface Store {
  readonly database: Database
  readonly disk: Disk
}

/**
 * The desk's database with everything that looks after it: salvage when it is damaged, ballast for a full disk, and
 * checkpoints, so that what was deleted is soon gone from the disk too.
 * @param damaged called when it proves damaged in use; that is noted, and salvaged at the next start
 * @param roomChanged called when the disk begins or ends being short of room
 * @throws CannotOpen when it can't be opened
 */
export async function openStore(order: StoreOrder, damaged: () => void, roomChanged: () => void): Promise<Store> {
  const disk = new BallastedDisk(new Ballast(order.directory, order.ballastBytes), roomChanged)
  const opened = await openWithRoom(order, disk)
  const hear = (error: unknown): unknown => {
    if (isDamage(error)) {
      const hinders = tryToNote(order.directory)
      if (isDiskFull(hinders)) {
        disk.meetFull()
        tryToNote(order.directory)
      }
      damaged()
    }
    if (!isDiskFull(error)) return error
    disk.meetFull()
    return new Refused(diskRefusals.make('disk-full'))
  }
  const checkpoints = new Checkpoints(() => opened.checkpoint(), hear)
  const watched = watchDatabase(opened, hear)
  const database: Database = {
    ...watched,
    write: async (work) => {
      const result = await watched.write(work)
      checkpoints.written()
      return result
    },
    close: () => {
      checkpoints.stop()
      return watched.close()
    },
  }
  return { database, disk }
}

/** What hinders it, on a full disk for example, is given, not thrown: whoever hears of damage goes on to deal with it. */
function tryToNote(directory: string): unknown {
  try {
    return noteDamage(directory)
  } catch (error) {
    process.stderr.write(`damage isn't noted: ${faultLine(error)}\n`)
    return error
  }
}

/** A disk so full that even opening fails gives away the ballast first. */
async function openWithRoom({ directory, databaseKey }: StoreOrder, disk: Disk): Promise<SqliteDatabase> {
  try {
    return await openOrSalvage(directory, databaseKey, Date.now())
  } catch (error) {
    if (!isDiskFull(error)) throw error
    disk.meetFull()
    return openOrSalvage(directory, databaseKey, Date.now())
  }
}
