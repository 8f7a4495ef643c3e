import { defineRefusals, type Refusal } from '../kernel/refusal.ts'
import { codePointCount } from '../kernel/text.ts'
import type { Policy } from '../policy/policy.ts'
import type { ProjectKind } from './types.ts'

/** Why a log-in doesn't turn into another one, in order of precedence. */
export const switchRefusals = defineRefusals({
  'switch-not-here': { rule: 'R-PLT-02' },
  'switch-needs-password': { rule: 'R-PLT-06' },
  'switch-identity-not-held': { rule: 'R-ENT-03', field: 'identityType' },
  'switch-enterprise-not-related': { rule: 'R-SWT-04', field: 'enterpriseId' },
  'switch-client-not-entered': { rule: 'R-AGY-03', field: 'enterpriseId' },
  'switch-project-not-related': { rule: 'R-XRG-08', field: 'projectId' },
  'project-region-missing': { rule: 'OP-19', field: 'city' },
  'project-number-none': { rule: 'R-XRG-11', field: 'number' },
  'project-number-short': { rule: 'OP-19', field: 'number' },
  'application-ticket-void': { rule: 'R-PLT-04', field: 'ticket' },
})

/**
 * A business with a password of its own opens to whoever enters that password, not to whoever is logged in elsewhere:
 * another enterprise (CF-04, R-POL-14), another client of an agency (R-AGY-12, R-POL-28).
 */
export function findPasswordBar(
  destination: string,
  { enterprisePassword, agencyAgreementPassword }: Pick<Policy, 'enterprisePassword' | 'agencyAgreementPassword'>,
): Refusal | undefined {
  const needed =
    (destination === 'enterprise' && enterprisePassword) || (destination === 'client' && agencyAgreementPassword)
  return needed ? switchRefusals.make('switch-needs-password') : undefined
}

/** What is asked for at 报验项目选择 or 税源登记选择. */
export interface ProjectSearch {
  readonly kind: ProjectKind
  readonly province?: string | undefined
  readonly city?: string | undefined
  readonly number?: string | undefined
}

/** Shorter pieces of a number fit too many projects (OP-19). */
const SHORTEST_PIECE = 4

/** OP-19: province and city have to be picked; the number is for reports alone, and in pieces worth asking for. */
export function findSearchBar({ kind, province, city, number }: ProjectSearch): Refusal | undefined {
  if (province === undefined || city === undefined) return switchRefusals.make('project-region-missing')
  if (number === undefined || number === '') return undefined
  if (kind === 'tax-source') return switchRefusals.make('project-number-none')
  return codePointCount(number) < SHORTEST_PIECE ? switchRefusals.make('project-number-short') : undefined
}
