/**
 * A permission identity of one enterprise (权限身份, R-PER-05), e.g. 办税员（社保费）. It is seen in that enterprise
 * alone (R-PER-06), and is given to present staff by 管理, never when adding them (R-PER-07).
 */
export interface PermissionIdentity {
  /** The id of the command that made it. */
  readonly id: string
  readonly hallId: string
  readonly enterpriseId: string
  readonly name: string
  readonly description: string
  readonly functions: readonly string[]
  /** A retired one stays on those who have it and is offered to nobody else. */
  readonly retired: boolean
  readonly version: number
}

/** What a decision about permission identities needs loaded. */
export interface PermissionCase {
  readonly enterprise: { readonly id: string; readonly hallId: string } | undefined
  /** People whose relation as 法定代表人 or 财务负责人 is in effect now. */
  readonly managers: readonly string[]
  /** Every permission identity of the enterprise, retired ones too. */
  readonly identities: readonly PermissionIdentity[]
}

interface IdentityTerms {
  readonly enterpriseId: string
  readonly identityName: string
  readonly description: string
  readonly functions: readonly string[]
}

/** `seen`: the version of each row the clerk looked at, by row id. */
export type PermissionCommand = (
  | ({ readonly name: 'permission.add-identity' } & IdentityTerms)
  | ({ readonly name: 'permission.change-identity'; readonly identityId: string } & IdentityTerms)
  | { readonly name: 'permission.retire-identity'; readonly enterpriseId: string; readonly identityId: string }
) & { readonly seen: Readonly<Record<string, number>> }

export interface PermissionEvent {
  readonly kind: 'identity-put'
  readonly identity: PermissionIdentity
}
