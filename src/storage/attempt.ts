import type { Instant } from '../domain/kernel/instant.ts'
import type { WriteDb } from './database.ts'
import { sql } from './database.ts'

/** How many tries count within one window; `length` in milliseconds. */
export interface AttemptLimit {
  /** What is tried and who tries, as one text. */
  readonly name: string
  readonly most: number
  readonly length: number
}

/**
 * Counts one try in one statement, so that tries made at once, by whatever process, are each counted. A window opens
 * with its first try and isn't made longer by later ones. Central only.
 * @returns when the next try can be made, if this one is one too many
 */
export async function takeAttempt(
  db: WriteDb,
  { name, most, length }: AttemptLimit,
  now: Instant,
): Promise<Instant | undefined> {
  const window = await db.find<{ count: number; ends_at: number }>(
    sql(
      `insert into attempt_window (name, count, ends_at) values (?, 1, ?) on conflict (name) do update set
         count = case when attempt_window.ends_at <= ? then 1 else attempt_window.count + 1 end,
         ends_at = case when attempt_window.ends_at <= ? then excluded.ends_at else attempt_window.ends_at end
       returning count, ends_at`,
      [name, now + length, now, now],
    ),
  )
  if (window === undefined) throw new Error('a counted try has no window')
  // Windows of networks that never came back would else stay for ever.
  if (window.count === 1) await db.run(sql('delete from attempt_window where ends_at <= ?', [now]))
  return window.count > most ? window.ends_at : undefined
}

/** Takes back a try that turned out to be none: whoever knew what they were asked for isn't guessing. */
export async function giveAttemptBack(db: WriteDb, name: string): Promise<void> {
  await db.run(sql('update attempt_window set count = count - 1 where name = ? and count > 0', [name]))
}
