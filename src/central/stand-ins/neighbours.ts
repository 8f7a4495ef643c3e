import { beijingDate } from '../../domain/kernel/calendar.ts'
import type { Instant } from '../../domain/kernel/instant.ts'
import type { ReadDb } from '../../storage/database.ts'
import { sql } from '../../storage/database.ts'

/** Somebody who was there before the town, by what a log-in asks for; their passwords nobody knows. */
export interface Neighbour {
  readonly name: string
  readonly documentNumber: string
  readonly number: string
  /** Of the agency they are an agent of, or of the enterprise they act for. */
  readonly code: string
}

/** People a program can play besides those it brings: what they rest on begins at a counter, not on the web. */
export interface Neighbours {
  /** Agents whose agency has filed both forms (R-AGY-09). */
  readonly agents: readonly Neighbour[]
  /** Managers of enterprises with a project of another region under way (R-XRG). */
  readonly travellers: readonly Neighbour[]
}

const MOST = 10
const REACHABLE = `p.account_state = 'A2' and p.document_type = 'resident-id' and p.credential_state = 'K2' and p.captured_at is not null`
const PHONE = "join phone n on n.person_id = p.id and n.is_default = 1 and n.state = 'bound'"

const AGENTS = `
select distinct p.id, p.name, p.document_number, n.number, a.credit_code as code
from agency a
join agency_agreement g on g.agency_id = a.id
join agency_person ap on ap.agency_id = a.id
join person p on p.id = ap.person_id
${PHONE}
where a.basic_form_at is not null and g.state = 'G3' and g.valid_from <= ? and g.valid_until >= ?
  and g.agent_person_ids like '%' || p.id || '%' and ${REACHABLE}
order by p.id limit ${String(MOST)}`

const TRAVELLERS = `
select distinct p.id, p.name, p.document_number, n.number, e.credit_code as code
from cross_project x
join enterprise e on e.id = x.enterprise_id
join relation r on r.enterprise_id = e.id and r.state = 'R4' and r.identity_type = 'legal-representative'
join person p on p.id = r.person_id
${PHONE}
where x.valid_from <= ? and x.valid_until >= ? and e.state = 'normal' and ${REACHABLE}
order by p.id limit ${String(MOST)}`

interface Row {
  readonly name: string
  readonly document_number: string
  readonly number: string
  readonly code: string
}

/** The demonstration's people whom a program can play; empty lists where there is no demonstration. */
export async function listNeighbours(db: ReadDb, now: Instant): Promise<Neighbours> {
  const today = beijingDate(now)
  const list = async (text: string) =>
    (await db.all<Row>(sql(text, [today, today]))).map(
      ({ name, document_number: documentNumber, number, code }): Neighbour => ({ name, documentNumber, number, code }),
    )
  return { agents: await list(AGENTS), travellers: await list(TRAVELLERS) }
}
