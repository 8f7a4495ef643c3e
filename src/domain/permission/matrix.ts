/**
 * The permission matrix (R-PM) as far as taxpayers are concerned: which of their identities may use a function, on the
 * central's API and therefore anywhere. What staff of a hall may do for them is decided with each command, by its
 * evidence (OP-25).
 */

/** 法定代表人, 财务负责人, 办税员 of any kind, natural person, agency person, 经办人/联系人 of a cross-region report. */
export const PARTY_ROLES = ['LR', 'FO', 'ST', 'NP', 'AG', 'XR'] as const
export type PartyRole = (typeof PARTY_ROLES)[number]

/** `own`: for oneself alone, which the address of the function and its `decide` see to. */
export type Permission = 'yes' | 'own' | 'no'

const ROLE_LETTERS = { Y: 'yes', o: 'own', '-': 'no' } as const

/**
 * One letter a column, in the order of `PARTY_ROLES`: Y yes, o own, - no. Where the rules leave a cell open the closed
 * answer stands, with three exceptions that follow from a neighbour: a contact of a cross-region report keeps their
 * own account (07) and sees whom they act for (08), and staff and agents see their own log-ins (23, OP-21).
 */
const ROWS = {
  'R-PM-01': 'YYY---',
  'R-PM-02': 'YYY--Y',
  'R-PM-03': 'YYYYYY',
  'R-PM-04': '----Y-',
  'R-PM-05': '---o--',
  'R-PM-06': 'oooooo',
  'R-PM-07': 'oooooo',
  'R-PM-08': 'YYY-YY',
  'R-PM-09': 'YY----',
  'R-PM-10': 'YY----',
  'R-PM-11': 'YY----',
  'R-PM-12': '------',
  'R-PM-13': 'YY----',
  'R-PM-14': 'YY----',
  'R-PM-15': 'YY----',
  'R-PM-16': '---o--',
  'R-PM-17': '---o--',
  'R-PM-18': 'oo-o--',
  'R-PM-19': '--oo--',
  'R-PM-20': 'YYY---',
  'R-PM-21': 'YY----',
  'R-PM-22': 'YY----',
  'R-PM-23': 'YYo-o-',
  'R-PM-24': 'oooooo',
  'R-PM-25': 'oooooo',
  'R-PM-26': 'oooooo',
  'R-PM-27': '---o--',
  'R-PM-28': 'YY----',
  'R-PM-29': 'YY----',
  'R-PM-30': '------',
  'R-PM-31': '----o-',
  'R-PM-32': 'YYYYYY',
  'R-PM-33': '------',
} as const

export type PermissionId = keyof typeof ROWS
export const PERMISSION_IDS = Object.keys(ROWS) as readonly PermissionId[]

/** What a taxpayer in this identity may do of a function (R-PM-01 … R-PM-33). */
export function permissionOf(id: PermissionId, role: PartyRole): Permission {
  const letter = ROWS[id][PARTY_ROLES.indexOf(role)] as keyof typeof ROLE_LETTERS
  return ROLE_LETTERS[letter]
}

/** The column of a session: its entrance, and within an enterprise the identity that was chosen (R-LGE-10). */
export function partyRoleOf(entrance: string, identityType: string | null): PartyRole {
  if (entrance === 'person') return 'NP'
  if (entrance === 'agency') return 'AG'
  if (identityType === 'legal-representative') return 'LR'
  if (identityType === 'finance-officer') return 'FO'
  return identityType === 'handler' || identityType === 'contact' ? 'XR' : 'ST'
}
