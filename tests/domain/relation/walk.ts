import fc from 'fast-check'
import { addDays, beijingDate } from '../../../src/domain/kernel/calendar.ts'
import type { Actor } from '../../../src/domain/kernel/actor.ts'
import type { DecideContext } from '../../../src/domain/kernel/context.ts'
import type { Proof } from '../../../src/domain/kernel/proof.ts'
import { IDENTITY_TYPES, isManager } from '../../../src/domain/permission/identity-types.ts'
import type { Policy } from '../../../src/domain/policy/policy.ts'
import { liaoning, liaoningLegacy, shandong } from '../../../src/domain/policy/profiles.ts'
import { isLive } from '../../../src/domain/relation/standing.ts'
import type { Relation, RelationCase, RelationCommand } from '../../../src/domain/relation/types.ts'
import { approvedBy, atCounter, facePassed, makePerson, staffActor } from './make.ts'

const PEOPLE = ['A', 'B', 'C']
const ENTERPRISES = ['E1', 'E2']
export const PROFILES = [liaoning, shandong, liaoningLegacy]

const ROW_ACTS = [
  'relation.accept',
  'relation.refuse',
  'relation.confirm',
  'relation.reject',
  'relation.withdraw',
  'relation.delete',
  'relation.freeze',
  'relation.unfreeze',
  'relation.unbind',
] as const

/** One throw of the dice: who does what to whom, with what in hand. */
export interface Step {
  readonly act: RelationCommand['name']
  readonly pick: number
  readonly visitor: string
  readonly person: string
  readonly enterprise: string
  readonly type: string
  readonly letter: boolean
  readonly personal: boolean
  readonly core: boolean
  readonly field: boolean
  /** By the taxpayers' own log-in instead of a counter. */
  readonly online: boolean
  readonly face: boolean | null
  readonly approved: boolean | null
  readonly daysLater: number
  readonly stale: boolean
  /** The right party speaks, as mostly happens; otherwise whoever the dice say. */
  readonly honest: boolean
}

export const steps = fc.array(
  fc.record<Step>({
    act: fc.constantFrom(
      ...ROW_ACTS,
      ...ROW_ACTS,
      'relation.manage',
      'relation.add',
      'relation.add',
      'relation.apply',
      'relation.bind',
      'relation.record-core',
      'relation.record-core',
      'relation.drop-core',
      'relation.clear-history',
      'relation.deregister-person',
    ),
    pick: fc.nat(12),
    visitor: fc.constantFrom(...PEOPLE),
    person: fc.constantFrom(...PEOPLE),
    enterprise: fc.constantFrom(...ENTERPRISES),
    type: fc.constantFrom(...IDENTITY_TYPES.map((type) => type.id)),
    letter: fc.boolean(),
    personal: fc.boolean(),
    core: fc.boolean(),
    field: fc.boolean(),
    online: fc.boolean(),
    face: fc.constantFrom(true, true, false, null),
    approved: fc.constantFrom(true, true, false, null),
    daysLater: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 40),
    stale: fc.constantFrom(true, false, false),
    honest: fc.constantFrom(true, true, true, false),
  }),
  { minLength: 1, maxLength: 60, size: 'max' },
)

/** All relations there are. */
export interface World {
  readonly relations: Map<string, Relation>
}

/** What the step asks for, about one of the relations there are. */
export function commandOf(step: Step, world: World, now: number): RelationCommand {
  const all = [...world.relations.values()]
  const live = all.filter(isLive)
  const pool = step.honest && live.length > 0 ? live : all
  const row = pool[step.pick % Math.max(1, pool.length)]
  const named = {
    relationId: row?.id ?? 'none',
    enterpriseId: row?.enterpriseId ?? 'none',
    personId: row?.personId ?? 'none',
    seen: row === undefined ? {} : { [row.id]: row.version - (step.stale ? 1 : 0) },
  }
  const { act, person: personId, enterprise: enterpriseId, type: identityType } = step
  const validUntil = addDays(beijingDate(now), 60)
  const functions = IDENTITY_TYPES.find((type) => type.id === identityType)?.functions.slice(0, 2) ?? []
  const terms = { identityType, functions, validUntil, seen: {} }
  const document = { personName: '欧阳娜娜', documentType: 'resident-id', documentNumber: '210102199003071235' }
  switch (act) {
    case 'relation.add':
      return { name: act, enterpriseId, personId, ...document, ...terms }
    case 'relation.apply':
      return { name: act, personId, enterpriseCode: enterpriseId, ...terms }
    case 'relation.bind':
      return { name: act, personId, enterpriseCode: enterpriseId, identityType, seen: {} }
    case 'relation.record-core':
      return { name: act, enterpriseId, personId, identityType, seen: {} }
    case 'relation.drop-core':
      return { name: act, enterpriseId, personId, identityType, seen: {} }
    case 'relation.deregister-person':
      return { name: act, personId, seen: {} }
    case 'relation.manage':
      return {
        name: act,
        ...named,
        functions: row?.functions ?? [],
        validUntil,
        permissionIdentityId: null,
      }
    case 'relation.clear-history': {
      const relationIds = all.filter((one) => !isLive(one) && one.enterpriseId === enterpriseId).map((one) => one.id)
      return { name: act, side: 'enterprise', ownerId: enterpriseId, relationIds, seen: {} }
    }
    default:
      return { name: act, ...named }
  }
}

/** What storage would load for it. */
export function caseOf(command: RelationCommand, step: Step, world: World): RelationCase {
  const all = [...world.relations.values()]
  const row = 'relationId' in command ? world.relations.get(command.relationId) : undefined
  const enterpriseId = row?.enterpriseId ?? step.enterprise
  const personId = row?.personId ?? step.person
  return {
    enterprise: { id: enterpriseId, hallId: 'hall' },
    relation: row,
    listed:
      command.name === 'relation.deregister-person'
        ? all.filter((one) => one.personId === personId)
        : all.filter((one) => 'relationIds' in command && command.relationIds.includes(one.id)),
    person: makePerson({ id: personId }),
    captureUnderway: false,
    live: all.filter((one) => isLive(one) && one.enterpriseId === enterpriseId && one.personId === personId),
    managers: all.filter((one) => isLive(one) && one.enterpriseId === enterpriseId && isManager(one.identityType)),
    permissionIdentity: undefined,
  }
}

const BY_PERSON = new Set<string>([
  'relation.accept',
  'relation.refuse',
  'relation.unbind',
  'relation.apply',
  'relation.bind',
])
const BY_SYSTEM = new Set<string>(['relation.record-core', 'relation.drop-core', 'relation.deregister-person'])

/** The step with the party that may say so: the person, the enterprise's manager or letter, or the core system. */
function honestly(step: Step, state: RelationCase): Step {
  const core = BY_SYSTEM.has(step.act)
  if (BY_PERSON.has(step.act)) return { ...step, core, personal: true, visitor: state.person?.id ?? '' }
  const manager = state.managers.find((one) => one.state === 'R4')?.personId
  const online = step.online && manager !== undefined
  return { ...step, core, online, personal: false, letter: !online, visitor: manager ?? step.visitor }
}

function actorOf(step: Step, enterpriseId: string): Actor {
  if (step.core) return { kind: 'system', source: 'core' }
  if (!step.online) return staffActor(step.field ? 'field-officer' : 'clerk')
  const personId = step.visitor
  return step.personal ? { kind: 'person', personId } : { kind: 'person', personId, enterpriseId }
}

/** Who says it, with which proofs: at a counter, or logged in by themselves. */
export function contextOf(thrown: Step, state: RelationCase, policy: Policy, id: string, now: number): DecideContext {
  const step = thrown.honest ? honestly(thrown, state) : thrown
  const enterpriseId = state.enterprise?.id ?? ''
  const enterprise = step.letter
    ? ({ kind: 'letter', enterpriseId, attachmentId: 'scan' } as const)
    : ({ kind: 'enterprise', enterpriseId, identityType: 'legal-representative' } as const)
  const proofs: Proof[] = [
    ...(step.face === null ? [] : [facePassed(state.person?.id, step.face)]),
    ...(step.approved === null ? [] : [approvedBy('supervisor', step.approved)]),
  ]
  const actor = actorOf(step, enterpriseId)
  const acting = step.personal ? ({ kind: 'personal' } as const) : enterprise
  const { visit, ...online } = atCounter({ visitor: step.visitor, acting, proofs, policy, actor })
  const context = { ...online, commandId: id, now }
  return actor.kind === 'person' || visit === undefined ? context : { ...context, visit }
}
