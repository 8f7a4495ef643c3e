import { addDays, addMonthsClamped } from '../../domain/kernel/calendar.ts'
import { personIdOf } from './basics.ts'
import { enterpriseIdOf } from './enterprises.ts'
import type { CreditCodes } from './enterprises.ts'
import { drawOtherCounty, HALLS, taxAuthorityOf } from './places.ts'
import { drawIndexIn, hallIndexOf, hallOf, makeId, recordedAt, STREAM, streamOf } from './plan.ts'
import type { Plan } from './plan.ts'
import { Weighted } from './random.ts'
import type { Random } from './random.ts'
import type { AgencyAgreementRow, AgencyPersonRow, AgencyRow, CrossProjectRow } from './rows.ts'
import { drawActive } from './staffing.ts'
import { BRAND_CHARACTERS } from './words.ts'

/** A client of an agency and the agents that handle it; indexes name people and enterprises. */
export interface Agreement {
  readonly client: number
  readonly agents: readonly number[]
  readonly state: string
}

/** An agency by indexes alone, cheap to make; `agencyRowsOf` turns it into rows. */
export interface Agency {
  readonly index: number
  /** Whether 《…机构（人员）基本信息采集表》 has been filed (R-AGY-07). */
  readonly filed: boolean
  readonly agents: readonly number[]
  readonly agreements: readonly Agreement[]
}

export interface AgencyRows {
  readonly agency: AgencyRow
  readonly people: readonly AgencyPersonRow[]
  readonly agreements: readonly AgencyAgreementRow[]
}

const PER_AGENCY = 64

const kinds = new Weighted([
  ['税务师事务所有限公司', 4],
  ['会计服务有限公司', 5],
  ['财税咨询有限公司', 5],
  ['代理记账有限公司', 4],
])

/** G2 filed and not begun, G3 in force, G4 run out, G5 cancelled (rules §4.7). */
const agreementStates = new Weighted([
  ['G3', 78],
  ['G4', 10],
  ['G5', 7],
  ['G2', 5],
])

/** Both days of an agreement, agreeing with its state. */
function term(random: Random, plan: Plan, state: string) {
  const starts = {
    G2: random.between(3, 40),
    G3: -random.between(1, 360),
    G4: -random.between(400, 900),
    G5: -random.between(60, 360),
  }
  const from = addDays(plan.today, starts[state as keyof typeof starts])
  return { valid_from: from, valid_until: addDays(addMonthsClamped(from, 12), -1) }
}

/** Different people of the hall who may act. */
function drawAgents(random: Random, plan: Plan, hallIndex: number, count: number): number[] {
  const agents = new Set<number>()
  for (let tries = 0; tries < count * 3 && agents.size < count; tries += 1)
    agents.add(drawActive(plan, random, hallIndex))
  return [...agents]
}

/**
 * An agency with its two forms (R-AGY-07, R-AGY-08). Some have not filed the first; now and then a handling agent
 * stands in the second form alone, and may therefore not enter (R-AGY-09).
 */
export function agencyAt(plan: Plan, index: number): Agency {
  const random = streamOf(plan, STREAM.agency, index)
  const hall = hallIndexOf(index)
  const agents = drawAgents(random, plan, hall, random.between(2, 8))
  const filed = index === 0 || random.chance(0.95)
  const clients = new Set<number>()
  for (let left = random.between(5, 40); left > 0; left -= 1) clients.add(drawIndexIn(random, hall, plan.enterprises))
  const agreements = [...clients].map((client) => {
    const first = random.below(agents.length)
    const handling = agents.slice(first, first + random.between(1, 2))
    if (random.chance(0.05)) handling.push(drawActive(plan, random, hall))
    return { client, agents: [...new Set(handling)], state: filed ? agreementStates.draw(random) : 'G2' }
  })
  return { index, filed, agents, agreements }
}

/** Every row of an agency. */
export function agencyRowsOf(plan: Plan, codes: CreditCodes, { index, filed, agents, agreements }: Agency): AgencyRows {
  const random = streamOf(plan, STREAM.agencyRow, index)
  const hall = hallOf(index)
  const at = recordedAt(plan, STREAM.agency, index)
  const id = makeId(plan, STREAM.agency, index * PER_AGENCY, at)
  const brand = random.pick(BRAND_CHARACTERS) + random.pick(BRAND_CHARACTERS)
  return {
    agency: {
      id,
      hall_id: hall.id,
      credit_code: codes.agencyCodeAt(index),
      name: hall.companyPlace + brand + kinds.draw(random),
      basic_form_at: filed ? at : null,
      version: 1,
    },
    people: agents.map((agent) => ({ agency_id: id, person_id: personIdOf(plan, agent), version: 1 })),
    agreements: agreements.map((agreement, place) => ({
      id: makeId(plan, STREAM.agency, index * PER_AGENCY + 1 + place, at),
      agency_id: id,
      enterprise_id: enterpriseIdOf(plan, agreement.client),
      agent_person_ids: JSON.stringify(agreement.agents.map((agent) => personIdOf(plan, agent))),
      ...term(random, plan, agreement.state),
      state: agreement.state,
      version: 1,
    })),
  }
}

/** How many cross-region projects a plan has. */
export function projectCount(plan: Plan): number {
  return Math.round(plan.enterprises * 0.04)
}

/**
 * A project away from home (R-XRG): mostly in another hall of this jurisdiction, which then keeps the row, else in
 * another county of the province, and the home hall keeps it.
 */
export function projectAt(plan: Plan, index: number): CrossProjectRow {
  const random = streamOf(plan, STREAM.project, index)
  const enterprise = drawIndexIn(random, hallIndexOf(index), plan.enterprises)
  const home = hallOf(enterprise)
  const away = HALLS[(hallIndexOf(enterprise) + random.between(1, 2)) % HALLS.length] ?? home
  const inside = random.chance(0.7)
  const division = inside ? away.division : drawOtherCounty(random, home)
  const report = random.chance(0.65)
  const from = addDays(plan.today, -random.between(10, 500))
  return {
    id: makeId(plan, STREAM.project, index, recordedAt(plan, STREAM.project, index)),
    hall_id: inside ? away.id : home.id,
    enterprise_id: enterpriseIdOf(plan, enterprise),
    kind: report ? 'report' : 'tax-source',
    number: report ? `${division}${from.slice(0, 4)}${String(index + 1).padStart(6, '0')}` : null,
    division,
    tax_authority: taxAuthorityOf(division),
    valid_from: from,
    valid_until: addDays(from, random.between(90, 720)),
    version: 1,
  }
}
