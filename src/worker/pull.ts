import { feedAnswer } from '../contract/central.ts'
import type { FeedAnswer } from '../contract/central.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { sql, type WriteDb } from '../storage/database.ts'
import { forgetMissing } from '../storage/leaving.ts'
import { rebase } from '../storage/rebase.ts'
import { copy } from './copy.ts'
import type { Copying } from './copying.ts'
import type { Desk } from './desk.ts'
import { Denied } from './http.ts'
import { beginDigest, checkMirror, findCursor, tellDivergence, type Cursor } from './mirror.ts'
import { rebaseTools } from './rebase-tools.ts'
import { findSetting, putSetting } from './settings.ts'

const FEED_PAGE = 1000

/** A central that sends a fresh copy away again is broken; asking on would wear both out. */
const COPIES_MOST = 2

/**
 * Takes over everything new: a copy where there is none that fits, then the feed to its newest number.
 * @returns since when everything the central had is here
 */
export async function pull(desk: Desk, report: (copying: Copying) => void): Promise<Instant> {
  await beginDigest(desk)
  for (let copies = 0; ;) {
    const cursor = await desk.database.read(findCursor)
    if (cursor === undefined) {
      if (copies++ >= COPIES_MOST) throw new Denied(410, 'must-refetch', undefined)
      await copy(desk, report).catch(beginAgain)
      continue
    }
    const page = await askFeed(desk, cursor)
    if (page === undefined) await refetch(desk)
    else if (page.rows.length > 0 && !(await takePage(desk, cursor, page))) await refetchUnlessMoved(desk, cursor)
    else if ((page.rows.at(-1)?.seq ?? page.newest) >= page.newest) {
      const asOf = await conclude(desk, page)
      if (asOf !== undefined) return asOf
    }
  }
}

/** A desk that was moved, or a central that was restored, in the middle of a copy: the next one is of where it is now. */
function beginAgain(error: unknown): void {
  if (!(error instanceof Denied && error.code === 'must-refetch')) throw error
}

/** Everything is here, if it adds up; nothing when it has to be copied anew. */
async function conclude(desk: Desk, page: FeedAnswer): Promise<Instant | undefined> {
  const asOf = desk.clock.now()
  const verdict = await desk.database.write(async (db) => {
    const found = await checkMirror(desk, db, page)
    if (found !== 'diverged') await putSetting(db, 'as-of', asOf)
    await forgetWhoLeft(db)
    return found
  })
  await tellDivergence(desk, page, verdict)
  return verdict === 'diverged' ? undefined : asOf
}

/** A hall that came in one piece is some days old: who is missing in it is known once the feed has told the rest. */
async function forgetWhoLeft(db: WriteDb): Promise<void> {
  if ((await findSetting(db, 'to-forget')) === undefined) return
  await forgetMissing(db)
  await db.run(sql("delete from setting where name = 'to-forget'"))
}

/**
 * Takes over a page that follows the cursor, however it came here, in one transaction with its cursor. False, with
 * nothing changed, when it doesn't follow, or when the desk stands elsewhere by now.
 */
export async function takePage(desk: Desk, cursor: Cursor, page: FeedAnswer): Promise<boolean> {
  const [first, last] = [page.rows[0], page.rows.at(-1)]
  if (page.epoch !== cursor.epoch || first?.seq !== cursor.seq + 1 || last === undefined) return false
  if (last.seq !== cursor.seq + page.rows.length) return false
  const taken = await desk.database.write(async (db) => {
    const stands = await findCursor(db)
    if (stands?.epoch !== cursor.epoch || stands.seq !== cursor.seq) return false
    await rebase(db, page.rows, rebaseTools(desk))
    await putSetting(db, 'cursor', { ...stands, seq: last.seq })
    return true
  })
  if (taken) desk.tell('rows-changed', { tables: [...new Set(page.rows.map((row) => row.table)), 'outbox'] })
  return taken
}

/** Nothing when the central has no feed for this cursor, or can't even read it. */
async function askFeed(desk: Desk, { epoch, seq }: Cursor): Promise<FeedAnswer | undefined> {
  const query = new URLSearchParams({ epoch, after: String(seq), limit: String(FEED_PAGE) })
  try {
    return await desk.http.ask(`/v1/desk/feed?${query.toString()}`, feedAnswer)
  } catch (error) {
    if (error instanceof Denied && (error.code === 'must-refetch' || error.code === 'malformed')) return undefined
    throw error
  }
}

/** The cursor doesn't fit the central any more: the cache is copied anew beside the old one, the outbox stays as it is. */
async function refetch(desk: Desk): Promise<void> {
  await desk.database.write((db) => db.run(sql("delete from setting where name in ('cursor', 'copy')")))
}

/** A page that doesn't follow is a gap, unless somebody else took over pages meanwhile: a receipt by USB does. */
async function refetchUnlessMoved(desk: Desk, { epoch, seq }: Cursor): Promise<void> {
  const stands = await desk.database.read(findCursor)
  if (stands?.epoch === epoch && stands.seq === seq) await refetch(desk)
}
