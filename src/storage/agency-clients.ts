import { findAdmissionBar, type Footing } from '../domain/agency/standing.ts'
import type { AgencyPerson } from '../domain/agency/types.ts'
import { beijingDate } from '../domain/kernel/calendar.ts'
import type { CivilDate, Instant } from '../domain/kernel/instant.ts'
import { findAgency, findAgencyPerson, listPersonnel } from './agency-load.ts'
import { toAgreement, type AgreementRecord } from './agency-rows.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'

/** A taxpayer that an agent may act for today; unmasked, for the caller to mask. */
export interface AgencyClient {
  readonly agreementId: string
  readonly agencyId: string
  readonly enterpriseId: string
  /** The enterprise's hall. */
  readonly hallId: string
  readonly creditCode: string
  readonly taxpayerNumber: string | null
  readonly name: string
  readonly validFrom: CivilDate
  readonly validUntil: CivilDate
}

interface ClientRecord extends AgreementRecord {
  readonly hall_id: string
  readonly credit_code: string
  readonly taxpayer_number: string | null
  readonly name: string
}

const CLIENTS =
  'select g.*, e.hall_id, e.credit_code, e.taxpayer_number, e.name from agency_agreement g join enterprise e on e.id = g.enterprise_id where g.agency_id = ?'

/** The agency's first form and the agent's account: what every client of the list has in common. */
async function findStanding(
  db: ReadDb,
  agencyId: string,
  personId: string,
): Promise<{ readonly footing: Footing; readonly person: AgencyPerson } | undefined> {
  const agency = await findAgency(db, agencyId)
  const person = await findAgencyPerson(db, personId)
  if (agency === undefined || person === undefined) return undefined
  return { footing: { basicFormAt: agency.basicFormAt, personnel: await listPersonnel(db, agencyId) }, person }
}

/** One entry a client: of two agreements in force the later one counts. */
function toClients(
  rows: readonly ClientRecord[],
  standing: NonNullable<Awaited<ReturnType<typeof findStanding>>>,
  now: Instant,
): AgencyClient[] {
  const today = beijingDate(now)
  const admitted = rows.filter(
    (row) => findAdmissionBar(standing.footing, toAgreement(row), standing.person, today) === undefined,
  )
  const clients = admitted.map((row) => ({
    agreementId: row.id,
    agencyId: row.agency_id,
    enterpriseId: row.enterprise_id,
    hallId: row.hall_id,
    creditCode: row.credit_code,
    taxpayerNumber: row.taxpayer_number,
    name: row.name,
    validFrom: row.valid_from,
    validUntil: row.valid_until,
  }))
  return [...new Map(clients.map((client) => [client.enterpriseId, client])).values()]
}

/**
 * Every client the agent may enter today, by name (R-AGY-02, R-AGY-06, R-AGY-09, R-AGY-10, R-AGY-14): agreements
 * that are in force, whose agency has filed its people, and that name this person in both forms. Empty for strangers.
 */
export async function listClients(
  db: ReadDb,
  agencyId: string,
  personId: string,
  now: Instant,
): Promise<AgencyClient[]> {
  const standing = await findStanding(db, agencyId, personId)
  if (standing === undefined) return []
  return toClients(await db.all<ClientRecord>(sql(`${CLIENTS} order by e.name, g.id`, [agencyId])), standing, now)
}

/** The client, if the agent may act for it today: asked with every request of an agency's session (R-AGY-03). */
export async function findClient(
  db: ReadDb,
  { agencyId, enterpriseId, personId }: { agencyId: string; enterpriseId: string; personId: string },
  now: Instant,
): Promise<AgencyClient | undefined> {
  const standing = await findStanding(db, agencyId, personId)
  if (standing === undefined) return undefined
  const rows = await db.all<ClientRecord>(
    sql(`${CLIENTS} and g.enterprise_id = ? order by g.id`, [agencyId, enterpriseId]),
  )
  return toClients(rows, standing, now)[0]
}
