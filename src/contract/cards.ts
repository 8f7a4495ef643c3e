import type { Policy } from '../domain/policy/policy.ts'

/** One remedy: what is seen or said, the rules behind it. Its words are in `words/<language>/cards.json` by its key. */
export interface Card {
  readonly key: string
  /** The prescribed message on the screen, if there is one. */
  readonly message?: string
  readonly rules: readonly string[]
  /** Only where the earlier log-in is in use, or only where the present one is. */
  readonly of?: 'earlier' | 'present'
}

/**
 * 办税指引 whole: the questions of the earlier log-in (R-FAQ), what taxpayers ask of the present one, and the side
 * topics that other systems answer (R-OTH). The desk shows, searches and prints them, the API gives them out, and a
 * diagnosis names them.
 */
export const CARDS = [
  { key: 'no-password', message: 'R-MSG-30', rules: ['R-FAQ-01', 'R-PWD-13'] },
  { key: 'wrong-password', message: 'R-MSG-37', rules: ['R-FAQ-05'] },
  { key: 'locked', rules: ['R-LCK-01', 'R-LCK-03', 'R-LCK-05'] },
  { key: 'phone-unknown', message: 'R-MSG-33', rules: ['R-LGE-13', 'R-PHN-05'] },
  { key: 'not-registered', message: 'R-MSG-34', rules: ['R-LGE-15'] },
  { key: 'sms-limit', message: 'R-MSG-35', rules: ['R-SMS-01', 'R-SMS-02', 'R-SMS-03'] },
  { key: 'sms-empty', message: 'R-MSG-42', rules: ['R-LGE-12', 'R-PHN-05'] },
  { key: 'wrong-number', rules: ['R-LGE-16', 'R-RPH-01'] },
  { key: 'number-unverified', rules: ['R-PHN-17'] },
  { key: 'both-lost', rules: ['R-FGT-06', 'R-FGT-07'] },
  { key: 'initial-value', rules: ['R-LGE-08', 'R-PWD-24'] },
  { key: 'hall-reset', rules: ['R-PWD-20', 'R-PWD-21', 'R-FGT-09', 'R-HAL-05'] },
  { key: 'no-relation', rules: ['R-LGE-09', 'R-REL-01'] },
  { key: 'relation-waits', rules: ['R-REL-06', 'R-REL-08'] },
  { key: 'relation-expired', rules: ['R-TR-REL-15'] },
  { key: 'frozen', message: 'R-MSG-28', rules: ['R-FAQ-07', 'R-LGE-18'] },
  { key: 'not-in-core', message: 'R-MSG-31', rules: ['R-FAQ-10', 'R-LEG-15', 'R-HAL-04'] },
  { key: 'no-functions', rules: ['R-FAQ-06'] },
  { key: 'agency-forms', rules: ['R-AGY-07', 'R-AGY-08', 'R-AGY-09', 'R-AGY-10', 'R-AGY-14', 'R-HAL-06'] },
  { key: 'project-missing', message: 'R-MSG-38', rules: ['R-XRG-06', 'R-XRG-07'] },
  { key: 'card-expired', message: 'R-MSG-23', rules: ['R-VAL-03', 'R-SUP-04'] },
  { key: 'foreign-first', message: 'R-MSG-32', rules: ['R-REG-13', 'R-EN-DOC-08'] },
  { key: 'account-abroad', rules: ['R-REG-14', 'R-REG-15'] },
  { key: 'face-fails', message: 'R-MSG-39', rules: ['R-REG-17', 'R-HAL-08'] },
  { key: 'first-log-in', rules: ['R-LGE-11', 'R-LGE-12'], of: 'present' },
  { key: 'which-entry', rules: ['R-PLT-16', 'R-LGE-01', 'R-LGE-17', 'R-LGN-01'], of: 'present' },
  { key: 'app-download', rules: ['R-PLT-17', 'R-PLT-18'] },
  { key: 'scan-two-kinds', rules: ['R-QRC-01', 'R-QRC-04'], of: 'present' },
  { key: 'self-register', rules: ['R-REG-12'] },
  { key: 'no-enterprise-password', rules: ['R-PLT-06', 'R-PLT-07'], of: 'present' },
  { key: 'what-changed', rules: ['R-PLT-06', 'R-PLT-08', 'R-PLT-10'], of: 'present' },
  { key: 'earlier-log-in', rules: ['R-PLT-11', 'R-PLT-12'] },
  { key: 'code-not-sent', rules: ['R-FAQ-02', 'R-SMS-06', 'R-SMS-07'], of: 'earlier' },
  { key: 'staff-no-mobile', rules: ['R-FAQ-03', 'R-PHN-19'], of: 'earlier' },
  { key: 'identity-empty', rules: ['R-FAQ-04', 'R-PER-09'], of: 'earlier' },
  { key: 'staff-password-forgotten', rules: ['R-FAQ-08', 'R-PWD-14'], of: 'earlier' },
  { key: 'quick-login-fails', rules: ['R-FAQ-09', 'R-LEG-04'], of: 'earlier' },
  { key: 'which-entry-earlier', rules: ['R-LEG-01', 'R-PLT-15'], of: 'earlier' },
  { key: 'enterprise-certificate', rules: ['R-EPW-01', 'R-EPW-03', 'R-HAL-07'], of: 'earlier' },
  { key: 'change-finance-officer', message: 'R-MSG-41', rules: ['R-OTH-01', 'R-OTH-02', 'R-OTH-03', 'R-OTH-04'] },
  { key: 'change-staff-elsewhere', message: 'R-MSG-46', rules: ['R-REL-28'] },
  { key: 'declaration-password', rules: ['R-OTH-05'] },
  { key: 'declaration-password-view', rules: ['R-OTH-06'] },
  { key: 'first-declaration-files', rules: ['R-OTH-06'] },
  { key: 'one-line-answers', rules: ['R-OTH-07'] },
] as const satisfies readonly Card[]

export type CardKey = (typeof CARDS)[number]['key']

/** Whether a card speaks of a log-in that this profile has; the earlier one is known by the enterprise's password. */
export const isCardOf = ({ of }: Card, { enterprisePassword }: Pick<Policy, 'enterprisePassword'>): boolean =>
  of === undefined || (of === 'earlier') === enterprisePassword
