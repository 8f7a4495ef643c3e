import type { DecideContext } from '../../../src/domain/kernel/context.ts'
import type { Proof } from '../../../src/domain/kernel/proof.ts'
import type { MemberCase, MemberSecret } from '../../../src/domain/legacy/types.ts'
import { liaoningLegacy } from '../../../src/domain/policy/profiles.ts'
import type { Relation } from '../../../src/domain/relation/types.ts'

export const NOW = Date.UTC(2026, 4, 20, 2, 0)
export const TODAY = '2026-05-20'

/** The row of a member of enterprise `E`. */
export const relation = (changes: Partial<Relation> = {}): Relation => ({
  id: 'row',
  hallId: 'H',
  enterpriseId: 'E',
  personId: 'M',
  identityType: 'staff',
  permissionIdentityId: null,
  functions: [],
  state: 'R4',
  initiator: 'enterprise',
  inCore: true,
  validUntil: null,
  disabledReason: null,
  createdAt: NOW,
  decidedAt: NOW,
  endedBy: null,
  hiddenForEnterprise: false,
  hiddenForPerson: false,
  version: 1,
  ...changes,
})

export const secret = (changes: Partial<MemberSecret> = {}): MemberSecret => ({
  state: 'K2',
  bound: false,
  voidAt: null,
  ...changes,
})

export const identity = {
  id: 'I',
  enterpriseId: 'E',
  hallId: 'H',
  name: '办税员（申报组）',
  description: '',
  functions: ['filing.declare', 'filing.pay'],
  retired: false,
  version: 1,
}

/** Enterprise E with manager `L` and member `M`. */
export const state = (changes: Partial<MemberCase> = {}): MemberCase => ({
  enterprise: { id: 'E', hallId: 'H' },
  managers: ['L', 'F'],
  relation: relation(),
  person: {
    id: 'M',
    name: '李四',
    documents: [],
    accountState: 'A2',
    captured: true,
    credentialState: 'K2',
  },
  secret: secret(),
  live: [relation()],
  identities: [identity],
  ...changes,
})

/** A session of this person for enterprise E. */
export const inSession = (personId: string, proofs: readonly Proof[] = []): DecideContext => ({
  now: NOW,
  actor: { kind: 'person', personId, enterpriseId: 'E' },
  policy: liaoningLegacy,
  commandId: 'C',
  proofs,
})

/** A clerk with manager `L` before them, who acts for the enterprise. */
export const atCounter = (proofs: readonly Proof[] = [], changes: Partial<DecideContext> = {}): DecideContext => ({
  now: NOW,
  actor: { kind: 'staff', staffId: 'S', role: 'clerk', hallId: 'H', deviceId: 'D' },
  policy: liaoningLegacy,
  commandId: 'C',
  proofs,
  visit: {
    visitId: 'V',
    personId: 'L',
    presence: 'card-reader',
    acting: { kind: 'enterprise', enterpriseId: 'E', identityType: 'legal-representative' },
    since: NOW,
  },
  ...changes,
})

export const approved = { kind: 'approval', granted: true, by: 'S2', at: NOW } as const satisfies Proof
export const newPassword = (owner: string, problem: string | null = null): Proof => ({
  kind: 'new-password',
  personId: owner,
  problem,
  at: NOW,
})
export const oldPassword = (owner: string, passed = true): Proof => ({
  kind: 'password',
  personId: owner,
  passed,
  at: NOW,
})

/** The code of a refusal, or the kind of another answer. */
export const answerOf = (decision: {
  readonly kind: string
  readonly refusal?: { readonly code: string }
  readonly waitsFor?: string
}): string => decision.refusal?.code ?? decision.waitsFor ?? decision.kind
