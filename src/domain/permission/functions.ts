/**
 * The functions a relation can carry (R-EN-FUN). The rules name the sets and say that no full tree is given, so the
 * leaves are ours: one level below each set, as fine as a taxpayer tells them apart. Codes are stored in relations
 * and never reused; the words live in the locales under `permission.function.<code>`.
 */
export const FUNCTION_GROUPS = {
  filing: ['filing.declare', 'filing.pay', 'filing.correct', 'filing.certificate'],
  invoicing: ['invoicing.issue', 'invoicing.red-letter', 'invoicing.quota', 'invoicing.collect'],
  'digital-account': ['digital-account.query', 'digital-account.select', 'digital-account.entry'],
  'social-insurance': ['social-insurance.declare', 'social-insurance.pay'],
  registration: ['registration.change', 'registration.report'],
  enquiry: ['enquiry.enterprise', 'enquiry.acts'],
  'realname-maintenance': ['realname-maintenance.others'],
} as const

export type FunctionGroup = keyof typeof FUNCTION_GROUPS
export type FunctionCode = (typeof FUNCTION_GROUPS)[FunctionGroup][number]

/** The groups in the order they are shown. */
export const FUNCTION_GROUP_IDS = Object.keys(FUNCTION_GROUPS) as readonly FunctionGroup[]

/** Every function once, in the order they are shown. */
export const FUNCTION_CODES: readonly FunctionCode[] = FUNCTION_GROUP_IDS.flatMap((group) => [
  ...FUNCTION_GROUPS[group],
])

const KNOWN: ReadonlySet<string> = new Set(FUNCTION_CODES)

/** Whether a text is the code of a function. */
export function isFunctionCode(code: string): code is FunctionCode {
  return KNOWN.has(code)
}

/** The functions of these groups, in the order they are shown. */
export function functionsOf(...groups: readonly FunctionGroup[]): readonly FunctionCode[] {
  return FUNCTION_GROUP_IDS.filter((group) => groups.includes(group)).flatMap((group) => [...FUNCTION_GROUPS[group]])
}
