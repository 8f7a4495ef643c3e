import { open } from 'node:fs/promises'
import { hallFilePiece, type HallFileOffer } from '../../contract/central.ts'
import type { Desk } from '../desk.ts'
import { Denied } from '../http.ts'
import { dropFetched, fetchedFile } from './files.ts'

/**
 * Fetches a hall's file piece by piece, from where it was left.
 * @param heard told how many bytes are here
 * @returns where it lies, as long as it was offered; whether its bytes are right its own pages tell
 * @throws Unreachable and Denied: what is here stays, and is gone on with
 */
export async function fetchHallFile(
  desk: Desk,
  directory: string,
  { id, bytes }: HallFileOffer,
  heard: (bytes: number) => void,
): Promise<string> {
  dropFetched(directory, id)
  const file = fetchedFile(directory, id)
  const handle = await open(file, 'a', 0o600)
  try {
    let { size } = await handle.stat()
    for (heard(size); size < bytes; heard(size)) {
      const path = `/v1/desk/hall-files/${id}?from=${String(size)}`
      const piece = await desk.http.ask(path, hallFilePiece, { timeoutMs: 60_000 })
      if (piece.bytes.length === 0) throw new Denied(502, 'malformed', undefined)
      await handle.appendFile(piece.bytes)
      size += piece.bytes.length
    }
    if (size !== bytes) throw new Denied(502, 'malformed', undefined)
  } finally {
    await handle.close()
  }
  return file
}
