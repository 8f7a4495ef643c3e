import type { AccountRefusalCode } from './refusals.ts'
import type { AccountEventName, AccountState } from './types.ts'

/** What an event does to an account in a state: it leads there, a rule refuses it, or it leaves the account as it is. */
export type AccountCell =
  { readonly to: AccountState } | { readonly refuse: AccountRefusalCode } | { readonly stays: true }

const to = (state: AccountState): AccountCell => ({ to: state })
const no = (code: AccountRefusalCode): AccountCell => ({ refuse: code })
const stays: AccountCell = { stays: true }

/** R-TR-ACC-01 … 12, whole: every state answers every event. */
export const accountTransitions: Readonly<Record<AccountState, Readonly<Record<AccountEventName, AccountCell>>>> = {
  A0: {
    'register-with-face': to('A2'), // R-TR-ACC-01
    'register-without-face': to('A2'), // R-TR-ACC-02
    'register-uncaptured': no('account-hall-first'), // R-TR-ACC-03
    'register-overseas': to('A3'), // R-TR-ACC-07
    'face-failed': no('account-face-failed'), // R-TR-ACC-12
    open: to('A1'), // R-TR-ACC-04
    'change-password': no('account-not-open'),
    'recover-password': no('account-not-open'),
    deregister: no('account-not-open'),
    'log-in-by-document': stays, // R-TR-ACC-10
  },
  // A capture at a hall opens the account before its holder registers: the same guards lead from here (R-REG-07).
  A1: {
    'register-with-face': to('A2'),
    'register-without-face': to('A2'), // R-TR-ACC-02
    'register-uncaptured': no('account-hall-first'),
    'register-overseas': no('account-overseas-captured'),
    'face-failed': no('account-face-failed'),
    open: stays,
    'change-password': to('A2'), // R-TR-ACC-05
    'recover-password': to('A2'), // R-TR-ACC-06
    deregister: no('account-not-open'),
    'log-in-by-document': stays,
  },
  A2: {
    'register-with-face': no('account-exists'),
    'register-without-face': no('account-exists'),
    'register-uncaptured': no('account-exists'),
    'register-overseas': no('account-exists'),
    'face-failed': no('account-exists'),
    open: stays,
    'change-password': stays,
    'recover-password': stays,
    deregister: to('A4'), // R-TR-ACC-09
    'log-in-by-document': stays,
  },
  A3: {
    'register-with-face': to('A2'), // R-TR-ACC-08, its document is always one that a hall captures first
    'register-without-face': to('A2'), // R-TR-ACC-08
    'register-uncaptured': no('account-hall-first'),
    'register-overseas': no('account-exists'),
    'face-failed': no('account-face-failed'),
    open: stays,
    'change-password': stays,
    'recover-password': stays,
    deregister: to('A4'), // R-TR-ACC-09
    'log-in-by-document': stays,
  },
  A4: {
    'register-with-face': to('A2'), // R-TR-ACC-11
    'register-without-face': to('A2'), // R-TR-ACC-11
    'register-uncaptured': no('account-hall-first'),
    'register-overseas': to('A3'),
    'face-failed': no('account-face-failed'),
    open: to('A1'),
    'change-password': no('account-not-open'),
    'recover-password': no('account-not-open'),
    deregister: no('account-not-open'),
    'log-in-by-document': stays, // R-TR-ACC-10
  },
}
