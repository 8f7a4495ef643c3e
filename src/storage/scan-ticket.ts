import type { Instant } from '../domain/kernel/instant.ts'
import type { AppId, ScanState, ScanTicket } from '../domain/scan/types.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'

/** Whom the face is compared with. A registration has no person yet, only what was typed. */
export interface ScanSubject {
  readonly name: string
  readonly documentNumber: string
}

/** A ticket with what the central keeps beside it; `session` is the APP's own log-in that a page takes over (R-QRC-01). */
export interface ScanRecord extends ScanTicket {
  readonly subject: ScanSubject | null
  readonly session: { readonly personId: string; readonly content: unknown } | null
}

type Content = Pick<ScanRecord, 'subject' | 'session'>

/** Keeps a fresh ticket, and forgets those long past. Central only. */
export async function putScan(
  db: WriteDb,
  ticketHash: string,
  ticket: Omit<ScanRecord, 'state' | 'app' | 'session'>,
  now: Instant,
): Promise<void> {
  await db.run(sql('delete from scan_ticket where expires_at <= ?', [now - 60 * 60_000]))
  const content: Content = { subject: ticket.subject, session: null }
  await db.run(
    sql(
      "insert into scan_ticket (ticket_hash, purpose, person_id, apps, state, content, app, created_at, expires_at) values (?, ?, ?, ?, 'waiting', ?, null, ?, ?)",
      [
        ticketHash,
        ticket.purpose,
        ticket.personId,
        JSON.stringify(ticket.apps),
        JSON.stringify(content),
        now,
        ticket.expiresAt,
      ],
    ),
  )
}

/** The ticket of this hash, if there is one. */
export async function findScan(db: ReadDb, ticketHash: string): Promise<ScanRecord | undefined> {
  const row = await db.find<{
    purpose: string
    person_id: string | null
    apps: string
    state: ScanState
    content: string
    app: AppId | null
    expires_at: number
  }>(
    sql('select purpose, person_id, apps, state, content, app, expires_at from scan_ticket where ticket_hash = ?', [
      ticketHash,
    ]),
  )
  if (row === undefined) return undefined
  const { purpose, state, app } = row
  const common = { purpose, state, app, personId: row.person_id, expiresAt: row.expires_at }
  return { ...common, apps: JSON.parse(row.apps) as AppId[], ...(JSON.parse(row.content) as Content) }
}

/** Codes that no APP has read yet, the newest first, with the name of whose face they ask for. */
export async function listWaitingScans(
  db: ReadDb,
  now: Instant,
): Promise<
  {
    readonly ticketHash: string
    readonly purpose: string
    readonly name: string | null
    readonly apps: readonly AppId[]
    readonly expiresAt: Instant
  }[]
> {
  const rows = await db.all<{
    ticket_hash: string
    purpose: string
    apps: string
    expires_at: number
    name: string | null
  }>(
    sql(
      "select t.ticket_hash, t.purpose, t.apps, t.expires_at, p.name from scan_ticket t left join person p on p.id = t.person_id where t.state = 'waiting' and t.expires_at > ? order by t.created_at desc, t.ticket_hash limit 20",
      [now],
    ),
  )
  return rows.map((row) => ({
    ticketHash: row.ticket_hash,
    purpose: row.purpose,
    name: row.name,
    apps: JSON.parse(row.apps) as AppId[],
    expiresAt: row.expires_at,
  }))
}

/** Writes what came of a reading. False when another reading was first. */
export async function settleScan(
  db: WriteDb,
  ticketHash: string,
  settled: { readonly state: 'passed' | 'failed'; readonly app: AppId; readonly session: ScanRecord['session'] },
): Promise<boolean> {
  const scan = await findScan(db, ticketHash)
  if (scan === undefined) return false
  const content: Content = { subject: scan.subject, session: settled.session }
  const changed = await db.run(
    sql("update scan_ticket set state = ?, app = ?, content = ? where ticket_hash = ? and state = 'waiting'", [
      settled.state,
      settled.app,
      JSON.stringify(content),
      ticketHash,
    ]),
  )
  return changed === 1
}

/** Uses a passed scan up. False when it was used at the same moment. */
export async function useScan(db: WriteDb, ticketHash: string): Promise<boolean> {
  const sentence = "update scan_ticket set state = 'used' where ticket_hash = ? and state = 'passed'"
  return (await db.run(sql(sentence, [ticketHash]))) === 1
}
