import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql, type Database } from '../../../src/storage/database.ts'
import { openDeskDatabase } from '../../../src/worker/door/open.ts'
import { findAlarms, lookInto, type Look } from './examine.ts'
import { isLeftOut } from './trace.ts'

/** In memory where the system has such a place: hundreds of disks are made, and none needs to last. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** The files of a desk's folder that a power cut can touch, by name. */
export async function readFolder(folder: string): Promise<Map<string, Buffer>> {
  const names = (await readdir(folder)).filter((name) => !isLeftOut(name))
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(path.join(folder, name))] as const)))
}

/**
 * Opens the desk that a power cut left, by the product's own door, and looks at it.
 * @returns what is wrong with it
 */
export const openImage = (
  files: ReadonlyMap<string, Buffer>,
  databaseKey: string,
  look: (view: Look) => Promise<string[]>,
): Promise<string[]> => layOut(files, (folder) => examine(folder, databaseKey, look))

/** Lays the files out in a folder for as long as they are judged. @returns what is wrong with them */
export async function layOut(
  files: ReadonlyMap<string, Buffer>,
  judge: (folder: string) => Promise<string[]>,
): Promise<string[]> {
  const folder = await mkdtemp(path.join(PLACE, 'hall-image-'))
  try {
    for (const inside of new Set([...files.keys()].map((name) => path.dirname(name))))
      await mkdir(path.join(folder, inside), { recursive: true })
    await Promise.all([...files].map(([name, content]) => writeFile(path.join(folder, name), content)))
    return await judge(folder)
  } catch (error) {
    return [`not opened: ${String(error)}`]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function examine(
  folder: string,
  databaseKey: string,
  look: (view: Look) => Promise<string[]>,
): Promise<string[]> {
  const database = await openDeskDatabase(path.join(folder, 'desk.db'), databaseKey)
  const view = lookInto(folder, databaseKey)
  try {
    const found = [...findAlarms(view), ...(await look(view))]
    await goOn(database)
    return found
  } finally {
    view.close()
    await database.close()
  }
}

/** A desk that opens and takes nothing more would be no desk. */
const goOn = (database: Database): Promise<unknown> =>
  database.write((db) => db.run(sql("insert into setting (name, value) values ('after the cut', '1')")))
