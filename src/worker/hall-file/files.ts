import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { syncFolder } from '../files.ts'

const FETCHED = 'desk.fetched-'

/** A file on its way here, still under the central's key; it is gone on with where it ends. */
export const fetchedFile = (directory: string, id: string): string => join(directory, FETCHED + id)

/** A whole file under this desk's key, to be taken at the next start. */
export const hallFile = (directory: string): string => join(directory, 'desk.hall')

/** The same while its key is changed: what ends that leaves a file that is none, which is fetched anew. */
export function setAside(directory: string, fetched: string): string {
  const aside = fetchedFile(directory, 'own')
  renameSync(fetched, aside)
  return aside
}

/** Takes away what was fetched before, of any file but this one. */
export function dropFetched(directory: string, but?: string): void {
  for (const name of readdirSync(directory))
    if (name.startsWith(FETCHED) && name !== FETCHED + (but ?? '')) rmSync(join(directory, name))
}

/** From here on the file is there, whatever happens to the power. */
export function putHallFile(directory: string, own: string): void {
  const descriptor = openSync(own, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(own, hallFile(directory))
  syncFolder(directory)
}
