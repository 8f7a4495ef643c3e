import { beijingDate } from '../domain/kernel/calendar.ts'
import type { CivilDate, Instant } from '../domain/kernel/instant.ts'
import type { Refusal } from '../domain/kernel/refusal.ts'
import { normaliseIdentifier } from '../domain/kernel/text.ts'
import { businessOf } from '../domain/login/business.ts'
import { loginRefusals } from '../domain/login/refusals.ts'
import { findPasswordBar, findSearchBar, switchRefusals, type ProjectSearch } from '../domain/login/switch.ts'
import { AGENT } from '../domain/login/types.ts'
import type { Policy } from '../domain/policy/policy.ts'
import { findClient } from './agency-clients.ts'
import { listIdentitiesAt } from './cross-project.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { writeLoginLog } from './login-log.ts'
import { moveSession, PERSONAL, type PersonSession } from './person-session.ts'
import type { Work } from './rows.ts'

export const refuseSwitch = (code: (typeof switchRefusals.codes)[number]): Refusal => switchRefusals.make(code)
export const findProjectSearchBar = (search: ProjectSearch): Refusal | undefined => findSearchBar(search)

/** An enterprise the person can act for, with the identities they have there; unmasked, for the caller to mask. */
export interface RelatedEnterprise {
  readonly enterpriseId: string
  readonly hallId: string
  readonly name: string
  readonly creditCode: string
  readonly identityTypes: readonly string[]
}

interface EnterpriseFilter {
  readonly personId: string
  readonly today: CivilDate
  readonly enterpriseId?: string
  readonly code?: string | undefined
  readonly name?: string | undefined
  readonly after?: string | undefined
  readonly size: number
}

const literal = (part: string) => part.replace(/[\\%_]/gu, '\\$&')

/**
 * Enterprises in which the person has a relation in effect, by id: pending and ended ones are not offered (R-SWT-04),
 * expired and frozen ones neither (OP-09).
 */
export async function pageEnterprises(
  db: ReadDb,
  { personId, today, enterpriseId, code, name, after, size }: EnterpriseFilter,
): Promise<{ readonly rows: readonly RelatedEnterprise[]; readonly next?: string }> {
  const query = db
    .build('enterprise as e')
    .select('e.id', 'e.hall_id', 'e.name', 'e.credit_code')
    .whereRaw(
      "exists (select 1 from relation r where r.enterprise_id = e.id and r.person_id = ? and r.state = 'R4' and (r.valid_until is null or r.valid_until >= ?))",
      [personId, today],
    )
    .orderBy('e.id')
    .limit(size + 1)
  if (enterpriseId !== undefined) void query.where('e.id', enterpriseId)
  if (after !== undefined) void query.where('e.id', '>', after)
  if (name !== undefined && name !== '')
    void query.whereRaw("lower(e.name) like ? escape '\\'", [`%${literal(name.toLowerCase())}%`])
  if (code !== undefined && code !== '') {
    const part = `%${literal(normaliseIdentifier(code))}%`
    void query.whereRaw("(e.credit_code like ? escape '\\' or e.taxpayer_number like ? escape '\\')", [part, part])
  }
  const found = await db.all<{ id: string; hall_id: string; name: string; credit_code: string }>(query)
  const rows: RelatedEnterprise[] = []
  for (const row of found.slice(0, size))
    rows.push({
      enterpriseId: row.id,
      hallId: row.hall_id,
      name: row.name,
      creditCode: row.credit_code,
      identityTypes: await listIdentitiesIn(db, personId, row.id, today),
    })
  const last = rows.at(-1)
  return found.length > size && last !== undefined ? { rows, next: last.enterpriseId } : { rows }
}

/** The identities the person has in an enterprise today, each once (R-ENT-02). */
export async function listIdentitiesIn(
  db: ReadDb,
  personId: string,
  enterpriseId: string,
  today: CivilDate,
): Promise<string[]> {
  const rows = await db.all<{ identity_type: string }>(
    sql(
      "select distinct identity_type from relation where enterprise_id = ? and person_id = ? and state = 'R4' and (valid_until is null or valid_until >= ?) order by identity_type",
      [enterpriseId, personId, today],
    ),
  )
  return rows.map((row) => row.identity_type)
}

/** Everything the log-in could be where it is, its own identity included (R-ENT-02). */
export async function listIdentitiesOf(db: ReadDb, session: PersonSession, now: Instant): Promise<string[]> {
  const { personId, enterpriseId, projectId, entrance } = session
  if (entrance === 'agency') return [AGENT]
  if (projectId !== null) return [...new Set(await listIdentitiesAt(db, personId, projectId, beijingDate(now)))]
  return enterpriseId === null ? [] : listIdentitiesIn(db, personId, enterpriseId, beijingDate(now))
}

/** Where a log-in is to move. */
export type Destination =
  | { readonly kind: 'identity'; readonly identityType: string }
  | { readonly kind: 'enterprise'; readonly enterpriseId: string; readonly identityType: string }
  | { readonly kind: 'client'; readonly enterpriseId: string }
  | { readonly kind: 'project'; readonly projectId: string; readonly identityType: string }
  | { readonly kind: 'person' }

export interface Arrival {
  readonly tokenHash: string
  readonly now: Instant
  readonly policy: Policy
  readonly address: string
  readonly logId: string
}

/**
 * Moves a log-in: the same person, no new log-in, another business or identity (R-SWT-02, R-SWT-03, R-ENT-03, R-AGY-06,
 * R-XRG-08). Who comes to another taxpayer's account is in that taxpayer's log (R-JRN-05).
 * @returns the log-in as it is now, or why it stays where it is.
 */
export async function move(
  work: Work,
  session: PersonSession,
  destination: Destination,
  { tokenHash, now, policy, address, logId }: Arrival,
): Promise<PersonSession | Refusal> {
  const bar = findPasswordBar(destination.kind, policy)
  if (bar !== undefined) return bar
  const moved = await arrive(work.db, session, destination, now)
  if ('code' in moved) return moved
  await moveSession(work.db, tokenHash, moved)
  if (moved.enterpriseId !== null && moved.enterpriseId !== session.enterpriseId)
    await logArrival(work, moved, { now, address, logId })
  return moved
}

async function arrive(
  db: ReadDb,
  session: PersonSession,
  destination: Destination,
  now: Instant,
): Promise<PersonSession | Refusal> {
  const today = beijingDate(now)
  switch (destination.kind) {
    case 'person':
      return { ...session, ...PERSONAL, channel: session.channel, method: session.method }
    case 'identity':
      return takeIdentity(db, session, destination.identityType, now)
    case 'enterprise':
      return toEnterprise(db, session, destination, today)
    case 'client':
      return toClient(db, session, destination.enterpriseId, now)
    case 'project':
      return toProject(db, session, destination, today)
  }
}

async function takeIdentity(
  db: ReadDb,
  session: PersonSession,
  identityType: string,
  now: Instant,
): Promise<PersonSession | Refusal> {
  if (session.enterpriseId === null) return switchRefusals.make('switch-not-here')
  const held = await listIdentitiesOf(db, session, now)
  return held.includes(identityType) ? { ...session, identityType } : switchRefusals.make('switch-identity-not-held')
}

/** The identity that was asked for, or the only one there is; otherwise somebody has to choose (R-LGE-10). */
function choose(held: readonly string[], asked: string): string | undefined {
  if (asked !== '') return held.includes(asked) ? asked : undefined
  return held.length === 1 ? held[0] : undefined
}

async function toEnterprise(
  db: ReadDb,
  session: PersonSession,
  { enterpriseId, identityType }: { readonly enterpriseId: string; readonly identityType: string },
  today: CivilDate,
): Promise<PersonSession | Refusal> {
  const { rows } = await pageEnterprises(db, { personId: session.personId, today, enterpriseId, size: 1 })
  const [found] = rows
  if (found === undefined) return switchRefusals.make('switch-enterprise-not-related')
  const chosen = choose(found.identityTypes, identityType)
  if (chosen === undefined) return loginRefusals.make('login-identity-not-chosen')
  const { channel, method } = session
  const place = {
    entrance: 'enterprise',
    enterpriseCode: found.creditCode,
    enterpriseId,
    identityType: chosen,
  } as const
  return { ...session, ...PERSONAL, channel, method, ...place }
}

async function toClient(
  db: ReadDb,
  session: PersonSession,
  enterpriseId: string,
  now: Instant,
): Promise<PersonSession | Refusal> {
  const { agencyId, personId } = session
  const client = agencyId === null ? undefined : await findClient(db, { agencyId, enterpriseId, personId }, now)
  return client === undefined
    ? switchRefusals.make('switch-client-not-entered')
    : { ...session, enterpriseId, identityType: AGENT }
}

async function toProject(
  db: ReadDb,
  session: PersonSession,
  { projectId, identityType }: { readonly projectId: string; readonly identityType: string },
  today: CivilDate,
): Promise<PersonSession | Refusal> {
  const held = [...new Set(await listIdentitiesAt(db, session.personId, projectId, today))]
  const project = await db.find<{ enterprise_id: string; kind: 'report' | 'tax-source'; credit_code: string }>(
    sql(
      'select p.enterprise_id, p.kind, e.credit_code from cross_project p join enterprise e on e.id = p.enterprise_id where p.id = ?',
      [projectId],
    ),
  )
  if (held.length === 0 || project === undefined) return switchRefusals.make('switch-project-not-related')
  const kept = identityType === '' && held.includes(session.identityType ?? '') ? session.identityType : null
  const chosen = kept ?? choose(held, identityType)
  if (chosen === undefined) return loginRefusals.make('login-identity-not-chosen')
  return {
    ...session,
    ...PERSONAL,
    channel: session.channel,
    method: session.method,
    entrance: 'special',
    enterpriseCode: project.credit_code,
    enterpriseId: project.enterprise_id,
    identityType: chosen,
    projectKind: project.kind,
    projectId,
  }
}

async function logArrival(
  work: Work,
  { personId, enterpriseId, identityType, entrance, channel, method }: PersonSession,
  { now, address, logId }: Omit<Arrival, 'tokenHash' | 'policy'>,
): Promise<void> {
  const person = await work.db.find<{ hall_id: string; name: string }>(
    sql('select hall_id, name from person where id = ?', [personId]),
  )
  const enterprise = await work.db.find<{ id: string; hall_id: string; name: string; credit_code: string }>(
    sql('select id, hall_id, name, credit_code from enterprise where id = ?', [enterpriseId]),
  )
  await writeLoginLog(work, {
    id: logId,
    at: now,
    type: businessOf(entrance),
    method,
    channel,
    reason: undefined,
    person: person && { id: personId, hallId: person.hall_id, name: person.name },
    enterprise: enterprise && {
      id: enterprise.id,
      hallId: enterprise.hall_id,
      name: enterprise.name,
      creditCode: enterprise.credit_code,
    },
    identityType: identityType ?? undefined,
    address,
  })
}
