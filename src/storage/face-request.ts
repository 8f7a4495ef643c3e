import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import type { ProofRequest } from './feature.ts'

/** Asks the face service whether the person on a scene photo is the one on record; nothing without a photo. */
export async function findFaceRequest(
  db: ReadDb,
  personId: string,
  scenePhotoId: string | undefined,
): Promise<ProofRequest | undefined> {
  if (scenePhotoId === undefined) return undefined
  const person = await db.find<{ name: string; document_number: string }>(
    sql('select name, document_number from person where id = ?', [personId]),
  )
  return person && { kind: 'face', personId, name: person.name, documentNumber: person.document_number, scenePhotoId }
}
