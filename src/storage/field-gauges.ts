import type { Command } from '../contract/command.ts'
import type { Gauge } from '../domain/field/types.ts'
import { DAY } from '../domain/kernel/instant.ts'
import { OFFLINE_DAYS } from '../domain/kernel/offline.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import type { ReadContext } from './queries.ts'

interface Waiting {
  readonly name: string
  readonly envelope: string
  readonly operator_id: string
}

/** How often the thing stands in a list that stands there most often. */
function mostOften(things: readonly string[]): number {
  const counts = new Map<string, number>()
  for (const thing of things) counts.set(thing, (counts.get(thing) ?? 0) + 1)
  return Math.max(0, ...counts.values())
}

/**
 * How far the limits of field work are used up by what the central hasn't got (FIELD-GAUGE). The lease is counted in
 * days begun. No rule sets a number of acts or of passwords; they are shown because somebody has to answer for them.
 */
export async function readGauges(
  db: ReadDb,
  signedInAt: number | null,
  { now, operator }: ReadContext,
): Promise<Gauge[]> {
  const waiting = await db.all<Waiting>(
    sql("select name, envelope, operator_id from outbox where state = 'recorded' order by seq"),
  )
  const resets = waiting.filter(({ name }) => name === 'credential.reset')
  const own = resets.filter(({ operator_id: by }) => by === operator?.staffId)
  const people = resets.map(({ envelope }) => String((JSON.parse(envelope) as Command).payload['personId']))
  // The first day has begun with the sign-in, also where the central's next word set the desk's clock back a little.
  const days = signedInAt === null ? OFFLINE_DAYS : Math.max(1, Math.ceil((now - signedInAt) / DAY))
  return [
    { kind: 'lease', used: Math.min(days, OFFLINE_DAYS), most: OFFLINE_DAYS },
    { kind: 'commands', used: waiting.length, most: null },
    { kind: 'bytes', used: await weighWaiting(db, waiting), most: null },
    { kind: 'resets-by-clerk', used: own.length, most: null },
    { kind: 'resets-of-person', used: mostOften(people), most: null },
  ]
}

/** What would have to travel: the acts and the pictures that the central hasn't got. */
async function weighWaiting(db: ReadDb, waiting: readonly Waiting[]): Promise<number> {
  const pictures = await db.find<{ bytes: number | null }>(
    sql('select sum(bytes) as bytes from attachment where delivered_at is null'),
  )
  return waiting.reduce((sum, { envelope }) => sum + envelope.length, 0) + Number(pictures?.bytes ?? 0)
}
