import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addDays, beijingDate } from '../../../src/domain/kernel/calendar.ts'
import { DAY } from '../../../src/domain/kernel/instant.ts'
import type { Proof } from '../../../src/domain/kernel/proof.ts'
import { IDENTITY_TYPES, isManager } from '../../../src/domain/permission/identity-types.ts'
import { liaoning, liaoningLegacy, shandong } from '../../../src/domain/policy/profiles.ts'
import { decideRelation } from '../../../src/domain/relation/decide.ts'
import { isLive, standingOn, TAB_STATES } from '../../../src/domain/relation/standing.ts'
import { transitions } from '../../../src/domain/relation/transitions.ts'
import {
  RELATION_EVENTS,
  type Relation,
  type RelationCase,
  type RelationCommand,
} from '../../../src/domain/relation/types.ts'
import { approvedBy, atCounter, facePassed, makePerson, NOW, staffActor } from './make.ts'

const PEOPLE = ['A', 'B', 'C']
const ENTERPRISES = ['E1', 'E2']
const PROFILES = [liaoning, shandong, liaoningLegacy]

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

interface Step {
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
  readonly face: boolean | null
  readonly approved: boolean | null
  readonly daysLater: number
  readonly stale: boolean
  /** The right party speaks, as mostly happens; otherwise whoever the dice say. */
  readonly honest: boolean
}

const steps = fc.array(
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
    face: fc.constantFrom(true, true, false, null),
    approved: fc.constantFrom(true, true, false, null),
    daysLater: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 40),
    stale: fc.constantFrom(true, false, false),
    honest: fc.constantFrom(true, true, true, false),
  }),
  { minLength: 1, maxLength: 60, size: 'max' },
)

/** All relations there are, and what has ever been in a history. */
interface World {
  readonly relations: Map<string, Relation>
  readonly finished: Set<string>
}

function commandOf(step: Step, world: World, now: number): RelationCommand {
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

function caseOf(command: RelationCommand, step: Step, world: World): RelationCase {
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
const BY_SYSTEM = new Set<string>(['relation.record-core', 'relation.deregister-person'])

/** The step with the party that may say so: the person, a letter of the enterprise, or the core system. */
function honestly(step: Step, state: RelationCase): Step {
  const core = BY_SYSTEM.has(step.act)
  if (!BY_PERSON.has(step.act)) return { ...step, core, personal: false, letter: true }
  return { ...step, core, personal: true, visitor: state.person?.id ?? '' }
}

function contextOf(thrown: Step, state: RelationCase, policy: (typeof PROFILES)[number], id: string, now: number) {
  const step = thrown.honest ? honestly(thrown, state) : thrown
  const enterpriseId = state.enterprise?.id ?? ''
  const enterprise = step.letter
    ? ({ kind: 'letter', enterpriseId, attachmentId: 'scan' } as const)
    : ({ kind: 'enterprise', enterpriseId, identityType: 'legal-representative' } as const)
  const proofs: Proof[] = [
    ...(step.face === null ? [] : [facePassed(state.person?.id, step.face)]),
    ...(step.approved === null ? [] : [approvedBy('supervisor', step.approved)]),
  ]
  return {
    ...atCounter({
      visitor: step.visitor,
      acting: step.personal ? { kind: 'personal' } : enterprise,
      proofs,
      policy,
      actor: step.core ? { kind: 'system', source: 'core' } : staffActor(step.field ? 'field-officer' : 'clerk'),
    }),
    commandId: id,
    now,
  }
}

/** Whether the table of states knows this step. */
const isInTable = (from: Relation, to: Relation) =>
  RELATION_EVENTS.some((event) => {
    const cell = transitions[from.state][event]
    return 'to' in cell && cell.to.includes(to.state)
  })

function checkMove(before: Relation | undefined, after: Relation, context: ReturnType<typeof contextOf>) {
  if (before !== undefined) {
    const standing = standingOn(before, beijingDate(context.now))
    if (after.state !== before.state) expect(isInTable(standing, after)).toBe(true)
    // What a relation is about never changes, and its past isn't rewritten.
    for (const key of ['id', 'enterpriseId', 'personId', 'identityType', 'createdAt'] as const)
      expect(after[key]).toBe(before[key])
    if (!isLive(before)) expect(after.state).toBe(before.state)
  }
  const bySystem = context.actor.kind === 'system'
  if (isManager(after.identityType)) {
    expect(after.state).not.toBe('R6')
    expect(after.disabledReason).not.toBe('freeze')
    if (!bySystem && before !== undefined && isLive(before)) expect(after.state).toBe('R4')
  }
  const becameEffective = after.state === 'R4' && before?.state !== 'R4' && before?.state !== 'R5'
  if (!becameEffective) return
  expect(bySystem).toBe(false)
  if (before === undefined) {
    expect(context.policy.twoWayConfirmation).toBe(false)
    return
  }
  // Both sides have spoken: the one that began it, and now the other one, the person with their face.
  if (before.state === 'R1') {
    expect(context.visit?.personId).toBe(before.personId)
    expect(context.proofs).toContainEqual(facePassed(before.personId))
  }
  if (before.state === 'R2') expect(context.visit?.acting.kind).not.toBe('personal')
  if (before.state === 'R3') expect(before.inCore).toBe(true)
}

it('[R-TR-REL-18] keeps managers, twins, confirmations and history whole under any sequence of acts, in every profile', () => {
  let effective = 0
  let frozen = 0
  fc.assert(
    fc.property(steps, fc.constantFrom(...PROFILES), (sequence, policy) => {
      const world: World = { relations: new Map(), finished: new Set() }
      let now = NOW
      for (const [index, step] of sequence.entries()) {
        now += step.daysLater * DAY
        const command = commandOf(step, world, now)
        const state = caseOf(command, step, world)
        const context = contextOf(step, state, policy, `relation-${String(index)}`, now)
        const decision = decideRelation(state, command, context)
        if (decision.kind === 'held') expect(decision.events).toEqual([])
        if (decision.kind !== 'accepted') continue
        for (const { relation } of decision.events) {
          const before = world.relations.get(relation.id)
          checkMove(before, relation, context)
          if (relation.state === 'R4') effective++
          if (relation.disabledReason === 'freeze') frozen++
          world.relations.set(relation.id, { ...relation, version: (before?.version ?? 0) + 1 })
          if (TAB_STATES.history.includes(relation.state)) world.finished.add(relation.id)
        }
        const places = [...world.relations.values()]
          .filter(isLive)
          .map((one) => [one.enterpriseId, one.personId, one.identityType].join())
        expect(new Set(places).size).toBe(places.length)
        for (const id of world.finished) expect(isLive(world.relations.get(id) ?? { state: 'R1' })).toBe(false)
      }
    }),
    { numRuns: 600 },
  )
  // The walk reaches what it is meant to guard.
  expect(effective).toBeGreaterThan(200)
  expect(frozen).toBeGreaterThan(15)
})
