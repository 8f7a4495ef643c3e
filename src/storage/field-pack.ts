import type { Pack } from '../contract/pack.ts'
import { judgeTrip } from '../domain/field/judge-trip.ts'
import { fieldRefusals } from '../domain/field/refusals.ts'
import { beijingDate } from '../domain/kernel/calendar.ts'
import { maskEnterpriseName } from '../domain/kernel/mask.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import { listExpiring, measure, type Choice } from './field-pack-rows.ts'
import { readGauges } from './field-gauges.ts'
import type { Operator, ReadContext, WriteContext } from './queries.ts'
import { Refused } from './refused.ts'

interface Counted {
  readonly n: number
}

const countOf = async (db: ReadDb, text: string, bindings: readonly unknown[] = []): Promise<number> =>
  Number((await db.find<Counted>(sql(text, bindings)))?.n ?? 0)

/** When the desk had everything the central had; kept by the link as a setting. */
async function findAsOf(db: ReadDb): Promise<number | null> {
  const row = await db.find<{ value: string }>(sql("select value from setting where name = 'as-of'"))
  return row === undefined ? null : (JSON.parse(row.value) as number)
}

/** When the central itself last let this member of staff in at this desk. */
export async function findSignedIn(db: ReadDb, operator: Operator | undefined): Promise<number | null> {
  const row = await db.find<{ verified_online_at: number }>(
    sql('select verified_online_at from offline_verifier where login = ?', [operator?.login ?? '']),
  )
  return row?.verified_online_at ?? null
}

async function judgePack(db: ReadDb, choice: Choice, { now, operator }: ReadContext): Promise<Pack> {
  const today = beijingDate(now)
  const measured = await measure(db, choice)
  const expiring = listExpiring(measured, { now, today, returnOn: choice.returnOn })
  const people = new Set(measured.people.map(({ id }) => id))
  const asOf = await findAsOf(db)
  const waiting = await db.all<{ summary: string }>(
    sql("select summary from command_result where state = 'held' and waits_for = 'sms-code'"),
  )
  const verdict = judgeTrip({
    now,
    returnOn: choice.returnOn,
    asOf,
    signedInAt: await findSignedIn(db, operator),
    unknownEnterprises: measured.enterprises.filter(({ name }) => name === undefined).length,
    people: people.size,
    expiring,
    expiredDocuments: measured.people.filter(({ validity_end: end }) => end !== null && end < today).length,
    waitingForCode: waiting.filter(({ summary }) =>
      (JSON.parse(summary) as { subjects: string[] }).subjects.some((id) => people.has(id)),
    ).length,
    returned: await countOf(db, "select count(*) as n from outbox where state = 'returned' and acknowledged = 0"),
    unsent: await countOf(db, "select count(*) as n from outbox where state = 'recorded'"),
  })
  return {
    enterprises: measured.enterprises.map(({ id, name, staff }) => ({
      id,
      known: name !== undefined,
      label: name === undefined ? '' : maskEnterpriseName(name),
      people: staff,
    })),
    returnOn: choice.returnOn,
    people: people.size,
    rows: measured.rows,
    bytes: measured.bytes,
    asOf,
    expiring: [...expiring],
    go: verdict.go,
    reasons: [...verdict.reasons],
  }
}

interface PackRecord {
  readonly enterprise_ids: string
  readonly return_on: string
  readonly kept_at: number
}

async function findPack(db: ReadDb, context: ReadContext): Promise<(Pack & { keptAt: number }) | null> {
  const row = await db.find<PackRecord>(
    sql('select * from field_pack where operator_id = ?', [context.operator?.staffId ?? '']),
  )
  if (row === undefined) return null
  const choice = { enterpriseIds: JSON.parse(row.enterprise_ids) as string[], returnOn: row.return_on }
  return { ...(await judgePack(db, choice, context)), keptAt: row.kept_at }
}

/** @throws Refused when the return lies in the past, or something stands in the way of the trip. */
async function keepPack(db: WriteDb, choice: Choice, context: WriteContext): Promise<Pack> {
  const { now, operator, audit } = context
  if (choice.returnOn < beijingDate(now)) throw new Refused(fieldRefusals.make('pack-return-past'))
  const judged = await judgePack(db, choice, context)
  if (!judged.go) throw new Refused(fieldRefusals.make('pack-no-go'))
  await db.run(
    sql(
      `insert into field_pack (operator_id, enterprise_ids, return_on, kept_at) values (?, ?, ?, ?)
       on conflict (operator_id) do update set enterprise_ids = excluded.enterprise_ids, return_on = excluded.return_on, kept_at = excluded.kept_at`,
      [operator?.staffId ?? '', JSON.stringify(choice.enterpriseIds), choice.returnOn, now],
    ),
  )
  await audit('field.keep-pack', choice.enterpriseIds, { returnOn: choice.returnOn, people: judged.people })
  return judged
}

async function endTrip(db: WriteDb, { operator, audit }: WriteContext): Promise<Record<string, never>> {
  const ended = await db.run(sql('delete from field_pack where operator_id = ?', [operator?.staffId ?? '']))
  if (ended > 0) await audit('field.end-trip', [], {})
  return {}
}

export const fieldPackReads = {
  'field.judge-pack': (db: ReadDb, choice: Choice, context: ReadContext) => judgePack(db, choice, context),
  'field.pack': (db: ReadDb, _input: unknown, context: ReadContext) => findPack(db, context),
  'field.gauges': async (db: ReadDb, _input: unknown, context: ReadContext) =>
    readGauges(db, await findSignedIn(db, context.operator), context),
}

export const fieldPackWrites = {
  'field.keep-pack': (db: WriteDb, choice: Choice, context: WriteContext) => keepPack(db, choice, context),
  'field.end-trip': (db: WriteDb, _input: unknown, context: WriteContext) => endTrip(db, context),
}
