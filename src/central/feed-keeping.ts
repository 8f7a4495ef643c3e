import { setImmediate } from 'node:timers/promises'
import { DAY, HOUR, type Instant } from '../domain/kernel/instant.ts'
import { appendAudit } from '../storage/audit.ts'
import type { ReadDb } from '../storage/database.ts'
import { sql } from '../storage/database.ts'
import { MIRROR_SCHEMA } from '../storage/mirror-schema.ts'
import { addDigest, digestOfPage, isDigested, takeDigest } from '../storage/row-digest.ts'
import { REPLICATED, type ReplicatedTable } from '../storage/rows.ts'
import { faultLine } from '../sync/fault-line.ts'
import type { CentralDeps } from './deps.ts'
import type { DeviceRecord } from './device-record.ts'
import { readSnapshot, type SnapshotPage } from './snapshot.ts'

/** How long the feed is kept; a desk that was away for longer copies its hall anew, and keeps its outbox. */
export const FEED_DAYS = 60

/** Rows at once, so that whoever writes in between waits for a moment only. */
const AT_ONCE = 5_000

/**
 * Takes from the feed what is older than `before`, the oldest first and without a hole. What makes a command take
 * effect once, its intake and its result, is kept; so are a device's last number and the head of its chain.
 */
export async function pruneFeed(deps: CentralDeps, before: Instant): Promise<number> {
  const halls = await deps.database.read((db) => db.all<{ hall_id: string }>(sql('select hall_id from feed_counter')))
  let taken = 0
  for (const { hall_id: hall } of halls) {
    for (;;) {
      const removed = await deps.database.write(async (db) => {
        const young = await db.find<{ seq: number }>(
          sql('select seq from feed where hall_id = ? and at >= ? order by seq limit 1', [hall, before]),
        )
        const upTo = `select seq from feed where hall_id = ? order by seq limit ${String(AT_ONCE)}`
        const until = young?.seq ?? Number.MAX_SAFE_INTEGER
        return db.run(sql(`delete from feed where hall_id = ? and seq in (${upTo}) and seq < ?`, [hall, hall, until]))
      })
      taken += removed
      if (removed < AT_ONCE) break
      await setImmediate()
    }
  }
  return taken
}

/**
 * Counts the rows of a hall and notes what those that were never in its feed add to its digest. Nothing of this hall is
 * committed meanwhile.
 */
export async function countHall(deps: CentralDeps, hall: string): Promise<void> {
  await deps.database.write(async (db) => {
    const counter = await db.find<{ digest: number }>(
      sql(
        'insert into feed_counter (hall_id, seq) values (?, 0) on conflict (hall_id) do update set seq = feed_counter.seq returning digest',
        [hall],
      ),
    )
    const base = takeDigest(await digestOfHall(db, hall, deps.now()), counter?.digest ?? 0)
    await db.run(
      sql('update feed_counter set digest_base = ?, digest_columns = ?, counted = counted + 1 where hall_id = ?', [
        base,
        MIRROR_SCHEMA,
        hall,
      ]),
    )
  })
}

/** An enterprise of another hall comes with every run of its people here, and counts once. */
async function digestOfHall(db: ReadDb, hall: string, now: Instant): Promise<number> {
  let digest = 0
  for (const table of (Object.keys(REPLICATED) as ReplicatedTable[]).filter(isDigested)) {
    const abroad = new Set<unknown>()
    let after: readonly string[] | null = null
    do {
      const page: SnapshotPage = await readSnapshot(db, hall, table, after, AT_ONCE, now)
      const { columns, next } = page
      const rows = table === 'enterprise' ? page.rows.filter(isNew(columns, hall, abroad)) : page.rows
      digest = addDigest(digest, digestOfPage(table, columns, rows))
      after = next
      await setImmediate()
    } while (after !== null)
  }
  return digest
}

const isNew = (columns: readonly string[], hall: string, abroad: Set<unknown>) => (row: readonly unknown[]) => {
  const [id, home] = [row[columns.indexOf('id')], row[columns.indexOf('hall_id')]]
  if (home === hall) return true
  const known = abroad.has(id)
  abroad.add(id)
  return !known
}

/** Halls whose desks are to compare and can't yet: never counted, or counted over other columns, or doubted. */
export function listUncounted(deps: CentralDeps): Promise<{ hall_id: string }[]> {
  const text = `select distinct d.hall_id from device d left join feed_counter c on c.hall_id = d.hall_id
    where d.state = 'active' and (c.digest_columns is null or c.digest_columns <> ?) order by d.hall_id`
  return deps.database.read((db) => db.all(sql(text, [MIRROR_SCHEMA])))
}

/**
 * A desk's rows don't add up to what this central told it. It copies its hall anew by itself; where even that didn't
 * help, the central's own sum is doubted, sent no more, and counted again by the next round.
 */
export async function noteDivergence(
  deps: CentralDeps,
  device: DeviceRecord,
  { seq, counted, afterCopy }: { readonly seq: number; readonly counted: number; readonly afterCopy: boolean },
): Promise<void> {
  await deps.database.write(async (db) => {
    if (afterCopy)
      await db.run(
        sql('update feed_counter set digest_columns = null where hall_id = ? and counted = ?', [
          device.hall_id,
          counted,
        ]),
      )
    await appendAudit(
      db,
      { chain: device.hall_id, hash: deps.sha256 },
      {
        at: deps.now(),
        actor: { kind: 'system', source: 'clock' },
        action: 'feed.diverged',
        subjects: [device.id],
        detail: { seq, afterCopy },
      },
    )
  })
}

/** How often a hall is counted at most: a desk that goes on doubting must not hold its hall up all day. */
const COUNTED_EVERY = HOUR

/** One round of keeping the feed in order. @param counted when each hall was counted last */
export async function keepFeed(deps: CentralDeps, days: number, counted = new Map<string, Instant>()): Promise<void> {
  for (const { hall_id: hall } of await listUncounted(deps)) {
    if (deps.now() - (counted.get(hall) ?? -Infinity) < COUNTED_EVERY) continue
    await countHall(deps, hall)
    counted.set(hall, deps.now())
  }
  await pruneFeed(deps, deps.now() - days * DAY)
}

const EVERY = HOUR / 60

/** Keeps the feed in order as long as the central runs. Gives the function that ends it. */
export function keepFeedInOrder(deps: CentralDeps, days: number): () => Promise<void> {
  const counted = new Map<string, Instant>()
  let running: Promise<void> = Promise.resolve()
  const round = () => {
    running = running
      .then(() => keepFeed(deps, days, counted))
      .catch((error: unknown) => {
        process.stderr.write(`feed keeping: ${faultLine(error)}\n`)
      })
  }
  round()
  const timer = setInterval(round, EVERY)
  return async () => {
    clearInterval(timer)
    await running
  }
}
