import { sql } from '../../src/storage/database.ts'
import type { CentralDeps } from '../../src/central/deps.ts'
import { ROLES } from '../../src/domain/kernel/actor.ts'
import { HOUR } from '../../src/domain/kernel/instant.ts'
import { putRow, REPLICATED, type Work } from '../../src/storage/rows.ts'
import { DeskClock } from '../../src/worker/clock.ts'
import { newDeviceKey } from '../../src/worker/crypto.ts'
import { CentralHttp } from '../../src/worker/http.ts'
import { enterpriseRow, personRow, phoneRow, relationRow, staffRow } from '../support/rows.ts'
import { MARK } from './desk-calls.ts'

type Deps = Pick<CentralDeps, 'database' | 'sha256'>

/** A day of the range that the calls ask for. */
const LOGGED_IN = 1_789_000_000_000

/** Everything of a central but the audit, which notes questions too. */
export const KEPT = [...Object.keys(REPLICATED), 'certificate', 'attachment', 'sms_code', 'proof', 'enterprise_secret']

/** A person, an enterprise, a held act and what else a screen shows of hall h1; halls h1 and h2 have staff of each role. */
export async function fillDeskScene(work: Work, deps: Deps, at: number): Promise<void> {
  const document = { document_type: 'resident-id', document_number: '21010219900307123X' }
  await putRow(work, 'person', personRow('p1', 'h1', { name: MARK, ...document }))
  await putRow(work, 'phone', phoneRow('f1', 'p1', '13800000001'))
  const columns = { name: MARK, credit_code: '91210102MA0ABCDE12' }
  await putRow(work, 'enterprise', enterpriseRow('e1', 'h1', columns))
  await putRow(work, 'relation', relationRow('r1', 'h1', 'e1', 'p1'))
  await putRow(work, 'login_log', {
    id: 'log-h1',
    hall_id: 'h1',
    at: LOGGED_IN,
    login_type: 'enterprise',
    method: 'sms',
    channel: 'web',
    result: 'success',
    reason: null,
    person_id: 'p1',
    name: MARK,
    identity_type: 'staff-full',
    enterprise_id: 'e1',
    taxpayer_name: MARK,
    credit_code: '91210102MA0ABCDE12',
    address: '10.0.0.1',
    place: null,
  })
  await putRow(work, 'command_result', {
    command_id: 'held-h1',
    hall_id: 'h1',
    device_id: 'device-h1',
    name: 'credential.reset',
    state: 'held',
    waits_for: 'approval',
    refusal: null,
    message: null,
    summary: JSON.stringify({ subjects: ['p1'], payload: {} }),
    operator_id: 'clerk-h1',
    visit_id: null,
    recorded_at: at,
    decided_at: at,
    version: 0,
  })
  const envelope = { name: 'credential.reset', payload: { letterAttachmentId: 'picture-h1' } }
  for (const [text, values] of [
    [
      "insert into intake (command_id, device_id, seq, fingerprint, envelope, received_at) values ('held-h1', 'device-h1', 1, 'x', ?, ?)",
      [JSON.stringify(envelope), at],
    ],
    [
      "insert into attachment (id, sha256, media_type, bytes, content, purpose, created_at) values ('picture-h1', 'x', 'image/png', 3, ?, 'letter', ?)",
      [Buffer.from(MARK), at],
    ],
    [
      "insert into certificate (id, enterprise_id, hall_id, account_kind, issued_at, expires_at) values ('certificate-h1', 'e1', 'h1', 'tax', ?, ?)",
      [at, at + HOUR],
    ],
    [
      "insert into store_report (id, device_id, hall_id, kind, detail, found_at, told_at) values ('report-h1', 'device-h1', 'h1', 'tail-lost', ?, ?, 0)",
      [JSON.stringify({ note: MARK }), at],
    ],
    [
      "insert into import_preview (token_hash, staff_id, hall_id, kind, file_hash, content, created_at, expires_at) values (?, 'supervisor-h1', 'h1', 'staff', 'x', '[]', ?, ?)",
      [deps.sha256('preview-h1'), at, at + HOUR],
    ],
  ] as const)
    await work.db.run(sql(text, values))
  for (const hall of ['h1', 'h2'])
    for (const role of ROLES) await putRow(work, 'staff', staffRow(`${role}-${hall}`, hall, role))
}

/** A desk of this hall, known to a central and with a member of staff of each role signed in at it. */
export async function openDesk(
  { url, deps }: { readonly url: string; readonly deps: Deps },
  hall: string,
  at: number,
): Promise<CentralHttp> {
  const key = newDeviceKey()
  const id = `device-${hall}`
  const session =
    'insert into staff_session (token_hash, staff_id, device_id, created_at, expires_at) values (?, ?, ?, 0, ?)'
  await deps.database.write(async (db) => {
    await db.run(
      sql(
        "insert into device (id, hall_id, name, public_key, state, last_seq, chain_head, enrolled_at) values (?, ?, '1号窗口', ?, 'active', 0, '', 0)",
        [id, hall, key.publicKey],
      ),
    )
    for (const role of ROLES)
      await db.run(sql(session, [deps.sha256(`${role}-${hall}`), `${role}-${hall}`, id, at + HOUR]))
  })
  return deskAt(url, at, { deviceId: id, key })
}

/** The same desk at another central of the same database. */
export function deskAt(url: string, at: number, identity: CentralHttp['identity']): CentralHttp {
  const http = new CentralHttp(url, new DeskClock(at - Date.now()))
  http.identity = identity
  return http
}
