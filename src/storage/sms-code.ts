import type { Instant } from '../domain/kernel/instant.ts'
import { MINUTE } from '../domain/kernel/instant.ts'
import { maskPhone } from '../domain/kernel/mask.ts'
import { findCodeProblem, smsRefusals, takeSmsTurn, type SmsWindow } from '../domain/phone/sms-code.ts'
import { isEmail } from '../domain/person/email.ts'
import { isMobileNumber, normalisePhoneNumber } from '../domain/person/phone-number.ts'
import type { Policy } from '../domain/policy/policy.ts'
import type { WriteDb } from './database.ts'
import { sql } from './database.ts'
import { Refused } from './refused.ts'

/** To what a code belongs: it proves a number or mailbox for one purpose, and there for one visit or command if one is named. */
export interface CodeBinding {
  /** A mobile number, or the address of a mailbox; neither can be taken for the other. */
  readonly number: string
  readonly purpose: string
  readonly visitId?: string | undefined
  readonly commandId?: string | undefined
}

/** The part of a code's text that anyone may know; the number itself is in no refusal. */
export interface CodeSlip extends CodeBinding {
  readonly id: string
  readonly codeHash: string
}

const BOUND = "number = ? and purpose = ? and coalesce(visit_id, '') = ? and coalesce(command_id, '') = ?"
const bound = ({ number, purpose, visitId, commandId }: CodeBinding) => [
  number,
  purpose,
  visitId ?? '',
  commandId ?? '',
]

/** Codes of one number take turns, so that two at once can't both be the fifth. */
async function lockNumber(db: WriteDb, number: string): Promise<void> {
  if (db.dialect === 'postgres') await db.run(sql('select pg_advisory_xact_lock(hashtextextended(?, 2))', [number]))
}

/**
 * Enters a code that is about to be sent and voids its predecessors (OP-05). Central only.
 * @returns when the code runs out and when the next one can go (R-SMS-04).
 * @throws Refused for a number no code can reach (R-SMS-06) and when the limit is reached (R-SMS-01…04).
 */
export async function enterCode(
  db: WriteDb,
  slip: CodeSlip,
  now: Instant,
  { smsLimit, smsCode }: Policy,
): Promise<{ readonly expiresAt: Instant; readonly nextAt: Instant }> {
  if (!isMobileNumber(slip.number) && !isEmail(slip.number))
    throw new Refused(smsRefusals.make('sms-number-unreachable'))
  await lockNumber(db, slip.number)
  const window = await db.find<{ started_at: number; count: number }>(
    sql('select started_at, count from sms_window where number = ?', [slip.number]),
  )
  const turn = takeSmsTurn(window && { startedAt: window.started_at, count: window.count }, now, smsLimit)
  if (turn.kind === 'limited') throw new Refused(smsRefusals.make('sms-limit-reached', { nextAt: turn.nextAt }))
  await putWindow(db, slip.number, turn.window)
  await db.run(
    sql(`update sms_code set expires_at = ? where ${BOUND} and used_at is null and expires_at > ?`, [
      now,
      ...bound(slip),
      now,
    ]),
  )
  const expiresAt = now + smsCode.lifetimeMinutes * MINUTE
  await db.run(
    sql(
      'insert into sms_code (id, number, purpose, code_hash, command_id, visit_id, tries, sent_at, expires_at) values (?, ?, ?, ?, ?, ?, 0, ?, ?)',
      [slip.id, slip.number, slip.purpose, slip.codeHash, slip.commandId ?? null, slip.visitId ?? null, now, expiresAt],
    ),
  )
  return { expiresAt, nextAt: turn.nextAt }
}

async function putWindow(db: WriteDb, number: string, { startedAt, count }: SmsWindow): Promise<void> {
  await db.run(
    sql(
      'insert into sms_window (number, started_at, count) values (?, ?, ?) on conflict (number) do update set started_at = excluded.started_at, count = excluded.count',
      [number, startedAt, count],
    ),
  )
}

/** Voids a code that was not sent after all; its turn is given back, because only sent codes count (R-SMS-01). */
export async function takeCodeBack(
  db: WriteDb,
  { id, number }: CodeSlip,
  turnBack: boolean,
  now: Instant,
): Promise<void> {
  await lockNumber(db, number)
  await db.run(sql('update sms_code set expires_at = ? where id = ?', [now, id]))
  if (turnBack) await db.run(sql('update sms_window set count = count - 1 where number = ? and count > 0', [number]))
}

/**
 * Tries an entered code against the newest one of its binding and keeps what came of it. Central only.
 * @returns the refusal's code when it doesn't prove the number; the caller throws it once the try is committed.
 */
export async function tryCode(
  db: WriteDb,
  binding: CodeBinding,
  isRight: (codeHash: string, id: string) => boolean,
  now: Instant,
): Promise<ReturnType<typeof findCodeProblem>> {
  await lockNumber(db, binding.number)
  const row = await db.find<{
    id: string
    code_hash: string
    tries: number
    expires_at: number
    used_at: number | null
  }>(
    sql(
      `select id, code_hash, tries, expires_at, used_at from sms_code where ${BOUND} order by sent_at desc, id desc limit 1`,
      bound(binding),
    ),
  )
  const sent = row && { expiresAt: row.expires_at, usedAt: row.used_at, tries: row.tries }
  const problem = findCodeProblem(sent, row !== undefined && isRight(row.code_hash, row.id), now)
  if (row !== undefined && problem === undefined)
    await db.run(sql('update sms_code set used_at = ? where id = ?', [now, row.id]))
  if (row !== undefined && problem === 'sms-code-wrong')
    await db.run(sql('update sms_code set tries = tries + 1 where id = ?', [row.id]))
  return problem
}

/** As typed at the counter, in the one written form. */
export const normaliseNumber = normalisePhoneNumber
/** As the counter may see it (OP-13). */
export const maskNumber = maskPhone

/** A refusal of this list, for the central to throw. */
export const refuseCode = (code: (typeof smsRefusals.codes)[number]): Refused => new Refused(smsRefusals.make(code))
