import { anything } from '../contract/central.ts'
import type { FeedAnswer } from '../contract/central.ts'
import { appendAudit } from '../storage/audit.ts'
import { emptyAll } from '../storage/bulk-rows.ts'
import { sql, type ReadDb, type WriteDb } from '../storage/database.ts'
import { forgetLeftBehind } from '../storage/leaving.ts'
import { countMirror, findBaseDigest } from '../storage/mirror-digest.ts'
import { MIRROR_SCHEMA } from '../storage/mirror-schema.ts'
import { putStoreReport } from '../storage/store-report.ts'
import { newId } from './crypto.ts'
import { auditChainOf, type Desk } from './desk.ts'
import { Denied } from './http.ts'
import { breathe, rebuildSearch } from './search.ts'
import { findSetting, OF_THE_COPY, putSetting } from './settings.ts'

/** Where this desk stands in its hall's feed. */
export interface Cursor {
  readonly epoch: string
  readonly seq: number
  /** Whether the rows added up since they were copied. */
  readonly checked?: boolean
}

/** The cursor, unless what is kept is none: a desk that can't say where it stands copies anew. */
export async function findCursor(db: ReadDb): Promise<Cursor | undefined> {
  const kept = await findSetting<Partial<Cursor>>(db, 'cursor').catch(() => undefined)
  if (typeof kept?.epoch !== 'string' || !Number.isSafeInteger(kept.seq)) return undefined
  return { ...kept, epoch: kept.epoch, seq: kept.seq ?? 0 }
}

/** Takes the mirrored rows away, and the before-images of guesses about them. */
export async function emptyMirror(db: WriteDb): Promise<void> {
  await db.run(sql('delete from undo_row'))
  await emptyAll(db)
}

/** Takes away everything of a hall that isn't this desk's any more: rows, search words, pictures. The outbox stays. */
export async function forgetHall(db: WriteDb): Promise<void> {
  await emptyMirror(db)
  await rebuildSearch(db)
  await forgetLeftBehind(db)
  await db.run(sql('delete from copy_page'))
  for (const name of OF_THE_COPY) await db.run(sql('delete from setting where name = ?', [name]))
}

/** Begins the digest where it was never begun; cheap on a desk whose tables are empty. */
export async function beginDigest(desk: Desk): Promise<void> {
  const kept = await desk.database.read((db) => db.find<{ columns: string }>(sql('select columns from mirror_digest')))
  if (kept?.columns !== MIRROR_SCHEMA) await desk.database.write((db) => countMirror(db, breathe))
}

type Verdict = 'same' | 'unknown' | 'diverged' | 'diverged-after-copy'

/**
 * Compares what lies here with what the central says it adds up to, in the caller's transaction. On a difference the
 * rows are counted once more first; then the cursor goes, so that they are copied anew, and the audit says so. Rows
 * that differ although they were just copied are the central's doubt: that count of it isn't believed any more.
 */
export async function checkMirror(desk: Desk, db: WriteDb, page: FeedAnswer): Promise<Verdict> {
  const { digest } = page
  const cursor = await findCursor(db)
  if (digest === undefined || digest.columns !== MIRROR_SCHEMA || cursor?.seq !== page.newest) return 'unknown'
  if (cursor.epoch !== page.epoch || (await findSetting(db, 'doubted')) === doubtOf(page)) return 'unknown'
  let found = await findBaseDigest(db)
  if (found === undefined) return 'unknown'
  if (found !== digest.value) {
    await db.run(sql('delete from mirror_digest'))
    await countMirror(db, breathe)
    found = await findBaseDigest(db)
  }
  if (found === digest.value) {
    if (cursor.checked !== true) await putSetting(db, 'cursor', { ...cursor, checked: true })
    return 'same'
  }
  const verdict = cursor.checked === true ? 'diverged' : 'diverged-after-copy'
  if (verdict === 'diverged') await db.run(sql("delete from setting where name in ('cursor', 'copy')"))
  else await putSetting(db, 'doubted', doubtOf(page))
  await report(desk, db, { seq: cursor.seq, counted: digest.counted })
  await appendAudit(db, auditChainOf(desk), {
    at: desk.clock.now(),
    actor: { kind: 'system', source: 'clock' },
    action: 'mirror.diverged',
    subjects: [],
    detail: { seq: cursor.seq, afterCopy: verdict === 'diverged-after-copy' },
  })
  return verdict
}

/** For the hall's supervisor, by way of the central. The clerk has nothing to do about it and isn't stopped by it. */
async function report(desk: Desk, db: WriteDb, detail: Readonly<Record<string, number>>): Promise<void> {
  const id = newId()
  const at = desk.clock.now()
  await putStoreReport(db, { id, kind: 'rows-differed', at, detail })
  await db.run(sql('update store_report set seen_at = ? where id = ?', [at, id]))
}

const doubtOf = ({ epoch, digest }: FeedAnswer): string => `${epoch} ${String(digest?.counted)}`

/** Tells the central. A central that doesn't hear it has its own audit of the copy that follows. */
export async function tellDivergence(desk: Desk, { newest, digest }: FeedAnswer, verdict: Verdict): Promise<void> {
  if (digest === undefined || (verdict !== 'diverged' && verdict !== 'diverged-after-copy')) return
  const json = { seq: newest, counted: digest.counted, afterCopy: verdict === 'diverged-after-copy' }
  try {
    await desk.http.ask('/v1/desk/divergence', anything, { json })
  } catch (error) {
    if (!(error instanceof Denied)) throw error
  }
}
