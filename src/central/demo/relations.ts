import { addDays, beijingDate } from '../../domain/kernel/calendar.ts'
import type { CivilDate, Instant } from '../../domain/kernel/instant.ts'
import { DAY } from '../../domain/kernel/instant.ts'
import { findIdentityType } from '../../domain/permission/identity-types.ts'
import type { IdentityTypeId } from '../../domain/permission/identity-types.ts'
import { personIdOf } from './basics.ts'
import { enterpriseIdOf } from './enterprises.ts'
import { hallOf, makeId, recordedAt, STREAM, streamOf } from './plan.ts'
import type { Plan } from './plan.ts'
import { Weighted } from './random.ts'
import type { Random } from './random.ts'
import type { RelationRow } from './rows.ts'
import { drawNear, managersOf } from './staffing.ts'

/** A relation by the indexes of its two sides, cheap to make; `relationRowOf` turns it into a row. */
export interface Relation {
  readonly index: number
  readonly enterprise: number
  readonly person: number
  readonly type: IdentityTypeId
  readonly life: Life
}

/** Room for an enterprise's relations in the plan's numbering. */
const PER_ENTERPRISE = 32

const staffTypes = new Weighted<IdentityTypeId>([
  ['staff', 3],
  ['staff-filing', 4],
  ['staff-invoicing', 3],
  ['staff-full', 4],
  ['invoice-buyer', 2],
])
const staffCounts = new Weighted([
  [0, 34],
  [1, 30],
  [2, 18],
  [3, 10],
  [4, 5],
  [5, 2],
  [6, 1],
])

/** State of a relation and all that goes with it: rules §4.3. */
export type Life = Pick<
  RelationRow,
  'state' | 'initiator' | 'in_core' | 'valid_until' | 'disabled_reason' | 'ended_by'
> & {
  readonly created_at: Instant
  readonly decided_at: Instant | null
}

const functionsOf = (type: IdentityTypeId) => findIdentityType(type)?.functions ?? []

/** Draws the lives of one enterprise's relations; `since` is when the enterprise came. */
class Lives {
  readonly #plan: Plan
  readonly #random: Random
  readonly #since: Instant

  constructor(plan: Plan, random: Random, since: Instant) {
    this.#plan = plan
    this.#random = random
    this.#since = since
  }

  #between(least: Instant, most: Instant): Instant {
    return least >= most ? most : least + Math.floor(this.#random.unit() * (most - least))
  }

  #lately(days: number): Instant {
    return this.#between(Math.max(this.#since, this.#plan.now - days * DAY), this.#plan.now)
  }

  #validity(): CivilDate | null {
    const roll = this.#random.unit()
    if (roll < 0.35) return null
    return addDays(this.#plan.today, roll < 0.42 ? this.#random.between(0, 20) : this.#random.between(30, 1000))
  }

  /** LR and FO come from the core system, have no end, and nearly all have been confirmed (R-TR-REL-08/10). */
  manager(): Life {
    const confirmed = this.#random.chance(0.96)
    return {
      state: confirmed ? 'R4' : 'R3',
      initiator: 'core',
      in_core: 1,
      valid_until: null,
      disabled_reason: null,
      ended_by: null,
      created_at: this.#since,
      decided_at: confirmed ? this.#between(this.#since, this.#plan.now) : null,
    }
  }

  /** The one who led before: ended by the core system when the register changed. */
  formerManager(): Life {
    return { ...this.manager(), state: 'R6', ended_by: 'system', decided_at: this.#lately(900) }
  }

  /** Staff in force or disabled; the reason and the dates agree with the state (OP-09). */
  staff(): Life {
    const roll = this.#random.unit()
    const created = this.#between(this.#since, this.#plan.now - DAY)
    const common = {
      initiator: this.#random.chance(0.6) ? 'enterprise' : this.#random.chance(0.6) ? 'person' : 'core',
      ended_by: null,
      created_at: created,
      decided_at: this.#between(created, this.#plan.now),
    }
    const in_core = common.initiator === 'core' || this.#random.chance(0.3) ? 1 : 0
    if (roll < 0.88) return { ...common, in_core, state: 'R4', valid_until: this.#validity(), disabled_reason: null }
    if (roll < 0.95) {
      const ended = addDays(this.#plan.today, -this.#random.between(1, 500))
      const valid_until = ended < beijingDate(created) ? beijingDate(created) : ended
      return { ...common, in_core, state: 'R5', valid_until, disabled_reason: 'expired' }
    }
    return { ...common, in_core, state: 'R5', valid_until: this.#validity(), disabled_reason: 'freeze' }
  }

  /** Waiting for the person, for the enterprise, or for a confirmation of what the core system recorded. */
  pending(): Life {
    const roll = this.#random.unit()
    const [state, initiator] =
      roll < 0.5 ? ['R1', 'enterprise'] : roll < 0.85 ? ['R2', 'person'] : (['R3', 'core'] as const)
    return {
      state: state ?? 'R1',
      initiator: initiator ?? 'enterprise',
      in_core: state === 'R3' ? 1 : 0,
      valid_until: this.#validity(),
      disabled_reason: null,
      ended_by: null,
      created_at: this.#lately(45),
      decided_at: null,
    }
  }

  /** Deleted, withdrawn, refused by either side, or unbound by the person (R-HIS-04, OP-10). */
  history(): Life {
    const roll = this.#random.unit()
    const created = this.#between(this.#since, this.#plan.now - 3 * DAY)
    const ended = this.#between(created, this.#plan.now)
    const common = { valid_until: null, disabled_reason: null, created_at: created, decided_at: ended }
    if (roll < 0.45) return { ...common, state: 'R6', initiator: 'enterprise', in_core: 0, ended_by: 'enterprise' }
    if (roll < 0.6) return { ...common, state: 'R7', initiator: 'enterprise', in_core: 0, ended_by: 'enterprise' }
    if (roll < 0.75) return { ...common, state: 'R8', initiator: 'enterprise', in_core: 0, ended_by: 'person' }
    if (roll < 0.85) return { ...common, state: 'R8', initiator: 'person', in_core: 0, ended_by: 'enterprise' }
    return { ...common, state: 'R9', initiator: 'core', in_core: 1, ended_by: 'person' }
  }
}

/** Some of a type's functions were taken away by a manager later (R-REL-17); at least one stays (R-REL-19). */
function chosenFunctions(random: Random, type: IdentityTypeId): readonly string[] {
  const all = functionsOf(type)
  if (findIdentityType(type)?.kind === 'manager' || random.chance(0.75)) return all
  const kept = all.filter(() => random.chance(0.6))
  return kept.length === 0 ? all.slice(0, 1) : kept
}

/** Every relation of an enterprise, past and present, always the same for the same plan. LR first, FO second. */
export function relationsOf(plan: Plan, enterprise: number): readonly Relation[] {
  const random = streamOf(plan, STREAM.relation, enterprise)
  const since = recordedAt(plan, STREAM.enterprise, enterprise)
  const lives = new Lives(plan, random, since)
  const managers = managersOf(plan, enterprise)
  const relations: Relation[] = []
  const add = (person: number, type: IdentityTypeId, life: Life) => {
    relations.push({ index: enterprise * PER_ENTERPRISE + relations.length, enterprise, person, type, life })
  }
  add(managers.legalRepresentative, 'legal-representative', lives.manager())
  add(managers.financeOfficer, 'finance-officer', lives.manager())
  // No two of these rows share a person, so no live twin can arise (R-REL-27).
  const taken = new Set([managers.legalRepresentative, managers.financeOfficer])
  const addStranger = (type: IdentityTypeId, life: Life) => {
    const person = drawNear(plan, random, enterprise)
    if (taken.has(person)) return
    taken.add(person)
    add(person, type, life)
  }
  for (let left = staffCounts.draw(random); left > 0; left -= 1) addStranger(staffTypes.draw(random), lives.staff())
  // Small firms: who leads them files as well, a second identity in the same enterprise (R-LGE-10).
  if (random.chance(0.12)) add(managers.legalRepresentative, 'staff-full', lives.staff())
  if (random.chance(0.22)) addStranger(staffTypes.draw(random), lives.pending())
  for (let left = random.below(3); left > 0; left -= 1) {
    if (random.chance(0.45)) addStranger(staffTypes.draw(random), lives.history())
  }
  if (random.chance(0.07)) addStranger('legal-representative', lives.formerManager())
  return relations
}

export function relationRowOf(plan: Plan, { index, enterprise, person, type, life }: Relation): RelationRow {
  const random = streamOf(plan, STREAM.relationRow, index)
  const past = life.ended_by !== null
  return {
    id: makeId(plan, STREAM.relation, index, life.created_at),
    hall_id: hallOf(enterprise).id,
    enterprise_id: enterpriseIdOf(plan, enterprise),
    person_id: personIdOf(plan, person),
    identity_type: type,
    permission_identity_id: null,
    functions: JSON.stringify(chosenFunctions(random, type)),
    ...life,
    hidden_for_enterprise: past && random.chance(0.03) ? 1 : 0,
    hidden_for_person: past && random.chance(0.03) ? 1 : 0,
    version: 1,
    updated_at: life.decided_at ?? life.created_at,
  }
}
