import type { Instant } from '../domain/kernel/instant.ts'
import { defineRefusals, type Refusal } from '../domain/kernel/refusal.ts'
import { isLocked } from '../domain/login/lock.ts'
import type { LockedMethod } from '../domain/login/types.ts'
import type { Policy } from '../domain/policy/policy.ts'
import { findReadingProblem, findScanProblem, SCAN_LIFETIME, scanRefusals } from '../domain/scan/decide.ts'
import type { AppId } from '../domain/scan/types.ts'
import { readFailures } from './auth-failure.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import { findScan, putScan, settleScan, useScan, type ScanRecord, type ScanSubject } from './scan-ticket.ts'

export const verificationRefusals = defineRefusals({
  'verification-locked': { rule: 'R-LCK-01', retry: true },
  'verification-no-face-record': { rule: 'R-FGT-07' },
})

/** Why this way is closed to the person today, right entries included (R-LCK-01). Central only. */
export async function findLockBar(
  db: ReadDb,
  personId: string,
  method: LockedMethod,
  policy: Policy,
  now: Instant,
): Promise<Refusal | undefined> {
  const locked = isLocked(await readFailures(db, personId, now), method, policy)
  return locked ? verificationRefusals.make('verification-locked') : undefined
}

/** Whose face is to be seen, or that nobody ever captured it (R-FGT-07). */
export async function findPersonSubject(db: ReadDb, personId: string): Promise<ScanSubject | Refusal> {
  const person = await db.find<{ name: string; document_number: string; captured_at: number | null }>(
    sql('select name, document_number, captured_at from person where id = ?', [personId]),
  )
  return person === undefined || person.captured_at === null
    ? verificationRefusals.make('verification-no-face-record')
    : { name: person.name, documentNumber: person.document_number }
}

/**
 * Opens a ticket for the face of a known person. Nobody's face can be looked at who never was captured (R-FGT-07).
 * @returns when it runs out, or why it can't be opened.
 */
export async function openFaceScan(
  db: WriteDb,
  ticketHash: string,
  wanted: { readonly purpose: string; readonly personId: string; readonly apps: readonly AppId[] },
  now: Instant,
): Promise<Instant | Refusal> {
  const subject = await findPersonSubject(db, wanted.personId)
  if (isRefusal(subject)) return subject
  const expiresAt = now + SCAN_LIFETIME
  await putScan(db, ticketHash, { ...wanted, subject, expiresAt }, now)
  return expiresAt
}

/** The ticket an APP wants to read, or why it may not. */
export async function findReadableScan(
  db: ReadDb,
  ticketHash: string,
  app: AppId,
  now: Instant,
): Promise<ScanRecord | Refusal> {
  const ticket = await findScan(db, ticketHash)
  const problem = findReadingProblem(ticket, app, now)
  if (problem !== undefined || ticket === undefined) return scanRefusals.make(problem ?? 'scan-unknown')
  return ticket
}

/** Writes what came of a reading, once. @returns that it was read already, for whoever read it at the same moment. */
export async function settleReading(
  db: WriteDb,
  ticketHash: string,
  settled: Parameters<typeof settleScan>[2],
): Promise<Refusal | undefined> {
  return (await settleScan(db, ticketHash, settled)) ? undefined : scanRefusals.make('scan-used')
}

/** Uses a passed scan up, once. @returns why it proves nothing, if so. */
export async function takeScan(
  db: WriteDb,
  ticketHash: string,
  wanted: { readonly purpose: string; readonly personId: string | null },
  now: Instant,
): Promise<Refusal | undefined> {
  const problem = findScanProblem(await findScan(db, ticketHash), wanted, now)
  if (problem !== undefined) return scanRefusals.make(problem)
  return (await useScan(db, ticketHash)) ? undefined : scanRefusals.make('scan-used')
}

/** How far a ticket has come, for the page that shows it; nothing for one that never was. */
export async function readScanState(
  db: ReadDb,
  ticketHash: string,
  now: Instant,
): Promise<ScanRecord['state'] | 'expired' | Refusal> {
  const ticket = await findScan(db, ticketHash)
  if (ticket === undefined) return scanRefusals.make('scan-unknown')
  return ticket.expiresAt <= now && ticket.state !== 'used' ? 'expired' : ticket.state
}

/** Narrows an answer that may be a refusal. */
export const isRefusal = (answer: unknown): answer is Refusal =>
  typeof answer === 'object' && answer !== null && 'rule' in answer && 'code' in answer
