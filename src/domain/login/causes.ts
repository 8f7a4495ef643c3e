import type { FailureReason } from './types.ts'

interface CauseRow {
  readonly rule: string
  /** The remedy card of the guide. */
  readonly card: string
  /** The act of the counter that removes it; absent where waiting, the person or the enterprise helps. */
  readonly act?: string
  /** Whether no log-in can succeed while it lasts; the others close one way and leave another open. */
  readonly stops: boolean
  /** What the log says of an attempt that failed for it. */
  readonly reasons: readonly FailureReason[]
}

const row = (
  rule: string,
  card: string,
  stops: boolean,
  reasons: readonly FailureReason[] = [],
  act?: string,
): CauseRow => ({ rule, card, stops, reasons, ...(act === undefined ? {} : { act }) })

/**
 * Why a log-in fails, the most fundamental first: each makes the ones below it pointless. The order decides where the
 * evidence doesn't.
 */
export const CAUSES = {
  deregistered: row('R-DRG-03', 'not-registered', true, ['account-unknown']),
  'foreign-first': row('R-REG-13', 'foreign-first', true, ['account-unknown'], 'capture'),
  'not-registered': row('R-LGE-15', 'not-registered', true, ['account-unknown'], 'capture'),
  'account-limited': row('R-REG-15', 'account-abroad', false, [], 'capture'),
  locked: row('R-LCK-01', 'locked', true, ['locked'], 'password-reset'),
  'value-void': row('OP-06', 'initial-value', true, ['password-void'], 'password-reset'),
  'no-password': row('R-PWD-13', 'no-password', false, ['password-none'], 'password-reset'),
  'value-must-change': row('R-LGE-08', 'initial-value', false),
  'earlier-closed': row('R-PLT-12', 'earlier-log-in', false, ['legacy-closed']),
  'enterprise-password': row('R-FAQ-05', 'wrong-password', false, [
    'enterprise-password-none',
    'enterprise-password-wrong',
  ]),
  'relation-frozen': row('R-LGE-18', 'frozen', true, ['relation-frozen'], 'relation-freeze'),
  'relation-expired': row('R-TR-REL-15', 'relation-expired', true, ['no-relation'], 'relation-manage'),
  'relation-deregistered': row('R-TR-REL-20', 'no-relation', true, ['no-relation']),
  'relation-waits-person': row('R-REL-08', 'relation-waits', true, ['no-relation'], 'relation-answer'),
  'relation-waits-enterprise': row('R-REL-08', 'relation-waits', true, ['no-relation'], 'relation-confirm'),
  'relation-core-unconfirmed': row('R-REL-25', 'relation-waits', true, ['no-relation'], 'relation-bind'),
  'relation-deleted': row('R-REL-22', 'no-relation', true, ['no-relation'], 'relation-add'),
  'relation-refused': row('R-REL-08', 'no-relation', true, ['no-relation'], 'relation-add'),
  'relation-none': row('R-LGE-09', 'no-relation', true, ['no-relation'], 'relation-add'),
  'project-missing': row('R-XRG-06', 'project-missing', true, ['no-project']),
  'agency-basic-form': row('R-AGY-07', 'agency-forms', true, ['no-agency', 'not-represented']),
  'agency-agent': row('R-AGY-09', 'agency-forms', true, ['no-agency', 'not-represented']),
  'agency-agreement': row('R-AGY-08', 'agency-forms', true, ['not-represented']),
  'agency-term': row('R-AGY-14', 'agency-forms', true, ['not-represented']),
  'agreement-password': row('R-AGY-12', 'agency-forms', false, ['agreement-password-wrong']),
  'not-in-core': row('R-LEG-15', 'not-in-core', false, ['not-in-core']),
  'staff-not-captured': row('R-PHN-19', 'staff-no-mobile', false, ['not-captured'], 'capture'),
  'identity-not-maintained': row('R-LEG-04', 'quick-login-fails', false, ['quick-not-ready', 'manager-first']),
  'not-captured': row('R-FGT-07', 'both-lost', false, ['not-captured'], 'capture'),
  'password-wrong': row('R-FGT-01', 'hall-reset', false, ['password-wrong'], 'password-reset'),
  'failures-today': row('R-LCK-01', 'locked', false, [], 'password-reset'),
  'number-emptied': row('R-PHN-05', 'sms-empty', false, [], 'phone-recover'),
  'no-number': row('R-LGE-12', 'sms-empty', false, [], 'phone-manage'),
  'number-unverified': row('R-PHN-17', 'number-unverified', false, [], 'phone-manage'),
  'sms-limit': row('R-SMS-01', 'sms-limit', false),
  'fixed-line': row('R-SMS-06', 'code-not-sent', false, ['code-wrong']),
  'mobile-differs': row('R-SMS-07', 'code-not-sent', false, ['code-wrong']),
  'number-not-theirs': row('R-LGE-16', 'wrong-number', false, ['code-wrong'], 'phone-recover'),
  'face-failing': row('R-REG-17', 'face-fails', false, ['face-failed'], 'capture'),
  'document-expired': row('R-VAL-03', 'card-expired', false, [], 'capture'),
  'no-functions': row('R-FAQ-06', 'no-functions', false, [], 'relation-manage'),
} as const satisfies Readonly<Record<string, CauseRow>>

export type CauseId = keyof typeof CAUSES
export const CAUSE_IDS = Object.keys(CAUSES) as readonly CauseId[]

/** The row behind a cause, its own letters forgotten. */
export const getCause = (id: CauseId): CauseRow => CAUSES[id]
