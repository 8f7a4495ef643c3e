import { basicsOf } from './basics.ts'
import { drawIndexIn, hallIndexOf, STREAM, streamOf } from './plan.ts'
import type { Plan } from './plan.ts'
import type { Random } from './random.ts'

/** Who leads an enterprise, as indexes of people; often one person is both. */
export interface Managers {
  readonly legalRepresentative: number
  readonly financeOfficer: number
}

/** One in so many enterprises is led by the front man of a ring: one person, dozens of firms. */
const RING_SHARE = 0.015
/** So many people stand behind one ring's front man. */
const PEOPLE_A_RING = 4000
/** So many enterprises share one bookkeeper, where they have one. */
const FIRMS_A_BOOKKEEPER = 9

/** The front man of a ring: one of the first people of the jurisdiction that may act at all. */
export function frontManOf(plan: Plan, ring: number): number {
  let index = ring * 10
  while (basicsOf(plan, index).accountState !== 'A2') index += 1
  return index
}

export function ringCount(plan: Plan): number {
  return Math.max(1, Math.floor(plan.people / PEOPLE_A_RING))
}

/** A person of a hall who may act for an enterprise: with an account and their own password. */
export function drawActive(plan: Plan, random: Random, hallIndex: number): number {
  let index = drawIndexIn(random, hallIndex, plan.people)
  for (let tries = 0; tries < 30 && basicsOf(plan, index).accountState !== 'A2'; tries += 1) {
    index = drawIndexIn(random, hallIndex, plan.people)
  }
  return index
}

/** Mostly people of the enterprise's own hall; some come from another, so that halls have people in common. */
export function drawNear(plan: Plan, random: Random, enterprise: number): number {
  const home = hallIndexOf(enterprise)
  return drawActive(plan, random, random.chance(0.06) ? (home + random.between(1, 2)) % 3 : home)
}

/** A bookkeeper of the hall: drawn from so few that each serves several firms. */
function drawBookkeeper(plan: Plan, random: Random, enterprise: number): number {
  const hall = hallIndexOf(enterprise)
  const bookkeepers = Math.max(3, Math.round(plan.enterprises / FIRMS_A_BOOKKEEPER / 3))
  const chosen = streamOf(plan, STREAM.ring, 1_000_000 * (hall + 1) + random.below(bookkeepers))
  return drawActive(plan, chosen, hall)
}

/** The two managers of an enterprise. Every enterprise has both, always the same for the same plan. */
export function managersOf(plan: Plan, enterprise: number): Managers {
  const random = streamOf(plan, STREAM.managers, enterprise)
  const inRing = random.chance(RING_SHARE)
  const legalRepresentative = inRing
    ? frontManOf(plan, random.below(ringCount(plan)))
    : drawNear(plan, random, enterprise)
  const roll = random.unit()
  if (roll < 0.3) return { legalRepresentative, financeOfficer: legalRepresentative }
  const financeOfficer = roll < 0.65 ? drawBookkeeper(plan, random, enterprise) : drawNear(plan, random, enterprise)
  return { legalRepresentative, financeOfficer }
}
