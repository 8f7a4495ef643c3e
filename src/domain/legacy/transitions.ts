import type { CredentialState } from '../credential/types.ts'
import type { Policy } from '../policy/policy.ts'
import type { MemberRefusalCode } from './refusals.ts'
import type { MemberEventName, MemberSecret } from './types.ts'

/** Where an event leads a password, or why it doesn't. */
export type Cell = { readonly to: CredentialState } | { readonly refuse: MemberRefusalCode }

const to = (state: CredentialState): Cell => ({ to: state })
const refuse = (code: MemberRefusalCode): Cell => ({ refuse: code })

/**
 * The machine of a member's password (R-TR-CRD, the earlier log-in's part), total: every state and every event.
 * Binding changes which password is in force and leaves this one as it is (R-TR-CRD-15).
 */
export const transitions: Readonly<Record<CredentialState, Readonly<Record<MemberEventName, Cell>>>> = {
  K0: {
    // R-TR-CRD-07: the way in is the code.
    enter: refuse('member-password-none'),
    // R-TR-CRD-08.
    'set-first': to('K2'),
    change: refuse('member-password-none'),
    reset: to('K3'),
    bind: to('K0'),
    unbind: to('K0'),
  },
  K1: {
    enter: to('K1'),
    'set-first': refuse('member-password-set'),
    change: to('K2'),
    reset: to('K3'),
    bind: to('K1'),
    unbind: to('K1'),
  },
  K2: {
    enter: to('K2'),
    'set-first': refuse('member-password-set'),
    change: to('K2'),
    // R-TR-CRD-05.
    reset: to('K3'),
    bind: to('K2'),
    unbind: to('K2'),
  },
  K3: {
    enter: to('K3'),
    'set-first': refuse('member-password-set'),
    // R-TR-CRD-06.
    change: to('K2'),
    reset: to('K3'),
    bind: to('K3'),
    unbind: to('K3'),
  },
}

/** Before anybody gave or set one. */
export const NO_SECRET: MemberSecret = { state: 'K0', bound: false, voidAt: null }

/** What a manager's reset leaves behind (R-PWD-14): too short to pass as anybody's own (R-PWD-24), stored nowhere. */
export const RESET_VALUE = '111111'

/**
 * Whether the natural person's password is the one asked for: bound to it, or a profile without passwords of members
 * (R-PLT-07, R-STF-08).
 */
export const usesPersonPassword = (secret: MemberSecret, policy: Policy): boolean =>
  !policy.bindUnbindPassword || secret.bound

/** A value that somebody else knows opens nothing but its own change (R-POL-05, R-PWD-24). */
export const mustChange = ({ state }: Pick<MemberSecret, 'state'>): boolean => state === 'K1' || state === 'K3'

/** The table's answer with the guards that binding adds: a bound password is the person's business, not the enterprise's. */
export function judgeSecret(secret: MemberSecret, event: MemberEventName): Cell {
  if (event === 'bind' && secret.bound) return refuse('member-already-bound')
  if (event === 'unbind' && !secret.bound) return refuse('member-not-bound')
  if (secret.bound && (event === 'set-first' || event === 'change' || event === 'reset'))
    return refuse('member-password-bound')
  return transitions[secret.state][event]
}
