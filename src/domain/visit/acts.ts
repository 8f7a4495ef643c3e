import { COUNTER_ROLES, type Role } from '../kernel/actor.ts'
import type { ActingIdentity } from '../kernel/visit.ts'
import type { Policy } from '../policy/policy.ts'
import type { ActOffer, ActReason, Standing } from './types.ts'

interface ActRow {
  /** The row of the permission matrix. */
  readonly rule: string
  /** Who may have it done; `anyone` means that a person's own acts are theirs in whatever identity they came. */
  readonly who: 'anyone' | readonly Standing[]
  /** Whether the visitor's account must exist; capture is what makes one. */
  readonly account: 'needed' | 'not-needed'
  /** The switch of the profile that turns the act off. */
  readonly off?: (policy: Policy) => boolean
}

const MANAGERS: readonly Standing[] = ['manager', 'letter']
const PERSON: readonly Standing[] = ['person']

/** What a hall does for a visitor, with the row of R-PM it follows; the order is the order on screen. */
export const ACTS = {
  capture: { rule: 'R-PM-25', who: 'anyone', account: 'not-needed' },
  'password-reset': { rule: 'R-PM-06', who: 'anyone', account: 'needed' },
  'phone-recover': { rule: 'R-PM-06', who: 'anyone', account: 'needed' },
  'phone-manage': { rule: 'R-PM-07', who: 'anyone', account: 'needed' },
  'real-name-maintain': { rule: 'R-PM-20', who: ['manager', 'staff'], account: 'needed' },
  'relation-apply': { rule: 'R-PM-16', who: PERSON, account: 'needed', off: (policy) => !policy.twoWayConfirmation },
  'relation-answer': { rule: 'R-PM-16', who: PERSON, account: 'needed', off: (policy) => !policy.twoWayConfirmation },
  'relation-bind': { rule: 'R-PM-18', who: ['person', 'manager'], account: 'needed' },
  'relation-unbind': { rule: 'R-PM-19', who: ['person', 'staff'], account: 'needed' },
  'relation-add': { rule: 'R-PM-09', who: MANAGERS, account: 'needed' },
  'relation-confirm': { rule: 'R-PM-09', who: MANAGERS, account: 'needed' },
  'relation-manage': { rule: 'R-PM-10', who: MANAGERS, account: 'needed' },
  'relation-delete': { rule: 'R-PM-11', who: MANAGERS, account: 'needed' },
  'relation-freeze': { rule: 'R-PM-13', who: MANAGERS, account: 'needed', off: (policy) => !policy.freezeEnabled },
} as const satisfies Readonly<Record<string, ActRow>>

export type ActId = keyof typeof ACTS
export const ACT_IDS = Object.keys(ACTS) as readonly ActId[]

/** LR and FO stand above the rest of an enterprise's staff (R-REL-02). */
const MANAGER_TYPES: readonly string[] = ['legal-representative', 'finance-officer']

/** The column of the matrix in which a visitor stands. */
export function standingOf(acting: ActingIdentity): Standing {
  switch (acting.kind) {
    case 'personal':
      return 'person'
    case 'enterprise':
      return MANAGER_TYPES.includes(acting.identityType) ? 'manager' : 'staff'
    case 'agency':
      return 'agent'
    case 'letter':
      return 'letter'
  }
}

export interface Visitor {
  /** The account's state; absent when the visitor isn't in the cache, so that only a capture can help. */
  readonly accountState: string | undefined
  readonly acting: ActingIdentity
}

/** Everything a hall does, each with whether this visitor may have it done in this identity, and why not. */
export function offerActs(visitor: Visitor, role: Role, policy: Policy): ActOffer[] {
  return ACT_IDS.map((act) => {
    const row: ActRow = ACTS[act]
    const reason = findReason(row, visitor, role, policy)
    return { act, allowed: reason === undefined, rule: row.rule, ...(reason === undefined ? {} : { reason }) }
  })
}

function findReason(row: ActRow, { accountState, acting }: Visitor, role: Role, policy: Policy): ActReason | undefined {
  if (!COUNTER_ROLES.includes(role)) return 'role-views-only'
  if (row.off?.(policy) === true) return 'profile-off'
  if (row.account === 'needed') {
    if (accountState === undefined) return 'visitor-unknown'
    if (accountState === 'A0') return 'account-missing'
    if (accountState === 'A4') return 'deregistered'
  }
  if (row.who === 'anyone') return undefined
  const standing = standingOf(acting)
  if (row.who.includes(standing)) return undefined
  if (!row.who.includes('manager')) return 'needs-person'
  return standing === 'staff' ? 'needs-manager' : 'needs-enterprise'
}
