import type { ReadDb } from '../../storage/database.ts'
import { sql } from '../../storage/database.ts'

/** Somebody of the demo who can log in: their record is whole, their password is known and a code reaches them. */
export interface DemoTaxpayer {
  readonly personId: string
  readonly name: string
  readonly documentNumber: string
  readonly phone: string
  readonly creditCode: string
  readonly enterpriseName: string
  readonly identityType: string
}

/** Identity types that are worth showing, one person for each. */
const WANTED = ['legal-representative', 'finance-officer', 'staff-filing', 'staff-full', 'invoice-buyer']

/** Walks relations in the order of their ids and stops at the first fit. */
const FIND = `
select p.id as person_id, p.name, p.document_number, n.number, e.credit_code, e.name as enterprise_name
from relation r
join enterprise e on e.id = r.enterprise_id
join person p on p.id = r.person_id
join phone n on n.person_id = p.id and n.is_default = 1 and n.state = 'bound'
where r.identity_type = ? and r.state = 'R4' and r.valid_until is null and r.hall_id = ? and p.hall_id = r.hall_id
  and e.state = 'normal' and p.account_state = 'A2' and p.credential_state = 'K2' and p.document_type = 'resident-id'
  and p.captured_at is not null and p.has_scene_photo = 1
  and not exists (select 1 from relation o where o.person_id = p.id and o.id < r.id)
order by r.id limit 1`

/** The first fitting person of each wanted identity type in this hall; nobody twice. */
export async function pickTaxpayers(db: ReadDb, hallId: string): Promise<DemoTaxpayer[]> {
  const picked: DemoTaxpayer[] = []
  for (const identityType of WANTED) {
    const row = await db.find<{
      person_id: string
      name: string
      document_number: string
      number: string
      credit_code: string
      enterprise_name: string
    }>(sql(FIND, [identityType, hallId]))
    if (row === undefined) continue
    picked.push({
      personId: row.person_id,
      name: row.name,
      documentNumber: row.document_number,
      phone: row.number,
      creditCode: row.credit_code,
      enterpriseName: row.enterprise_name,
      identityType,
    })
  }
  return picked
}
