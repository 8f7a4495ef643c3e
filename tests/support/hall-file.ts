import { setTimeout as sleep } from 'node:timers/promises'
import { beginSnapshot } from '../../src/central/feed.ts'
import type { TestCentral } from './central.ts'

/** Has a hall's file made by a central that keeps such files (`hallFilePieces`), and waits until it is there. */
export async function haveHallFile({ deps }: TestCentral, hall: string): Promise<void> {
  const begun = await deps.database.read((db) => beginSnapshot(db, hall))
  deps.hallFiles?.offer({ ...begun, hall: { id: hall }, counts: {} })
  while (deps.hallFiles?.list().length === 0) await sleep(50)
}
