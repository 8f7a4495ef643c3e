import { beijingDate } from '../domain/kernel/calendar.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { maskCreditCode, maskDocumentNumber, maskEnterpriseName, maskName } from '../domain/kernel/mask.ts'
import type { Refusal } from '../domain/kernel/refusal.ts'
import { businessOf, firstPageOf } from '../domain/login/business.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import type { PersonSession } from './person-session.ts'
import { findDefaultNumber } from './phone.ts'
import { listIdentitiesOf, refuseSwitch } from './switch.ts'

/** Who is logged in, as what, and what else they could be here (R-PLT-02, R-PLT-05, R-ENT-02). */
export async function viewSession(db: ReadDb, session: PersonSession, now: Instant) {
  const { personId, entrance, enterpriseId, agencyId, projectId, identityType, expiresAt } = session
  const held = await listIdentitiesOf(db, session, now)
  return {
    personId,
    business: businessOf(entrance),
    entrance,
    firstPage: firstPageOf(entrance, enterpriseId !== null),
    enterpriseId,
    agencyId,
    projectId,
    identityType,
    identities: held.map((type) => ({ identityType: type, current: type === identityType })),
    // R-LGE-14: whoever came in without a number is told so until they have added one.
    advice: (await findDefaultNumber(db, personId)) === undefined ? ['add-phone' as const] : [],
    expiresAt,
  }
}

/** What of a log-in its owner hears after it has moved. */
export const viewMoved = ({ entrance, enterpriseId, identityType }: PersonSession) => ({
  business: businessOf(entrance),
  enterpriseId,
  identityType,
})

/** 个人办税 (R-SWT-03, R-MSK-04): one's own name whole, the number masked. */
export async function viewPerson(db: ReadDb, personId: string) {
  const row = await db.find<{ name: string; document_type: string; document_number: string }>(
    sql('select name, document_type, document_number from person where id = ?', [personId]),
  )
  if (row === undefined) throw new Error('a log-in without a person')
  return {
    name: row.name,
    documentType: row.document_type,
    documentNumber: maskDocumentNumber(row.document_number),
  }
}

interface EnterpriseFacts {
  readonly hallId: string
  readonly creditCode: string
  readonly name: string
  readonly legalRepresentative: string | null
  readonly realName: 'verified' | 'unverified'
  readonly taxAuthority: string
}

/** 已实名核验 and 未实名核验 (R-MSG-43). */
const REAL_NAME_LABELS = { verified: '已实名核验', unverified: '未实名核验' } as const

async function findFacts(db: ReadDb, enterpriseId: string, now: Instant): Promise<EnterpriseFacts | undefined> {
  const row = await db.find<{
    hall_id: string
    credit_code: string
    name: string
    realname_state: 'verified' | 'unverified'
    tax_authority: string
  }>(
    sql('select hall_id, credit_code, name, realname_state, tax_authority from enterprise where id = ?', [
      enterpriseId,
    ]),
  )
  const representative = await db.find<{ name: string }>(
    sql(
      "select p.name from relation r join person p on p.id = r.person_id where r.enterprise_id = ? and r.identity_type = 'legal-representative' and (r.state = 'R3' or r.state = 'R4' and (r.valid_until is null or r.valid_until >= ?)) order by r.state desc, r.id limit 1",
      [enterpriseId, beijingDate(now)],
    ),
  )
  return (
    row && {
      hallId: row.hall_id,
      creditCode: row.credit_code,
      name: row.name,
      legalRepresentative: representative?.name ?? null,
      realName: row.realname_state,
      taxAuthority: row.tax_authority,
    }
  )
}

/** 企业基本信息 with its two parts, masked (R-ENT-01, R-MSK-01). */
export async function viewEnterprise(db: ReadDb, session: PersonSession, now: Instant) {
  const facts = session.enterpriseId === null ? undefined : await findFacts(db, session.enterpriseId, now)
  if (facts === undefined) return refuseSwitch('switch-not-here')
  const { creditCode, name, legalRepresentative, realName, taxAuthority } = facts
  const { identities } = await viewSession(db, session, now)
  return {
    basic: {
      creditCode: maskCreditCode(creditCode),
      name: maskEnterpriseName(name),
      legalRepresentative: legalRepresentative === null ? null : maskName(legalRepresentative),
      realName,
      realNameLabel: REAL_NAME_LABELS[realName],
      taxAuthority,
    },
    people: { identityType: session.identityType ?? '', identities },
  }
}

/** One masked field whole, and whose audit chain has to say so (R-MSK-02). */
export async function findMaskedField(
  db: ReadDb,
  { enterpriseId }: PersonSession,
  field: 'creditCode' | 'name' | 'legalRepresentative',
  now: Instant,
): Promise<{ readonly enterpriseId: string; readonly hallId: string; readonly value: string | null } | Refusal> {
  const facts = enterpriseId === null ? undefined : await findFacts(db, enterpriseId, now)
  if (enterpriseId === null || facts === undefined) return refuseSwitch('switch-not-here')
  return { enterpriseId, hallId: facts.hallId, value: facts[field] }
}
