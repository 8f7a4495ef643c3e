/** Staff roles of a hall (R-PM columns) and the three separate administrators. */
export const ROLES = ['clerk', 'supervisor', 'field-officer', 'system-admin', 'security-admin', 'audit-admin'] as const
export type Role = (typeof ROLES)[number]

/** Roles that act for a visitor (columns B and Q of R-PM); a supervisor looks on and approves. */
export const COUNTER_ROLES: readonly Role[] = ['clerk', 'field-officer']

/**
 * Who acts. Staff act on behalf of the visitor named by the visit (OP-25); a person acts for themselves,
 * possibly in an enterprise's name; `system` is the central's own clock and the core system's messages.
 */
export type Actor =
  | {
      readonly kind: 'staff'
      readonly staffId: string
      readonly role: Role
      readonly hallId: string
      readonly deviceId: string
    }
  | { readonly kind: 'person'; readonly personId: string; readonly enterpriseId?: string }
  | { readonly kind: 'system'; readonly source: 'clock' | 'core' }

export type ActorKind = Actor['kind']
