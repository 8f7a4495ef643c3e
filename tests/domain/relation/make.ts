import type { Actor, Role } from '../../../src/domain/kernel/actor.ts'
import { beijingMidnight } from '../../../src/domain/kernel/calendar.ts'
import type { DecideContext } from '../../../src/domain/kernel/context.ts'
import { HOUR } from '../../../src/domain/kernel/instant.ts'
import type { Proof } from '../../../src/domain/kernel/proof.ts'
import type { ActingIdentity } from '../../../src/domain/kernel/visit.ts'
import type { Policy } from '../../../src/domain/policy/policy.ts'
import { liaoning } from '../../../src/domain/policy/profiles.ts'
import type {
  AddCommand,
  Relation,
  RelationCase,
  RelationCommand,
  RelationPerson,
} from '../../../src/domain/relation/types.ts'

export const TODAY = '2026-03-10'
export const NOW = beijingMidnight(TODAY) + 10 * HOUR

/** Enterprise E of hall H: manager M (法定代表人), finance officer F, member of staff S, stranger X. */
export const E = 'enterprise'
export const H = 'hall'

export function makeRelation(part: Partial<Relation> = {}): Relation {
  return {
    id: 'relation',
    hallId: H,
    enterpriseId: E,
    personId: 'S',
    identityType: 'staff-filing',
    permissionIdentityId: null,
    functions: ['filing.declare'],
    state: 'R4',
    initiator: 'enterprise',
    inCore: false,
    validUntil: '2026-12-31',
    disabledReason: null,
    createdAt: NOW - HOUR,
    decidedAt: null,
    endedBy: null,
    hiddenForEnterprise: false,
    hiddenForPerson: false,
    version: 3,
    ...part,
  }
}

export const managerRelation = makeRelation({
  id: 'relation-M',
  personId: 'M',
  identityType: 'legal-representative',
  initiator: 'core',
  inCore: true,
  validUntil: null,
})
export const financeRelation = { ...managerRelation, id: 'relation-F', personId: 'F', identityType: 'finance-officer' }

export function makePerson(part: Partial<RelationPerson> = {}): RelationPerson {
  return {
    id: 'S',
    name: '欧阳娜娜',
    documents: [{ type: 'resident-id', number: '210102199003071235' }],
    accountState: 'A2',
    captured: true,
    ...part,
  }
}

export function makeCase(part: Partial<RelationCase> = {}): RelationCase {
  return {
    enterprise: { id: E, hallId: H },
    relation: undefined,
    listed: [],
    person: makePerson(),
    captureUnderway: false,
    live: [],
    managers: [managerRelation, financeRelation],
    permissionIdentity: undefined,
    ...part,
  }
}

/** A case about this one relation. */
export const about = (relation: Relation, part: Partial<RelationCase> = {}) => makeCase({ relation, ...part })

export const staffActor = (role: Role = 'clerk'): Actor => ({
  kind: 'staff',
  staffId: 'clerk-1',
  role,
  hallId: H,
  deviceId: 'device',
})

interface Circumstances {
  readonly visitor?: string
  readonly acting?: ActingIdentity
  readonly role?: Role
  readonly proofs?: readonly Proof[]
  readonly policy?: Policy
  readonly actor?: Actor
  readonly partial?: true
}

/** A clerk's context: by default the manager M stands at the counter and acts for the enterprise. */
export function atCounter(how: Circumstances = {}): DecideContext {
  return {
    now: NOW,
    actor: how.actor ?? staffActor(how.role),
    policy: how.policy ?? liaoning,
    commandId: 'command',
    proofs: how.proofs ?? [],
    ...(how.partial === undefined ? {} : { partial: how.partial }),
    visit: {
      visitId: 'visit',
      personId: how.visitor ?? 'M',
      presence: 'card-reader',
      acting: how.acting ?? { kind: 'enterprise', enterpriseId: E, identityType: 'legal-representative' },
      since: NOW,
    },
  }
}

/** The person stands at the counter in natural-person business. */
export const inPerson = (visitor = 'S', how: Circumstances = {}) =>
  atCounter({ visitor, acting: { kind: 'personal' }, ...how })

export const facePassed = (personId = 'S', passed = true): Proof => ({ kind: 'face', personId, passed, at: NOW })
export const approvedBy = (by = 'supervisor-1', granted = true): Proof => ({ kind: 'approval', granted, by, at: NOW })

type RowName = Extract<RelationCommand, { readonly relationId: string; readonly name: `relation.${string}` }>['name']

/** A command that names this row, seen as it is. */
export function on(relation: Relation, name: Exclude<RowName, 'relation.manage'>): RelationCommand {
  const { id: relationId, enterpriseId, personId, version } = relation
  return { name, relationId, enterpriseId, personId, seen: { [relationId]: version } }
}

export function managing(
  relation: Relation,
  terms: { functions?: readonly string[]; validUntil?: string; permissionIdentityId?: string | null } = {},
): RelationCommand {
  const { id: relationId, enterpriseId, personId, version } = relation
  return {
    name: 'relation.manage',
    relationId,
    enterpriseId,
    personId,
    functions: terms.functions ?? ['filing.pay', 'filing.declare'],
    validUntil: terms.validUntil ?? '2027-06-30',
    permissionIdentityId: terms.permissionIdentityId ?? null,
    seen: { [relationId]: version },
  }
}

export function adding(part: Partial<AddCommand> = {}): RelationCommand {
  return {
    name: 'relation.add',
    enterpriseId: E,
    personName: '欧阳娜娜',
    documentType: 'resident-id',
    documentNumber: '210102199003071235',
    identityType: 'staff-filing',
    functions: ['filing.declare'],
    validUntil: '2026-12-31',
    seen: {},
    ...part,
  }
}
