import { TAB_STATES } from '../../../src/domain/relation/standing.ts'
import type { DemoFacts } from '../../../src/central/seed/seed-demo.ts'
import type { Central } from './central.ts'
import { centralRow } from './central-rows.ts'

/** Somebody of the demo, with everything that is printed on their card. */
export interface Visitor {
  readonly id: string
  readonly name: string
  readonly document_number: string
  readonly sex: string
  readonly birth: string
  /** Their default number. */
  readonly number: string
}

const ORDINARY = `
select p.id, p.name, p.document_number, p.sex, p.birth, n.number from person p
join phone n on n.person_id = p.id and n.is_default = 1 and n.state = 'bound'
join staff s on s.login = 'clerk1' and s.hall_id = p.hall_id
where p.document_type = 'resident-id' and p.account_state = 'A2' and p.credential_state = 'K2'
  and p.captured_at is not null and p.has_scene_photo = 1`

/**
 * A resident of the first hall with an ordinary file: active, captured, a number of their own.
 * @param place tells several of them apart; the same place is the same person on every copy of the data.
 */
export const getVisitor = (central: Pick<Central, 'database'>, place = 0): Visitor =>
  centralRow<Visitor>(central, `${ORDINARY} order by p.id limit 1 offset ?`, place)

/** An ordinary visitor who manages an enterprise, and that enterprise. */
export interface Manager extends Visitor {
  readonly enterprise_id: string
  readonly enterprise_name: string
  readonly credit_code: string
}

/** Staff of an enterprise in order, below its managers, whose relation counts. */
const STAFF = `select r.enterprise_id, r.person_id from relation r join person s on s.id = r.person_id
where r.state = 'R4' and s.account_state = 'A2'
  and r.identity_type not in ('legal-representative', 'finance-officer')`

/** 法定代表人 of an enterprise of the first hall that has at least so many staff below its managers. */
export const getManager = (central: Pick<Central, 'database'>, staff: number): Manager =>
  centralRow<Manager>(
    central,
    `select v.*, e.id as enterprise_id, e.name as enterprise_name, e.credit_code from (${ORDINARY}) v
     join relation r on r.person_id = v.id and r.state = 'R4' and r.identity_type = 'legal-representative'
     join enterprise e on e.id = r.enterprise_id and e.state = 'normal'
     where (select count(*) from (${STAFF}) t where t.enterprise_id = e.id) >= ?
     order by v.id limit 1`,
    staff,
  )

/** One of the staff below the managers of an enterprise. */
export const getStaff = (central: Pick<Central, 'database'>, enterpriseId: string, place: number): { name: string } =>
  centralRow<{ name: string }>(
    central,
    `select p.name from (${STAFF}) t join person p on p.id = t.person_id where t.enterprise_id = ?
     order by p.id limit 1 offset ?`,
    enterpriseId,
    place,
  )

/** An ordinary visitor who has nothing to do with an enterprise. */
export const getStranger = (central: Pick<Central, 'database'>, enterpriseId: string, place = 0): Visitor =>
  centralRow<Visitor>(
    central,
    `${ORDINARY} and not exists (select 1 from relation r where r.person_id = p.id and r.enterprise_id = ?)
     order by p.id limit 1 offset ?`,
    enterpriseId,
    7 + place,
  )

/** How many relations of an enterprise stand in its history. */
export const countHistory = (central: Pick<Central, 'database'>, enterpriseId: string): number =>
  centralRow<{ count: number }>(
    central,
    `select count(*) as count from relation where enterprise_id = ? and hidden_for_enterprise = 0
     and state in (${TAB_STATES.history.map((state) => `'${state}'`).join(', ')})`,
    enterpriseId,
  ).count

/** Somebody whom the core system names for an enterprise, in a relation that `where` describes. */
const getNamed = (central: Pick<Central, 'database'>, where: string): Manager =>
  centralRow<Manager>(
    central,
    `select v.*, e.id as enterprise_id, e.name as enterprise_name, e.credit_code from (${ORDINARY}) v
     join relation r on r.person_id = v.id and r.in_core = 1 and ${where}
     join enterprise e on e.id = r.enterprise_id and e.state = 'normal' order by v.id limit 1`,
  )

/** 财务负责人 of an enterprise that they haven't bound yet. */
export const getUnbound = (central: Pick<Central, 'database'>): Manager =>
  getNamed(central, "r.state = 'R3' and r.identity_type = 'finance-officer'")

/** One of the staff, below the managers, of an enterprise that the core system knows them for. */
export const getCoreStaff = (central: Pick<Central, 'database'>): Manager =>
  getNamed(central, "r.state = 'R4' and r.identity_type not in ('legal-representative', 'finance-officer')")

/** A resident whose record is whole but for the photograph taken at a counter. */
export const getUnphotographed = (central: Pick<Central, 'database'>): Visitor =>
  centralRow<Visitor>(
    central,
    `${ORDINARY.replace('p.has_scene_photo = 1', 'p.has_scene_photo = 0')} and p.validity_kind = 'long-term'
     order by p.id limit 1`,
  )

/** A person of the demo whose own password is known to tests, as it is to themselves. */
export const getTaxpayer = (central: Pick<Central, 'database'>, place = 0): Visitor => {
  const { value } = centralRow<{ value: string }>(central, "select value from central_state where name = 'demo'")
  const { taxpayers } = JSON.parse(value) as DemoFacts
  return centralRow<Visitor>(central, `${ORDINARY} and p.id = ?`, taxpayers[place]?.personId ?? '')
}
