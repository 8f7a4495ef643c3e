import type { CredentialState } from '../credential/types.ts'
import type { Instant } from '../kernel/instant.ts'
import type { PermissionIdentity } from '../permission/types.ts'
import type { Relation, RelationPerson } from '../relation/types.ts'

/**
 * The password a member of staff has at one enterprise (个人密码 of the earlier log-in), apart from the one of the
 * natural person. K0 none yet · K1 given by whoever added them · K2 their own · K3 reset to the fixed value (R-TR-CRD).
 */
export interface MemberSecret {
  readonly state: CredentialState
  /** 绑定: the natural person's password is in force, and this one waits (R-STF-08). */
  readonly bound: boolean
  /** When a reset value stops counting (OP-06). */
  readonly voidAt: Instant | null
}

/** What can happen to a member's password; `enter` is its use at a log-in. */
export const MEMBER_EVENTS = ['enter', 'set-first', 'change', 'reset', 'bind', 'unbind'] as const
export type MemberEventName = (typeof MEMBER_EVENTS)[number]

/** What the account of an enterprise is good for: everything, or the collection of social insurance alone (R-LEG-13). */
export const ACCOUNT_KINDS = ['tax', 'social-insurance'] as const
export type AccountKind = (typeof ACCOUNT_KINDS)[number]

interface OfMember {
  readonly enterpriseId: string
  readonly relationId: string
  readonly personId: string
}

export type MemberCommand =
  | ({ readonly name: 'member.reset-password' } & OfMember)
  | ({ readonly name: 'member.bind-password' | 'member.unbind-password' } & OfMember)
  /** The first one after a log-in by code (R-PWD-12), and the change of one that is known (R-PWD-18). */
  | ({ readonly name: 'member.set-password' | 'member.change-password' } & OfMember)
  | AddMemberCommand

export interface AddMemberCommand {
  readonly name: 'member.add'
  readonly enterpriseId: string
  readonly personName: string
  readonly documentType: string
  readonly documentNumber: string
  readonly permissionIdentityId: string
  /** 管理权限: what of the identity the member may do; an identity without functions leaves nothing to choose. */
  readonly functions: readonly string[]
  /** The id of the person's row, should there be none yet and the profile let it be written by hand (R-STF-04). */
  readonly newPersonId: string
}

/** What a decision about a member needs loaded. */
export interface MemberCase {
  readonly enterprise: { readonly id: string; readonly hallId: string } | undefined
  /** People whose relation as 法定代表人 or 财务负责人 is in effect now. */
  readonly managers: readonly string[]
  /** The row the command names. */
  readonly relation: Relation | undefined
  readonly person: (RelationPerson & { readonly credentialState: string }) | undefined
  readonly secret: MemberSecret | undefined
  /** Live relations of that person with the enterprise. */
  readonly live: readonly Relation[]
  /** Permission identities of the enterprise that can be given. */
  readonly identities: readonly PermissionIdentity[]
}

export type MemberEvent =
  | { readonly kind: 'secret-put'; readonly relationId: string; readonly secret: MemberSecret; readonly typed: boolean }
  | { readonly kind: 'relation-put'; readonly relation: Relation }
  | {
      readonly kind: 'person-opened'
      readonly personId: string
      readonly hallId: string
      readonly name: string
      readonly documentType: string
      readonly documentNumber: string
    }

export type EnterpriseCommand =
  | { readonly name: 'enterprise.issue-certificate'; readonly enterpriseId: string; readonly accountKind: AccountKind }
  | { readonly name: 'enterprise.change-password'; readonly enterpriseId: string }

export interface EnterpriseCase {
  readonly enterprise: { readonly id: string; readonly hallId: string } | undefined
  /** People whose relation as 法定代表人 or 财务负责人 is in effect now. */
  readonly managers: readonly string[]
  /** Those and the ones the core system named, who have confirmed nothing yet: a new enterprise has no others. */
  readonly named: readonly string[]
}

export type EnterpriseEvent =
  /** The certificate waits to be handed over; the password is made when it is (R-EPW-01). */
  | { readonly kind: 'certificate-issued'; readonly enterpriseId: string; readonly accountKind: AccountKind }
  | { readonly kind: 'password-changed'; readonly enterpriseId: string }
