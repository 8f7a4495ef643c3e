import { join } from 'node:path'
import type { LostRange } from '../../contract/store.ts'
import type { Command } from '../../contract/command.ts'
import type { Instant } from '../../domain/kernel/instant.ts'
import { appendAudit, findNewest } from '../../storage/audit.ts'
import { sql, type ReadDb, type WriteDb } from '../../storage/database.ts'
import { putLostRange } from '../../storage/lost-range.ts'
import { putStoreReport } from '../../storage/store-report.ts'
import { CHAIN_START } from '../../sync/chain.ts'
import type { Head } from '../../sync/head.ts'
import { newId } from '../crypto.ts'
import { connect } from '../door/connection.ts'
import { findHead, isRightKey } from '../door/head-file.ts'
import { openDeskDatabase } from '../door/open.ts'
import { CannotOpen } from '../door/problems.ts'
import { chainOf, type Enrolment } from '../desk.ts'
import { findIdentity } from '../identity.ts'
import { putSetting } from '../settings.ts'
import { abandonWork, beginWork, declareWhole, putWhole } from './folder.ts'
import { findEnrolment, provesKey, takeRows, type Remains, type Tally } from './gather.ts'
import { readLayout } from './layout.ts'
import { countPages, layPages, readLog } from './page-file.ts'
import { makeFirstPage, putFirstPage } from './pages.ts'

/**
 * Makes a fresh database of everything that can be read in a damaged one and that only this desk has: commands, drafts,
 * their pictures, visits, settings, the audit (TRUST-6). Each row is read by itself and proved before it is believed.
 * The central's rows are not saved, they are copied anew. The caller holds the folder's lock.
 * @throws CannotOpen when the key isn't this desk's or the damaged file a newer program's; the file is as it was then
 */
export async function salvage(directory: string, key: string, now: Instant): Promise<void> {
  try {
    declareWhole(directory, await makeWhole(directory, beginWork(directory), key, now), now)
  } catch (error) {
    // It may be hundreds of megabytes, and a full disk what stopped it.
    abandonWork(directory)
    throw error
  }
  putWhole(directory)
}

/** Works in the work folder alone. @returns the fresh database, closed */
async function makeWhole(directory: string, work: string, key: string, now: Instant): Promise<string> {
  const remains = layOut(join(directory, 'desk.db'), join(work, 'pages'), key)
  // With another key every page looks damaged; nothing may be made of that.
  if (isRightKey(directory, key) !== true && !provesKey(remains)) throw new CannotOpen('key-wrong')
  const mark = findHead(directory, key)
  const fresh = join(work, 'fresh.db')
  const database = await openDeskDatabase(fresh, key)
  try {
    await database.write(async (db) => {
      const enrolment = findIdentity(directory, key) ?? findEnrolment(remains, await readLayout(db))
      if (enrolment !== undefined) await putSetting(db, 'enrolment', enrolment)
      const tally = await takeRows(db, remains, enrolment)
      const lost = await findHoles(db, mark)
      for (const range of lost) await putLostRange(db, range, now)
      await report(db, { tally, lost, enrolment, mark, now })
    })
  } finally {
    await database.close()
  }
  goOnCounting(fresh, key, mark)
  return fresh
}

function layOut(file: string, target: string, key: string): Remains {
  const log = readLog(file)
  const pages = countPages(file, log)
  // Making it takes as much room as all pages do, for a moment: before they are laid, so that both never lie there.
  const first = makeFirstPage(target, key, pages)
  layPages(file, log, target, pages)
  putFirstPage(target, first)
  return { file: target, key, pages, mixed: log.damaged > 0 }
}

/**
 * Commands that are missing between those that were saved, and after the last one, as far as the mark beside the
 * database tells. Each hole is a piece of the chain: what follows it knows the hash it ends with.
 */
async function findHoles(db: ReadDb, mark: Head | undefined): Promise<LostRange[]> {
  const known = await db.all<{ seq: number; hash: string; envelope: string }>(
    sql('select seq, hash, envelope from outbox order by seq'),
  )
  const declared = await db.all<{ from: number; to: number; prev: string; head: string }>(
    sql('select from_seq as "from", to_seq as "to", prev, head from lost_range order by to_seq'),
  )
  const links = [
    ...known.map(({ seq, hash, envelope }) => ({
      from: seq,
      to: seq,
      prev: (JSON.parse(envelope) as Command).prev,
      head: hash,
    })),
    ...declared,
  ].toSorted((a, b) => a.from - b.from)
  const holes: LostRange[] = []
  let end = { seq: 0, head: CHAIN_START }
  for (const { from, to, prev, head } of links) {
    if (from > end.seq + 1) holes.push({ from: end.seq + 1, to: from - 1, prev: end.head, head: prev })
    if (to > end.seq) end = { seq: to, head }
  }
  if (mark !== undefined && mark.seq > end.seq)
    holes.push({ from: end.seq + 1, to: mark.seq, prev: end.head, head: mark.hash })
  return holes
}

interface Outcome {
  readonly tally: Tally
  readonly lost: readonly LostRange[]
  readonly enrolment: Enrolment | undefined
  readonly mark: Head | undefined
  readonly now: Instant
}

/** The newest instant on what was saved beside the audit, whose own newest page may be among what is lost. */
async function findNewestWork(db: WriteDb): Promise<Instant> {
  const text = `select max(coalesce((select max(recorded_at) from outbox), 0),
    coalesce((select max(verified_online_at) from offline_verifier), 0)) as at`
  return (await db.find<{ at: number }>(sql(text)))?.at ?? 0
}

/**
 * Dates it by the newest instant that was saved, when the PC's clock says an earlier one: the last row of the audit is
 * what the desk's clock never falls behind.
 */
async function report(db: WriteDb, { tally, lost, enrolment, mark, now }: Outcome): Promise<void> {
  const unsent = await db.find<{ count: number; until: number | null }>(
    sql("select count(*) as count, max(recorded_at) as until from outbox where settled_at is null and state <> 'held'"),
  )
  const first = lost[0]
  const detail = {
    unsent: unsent?.count ?? 0,
    commands: tally.get('outbox') ?? 0,
    drafts: tally.get('draft') ?? 0,
    pictures: tally.get('attachment') ?? 0,
    lost: lost.reduce((sum, { from, to }) => sum + to - from + 1, 0),
    ...(first === undefined ? {} : { from: first.from, to: lost.at(-1)?.to ?? first.to }),
    ...(mark === undefined ? {} : { until: mark.at }),
    enrolled: enrolment === undefined ? 0 : 1,
  }
  const chain = chainOf(enrolment)
  const at = Math.max(now, await findNewest(db, chain), await findNewestWork(db))
  await putStoreReport(db, { id: newId(), kind: 'salvaged', at, detail })
  await appendAudit(db, chain, {
    at,
    actor: { kind: 'system', source: 'clock' },
    action: 'store.salvaged',
    subjects: [],
    detail,
  })
}

/** The fresh database counts on where the mark beside the damaged one stands, or it would seem to be an older copy. */
function goOnCounting(file: string, key: string, mark: Head | undefined): void {
  const connection = connect(file, key)
  try {
    if (mark !== undefined) connection.pragma(`user_version = ${String(mark.count)}`)
    connection.pragma('wal_checkpoint(truncate)')
  } finally {
    connection.close()
  }
}
