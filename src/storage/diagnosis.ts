import type { LoginCause } from '../contract/diagnosis.ts'
import { findAdmissionBar } from '../domain/agency/standing.ts'
import { beijingDate } from '../domain/kernel/calendar.ts'
import type { CivilDate, Instant } from '../domain/kernel/instant.ts'
import { diagnose } from '../domain/login/diagnose.ts'
import type { DiagnosisContext, DiagnosisFacts } from '../domain/login/diagnosis-types.ts'
import { defaultLogRange, instantsOf } from '../domain/login/log-range.ts'
import { findAgency, listPersonnel } from './agency-load.ts'
import { toAgreement, type AgreementRecord } from './agency-rows.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { listPhones } from './phone.ts'
import type { ReadContext } from './queries.ts'
import { findEnterpriseByCode, listRelationsOfPerson } from './relation-load.ts'

/** Whose log-in is asked about, and at whose door. */
export interface DiagnosisQuery {
  readonly personId: string
  readonly enterpriseCode?: string | undefined
}

interface PersonColumns {
  readonly account_state: string
  readonly document_type: string
  readonly credential_state: DiagnosisFacts['person']['credentialState']
  readonly credential_void_at: number | null
  readonly captured_at: number | null
  readonly captured_phone: string | null
  readonly validity_end: string | null
}

/** So many attempts say what is wrong; more only say it again. */
const ATTEMPTS = 50

async function listAttempts(db: ReadDb, personId: string, now: Instant): Promise<DiagnosisFacts['attempts']> {
  const { start } = instantsOf(defaultLogRange(now, 1))
  const rows = await db.all<{ id: string; at: number; reason: DiagnosisFacts['attempts'][number]['reason'] | null }>(
    sql('select id, at, reason from login_log where person_id = ? and at >= ? order by at desc, id desc limit ?', [
      personId,
      start,
      ATTEMPTS,
    ]),
  )
  return rows.map(({ id, at, reason }) => ({ id, at, reason: reason ?? undefined }))
}

/** Each agreement that concerns the person, and each agency of theirs without one, by what bars them. */
async function listAgencies(
  db: ReadDb,
  person: { readonly id: string; readonly accountState: string },
  enterpriseId: string | undefined,
  today: CivilDate,
): Promise<DiagnosisFacts['agencies']> {
  const own = await db.all<{ agency_id: string }>(
    sql('select agency_id from agency_person where person_id = ? order by agency_id', [person.id]),
  )
  const found: DiagnosisFacts['agencies'][number][] = []
  for (const { agency_id: agencyId } of own) {
    const agency = await findAgency(db, agencyId)
    const footing = { basicFormAt: agency?.basicFormAt ?? null, personnel: await listPersonnel(db, agencyId) }
    const rows = await db.all<AgreementRecord>(
      sql(
        'select * from agency_agreement where agency_id = ? and (enterprise_id = ? or ? = 1) order by id desc limit 200',
        [agencyId, enterpriseId ?? '', enterpriseId === undefined ? 1 : 0],
      ),
    )
    const named = rows.map(toAgreement).filter(({ agents }) => agents.length === 0 || agents.includes(person.id))
    for (const agreement of named)
      found.push({
        evidence: { table: 'agency_agreement', id: agreement.id, at: null },
        bar: findAdmissionBar(footing, agreement, person, today),
      })
    if (named.length === 0)
      found.push({
        evidence: { table: 'agency', id: agencyId, at: footing.basicFormAt },
        bar: findAdmissionBar(footing, undefined, person, today),
      })
  }
  return found
}

async function findTarget(
  db: ReadDb,
  code: string | undefined,
  today: CivilDate,
): Promise<DiagnosisFacts['target'] | undefined> {
  const enterprise = code === undefined ? undefined : await findEnterpriseByCode(db, code)
  if (enterprise === undefined) return undefined
  const rows = await db.all<{ id: string; valid_from: string; valid_until: string }>(
    sql('select id, valid_from, valid_until from cross_project where enterprise_id = ? order by id', [enterprise.id]),
  )
  return {
    enterpriseId: enterprise.id,
    projects: rows.map((row) => ({ id: row.id, counts: row.valid_from <= today && row.valid_until >= today })),
  }
}

/** Everything a diagnosis rests on that both the desk and the central have; nothing for somebody unknown here. */
export async function loadDiagnosis(
  db: ReadDb,
  { personId, enterpriseCode }: DiagnosisQuery,
  now: Instant,
): Promise<DiagnosisFacts | undefined> {
  const row = await db.find<PersonColumns>(
    sql(
      'select account_state, document_type, credential_state, credential_void_at, captured_at, captured_phone, validity_end from person where id = ?',
      [personId],
    ),
  )
  if (row === undefined) return undefined
  const today = beijingDate(now)
  const target = await findTarget(db, enterpriseCode, today)
  const phones = await listPhones(db, personId)
  const person = { id: personId, accountState: row.account_state }
  return {
    person: {
      ...person,
      documentType: row.document_type,
      credentialState: row.credential_state,
      credentialVoidAt: row.credential_void_at,
      capturedAt: row.captured_at,
      capturedPhone: row.captured_phone,
      validityEnd: row.validity_end,
    },
    phones: phones.map(({ id, number, state, is_default, verified_at, emptied_at }) => ({
      id,
      number,
      state,
      isDefault: is_default === 1,
      verifiedAt: verified_at,
      emptiedAt: emptied_at,
    })),
    attempts: await listAttempts(db, personId, now),
    relations: await listRelationsOfPerson(db, personId),
    agencies: await listAgencies(db, person, target?.enterpriseId, today),
    ...(target === undefined ? {} : { target }),
  }
}

/** The causes as they leave the data thread or the central. */
export const explain = (facts: DiagnosisFacts | undefined, context: DiagnosisContext): LoginCause[] =>
  facts === undefined
    ? []
    : diagnose(facts, context).map(({ evidence, ...cause }) => ({ ...cause, evidence: [...evidence] }))

export const diagnosisReads = {
  'diagnosis.read': async (db: ReadDb, query: DiagnosisQuery, { now, policy }: ReadContext): Promise<LoginCause[]> =>
    explain(await loadDiagnosis(db, query, now), { now, policy }),
}
