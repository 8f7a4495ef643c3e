import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TopicMessage } from './data-thread.ts'

/** Below the data folder: what was printed, kept in case the printer had no paper. */
export const RECEIPTS = 'receipts' as const

/**
 * Removes the PDFs of receipts, which lie outside the encrypted database: when their clerk signs out, and at a start,
 * for those of a program that was cut off. Every receipt can be printed again from its visit.
 * @param folder the data folder
 */
export const removeReceipts = (folder: string): Promise<void> =>
  rm(join(folder, RECEIPTS), { recursive: true, force: true })

/** Whether this message means that nobody needs the paper any more; a locked desk is still somebody's. */
export const endsSession = ({ topic, payload }: TopicMessage): boolean =>
  topic === 'session-changed' && (payload as { state: string }).state === 'signed-out'
