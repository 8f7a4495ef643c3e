import type { CivilDate, Instant } from '../kernel/instant.ts'
import type { FailureReason } from '../login/types.ts'
import { isManager } from '../permission/identity-types.ts'
import type { Policy } from '../policy/policy.ts'
import type { Relation } from '../relation/types.ts'
import { isEffective, standingOn } from '../relation/standing.ts'
import { isLegacyOpen } from './open.ts'
import type { LegacyRefusalCode } from './refusals.ts'
import { mustChange, NO_SECRET } from './transitions.ts'
import type { MemberSecret } from './types.ts'

/** Why a step doesn't lead on: what the caller hears, and what the log keeps, if it was an attempt at all (R-LGE-02). */
export interface Bar {
  readonly code: LegacyRefusalCode
  readonly reason?: FailureReason
}

/** What every form of the earlier log-in carries besides its own fields (R-LEG-06, R-LGN-04, CF-07). */
export interface LegacyForm {
  readonly complete: boolean
  readonly humanCheck: boolean
  readonly agreement: boolean
}

/** Asked before anything is compared: a closed log-in is refused whatever was typed, a gap is no attempt. */
export function findFormBar(form: LegacyForm, policy: Policy, today: CivilDate): Bar | undefined {
  if (!isLegacyOpen(policy, today)) return { code: 'legacy-closed', reason: 'legacy-closed' }
  if (!form.complete) return { code: 'legacy-incomplete' }
  if (!form.agreement) return { code: 'legacy-agreement-missing' }
  return form.humanCheck ? undefined : { code: 'legacy-human-check' }
}

/** What was found out about a password that was typed. */
export interface Entry {
  /** Five failures on this day, of whoever or whatever it belongs to (R-LCK-01). */
  readonly locked: boolean
  readonly known: boolean
  readonly right: boolean
}

/** The enterprise's password, or that of an agency: an unknown code sounds like a wrong password (OP-20). */
export function findOrganisationBar(
  { locked, known, right }: Entry,
  wrong: 'legacy-enterprise-password-wrong' | 'legacy-agency-password-wrong',
): Bar | undefined {
  if (locked) return { code: 'legacy-locked', reason: 'locked' }
  if (!known) return { code: wrong, reason: 'enterprise-password-none' }
  return right ? undefined : { code: wrong, reason: 'enterprise-password-wrong' }
}

/** One of the people a log-in can be for. */
export interface Member {
  readonly relation: Relation
  readonly captured: boolean
}

/** Frozen rows are shown and refused when picked (R-STF-06); ended, pending and expired ones aren't there at all. */
export function isListed(relation: Relation, today: CivilDate): boolean {
  const standing = standingOn(relation, today)
  return standing.state === 'R4' || (standing.state === 'R5' && standing.disabledReason === 'freeze')
}

/**
 * Whether this person can be logged in: a member (R-STF-05), not frozen (R-STF-06, R-LCK-08: midnight changes nothing),
 * named by the core system (R-LEG-15), captured (R-PLT-15, R-PHN-19), and a manager if nobody was before (R-LEG-10).
 */
export function findMemberBar(
  member: Member | undefined,
  { firstLogin, today }: { readonly firstLogin: boolean; readonly today: CivilDate },
): Bar | undefined {
  if (member === undefined || !isListed(member.relation, today))
    return { code: 'legacy-not-a-member', reason: 'no-relation' }
  if (!isEffective(member.relation, today)) return { code: 'legacy-member-frozen', reason: 'relation-frozen' }
  if (!member.relation.inCore) return { code: 'legacy-not-in-core', reason: 'not-in-core' }
  if (!member.captured) return { code: 'legacy-not-captured', reason: 'not-captured' }
  const early = firstLogin && !isManager(member.relation.identityType)
  return early ? { code: 'legacy-manager-first', reason: 'manager-first' } : undefined
}

/** What an enterprise has done before quick log-in opens (R-LEG-02, R-LEG-04). */
export interface QuickReadiness {
  readonly socialInsuranceOnly: boolean
  /** No ordinary log-in so far, and so nobody was synchronised by one. */
  readonly firstLogin: boolean
  readonly identities: number
}

/** Whether an enterprise can use quick log-in (R-LEG-02, R-LEG-04, R-LEG-13 by CF-28). */
export function findQuickBar({ socialInsuranceOnly, firstLogin, identities }: QuickReadiness): Bar | undefined {
  if (socialInsuranceOnly) return { code: 'legacy-social-ordinary-only', reason: 'quick-not-ready' }
  if (firstLogin) return { code: 'legacy-quick-first', reason: 'quick-not-ready' }
  return identities === 0 ? { code: 'legacy-quick-not-prepared', reason: 'quick-not-ready' } : undefined
}

/** The person a mobile number stands for among those of one enterprise, in the identity that was chosen. */
export function findQuickMember(
  found: readonly Member[],
  identityType: string,
  today: CivilDate,
): { readonly member: Member } | { readonly bar: Bar } {
  // R-LEG-05, R-CAP-13: the number is nobody's here, or not the captured one.
  if (found.length === 0) return { bar: { code: 'legacy-mobile-not-captured', reason: 'not-captured' } }
  const member = found.find(({ relation }) => relation.identityType === identityType && isListed(relation, today))
  return member === undefined ? { bar: { code: 'legacy-quick-not-prepared', reason: 'no-relation' } } : { member }
}

/** The two ways of the picked person (R-LEG-11). */
export const WAYS = ['sms', 'password'] as const
export type Way = (typeof WAYS)[number]

/**
 * Judges a password at a log-in. None yet is no failure (R-PWD-13, R-TR-CRD-07); a reset value past its hours is
 * answered like a wrong one (OP-06).
 */
export function findPasswordBar(secret: MemberSecret, { locked, right }: Entry, now: Instant): Bar | undefined {
  if (locked) return { code: 'legacy-locked', reason: 'locked' }
  if (secret.state === 'K0') return { code: 'legacy-password-none', reason: 'password-none' }
  if (!right) return { code: 'legacy-password-wrong', reason: 'password-wrong' }
  const isVoid = secret.voidAt !== null && secret.voidAt <= now
  return isVoid ? { code: 'legacy-password-wrong', reason: 'password-void' } : undefined
}

/** The registered name of a natural person: no account, no password or a wrong one all sound alike (R-LGN-05, OP-20). */
export function findNameBar(
  state: MemberSecret['state'] | undefined,
  { locked, known, right }: Entry,
): Bar | undefined {
  if (locked) return { code: 'legacy-locked', reason: 'locked' }
  if (!known) return { code: 'legacy-person-failed', reason: 'account-unknown' }
  if (state === 'K0') return { code: 'legacy-person-failed', reason: 'password-none' }
  return right ? undefined : { code: 'legacy-person-failed', reason: 'password-wrong' }
}

/** The client an agency wants to act for (R-AGY-12): one it represents today, by the agreement's password. */
export function findClientBar(represented: boolean, { locked, right }: Entry): Bar | undefined {
  if (!represented) return { code: 'legacy-client-not-represented', reason: 'not-represented' }
  if (locked) return { code: 'legacy-locked', reason: 'locked' }
  return right ? undefined : { code: 'legacy-agreement-password-wrong', reason: 'agreement-password-wrong' }
}

/** What has to happen before a session opens. */
export type Next = Way | 'set-password' | 'change-password' | 'done'

/**
 * What comes after the ways that were passed: the other one too where the profile wants both (R-LEG-14, CF-29), the
 * first password of whoever has none (R-PWD-12), the change of a value that somebody else knows (R-POL-05).
 * `own`: the password is the member's own one at the enterprise, not the natural person's.
 */
export function nextStep(
  passed: readonly Way[],
  {
    secret = NO_SECRET,
    own,
    policy,
  }: { readonly secret?: MemberSecret; readonly own: boolean; readonly policy: Policy },
): Next {
  if (passed.length === 0) return secret.state === 'K0' ? 'sms' : 'password'
  const needsOther = policy.legacyForcesSms
  if (needsOther && !passed.includes('sms')) return 'sms'
  if (needsOther && !passed.includes('password') && secret.state !== 'K0') return 'password'
  if (secret.state === 'K0') return own ? 'set-password' : 'done'
  return mustChange(secret) ? 'change-password' : 'done'
}

/** Functions of a member: their own choice, else everything their identity has; nothing of nothing (R-PER-08). */
export function functionsOf(
  relation: Pick<Relation, 'functions'>,
  identity: { readonly functions: readonly string[] } | undefined,
): readonly string[] {
  return relation.functions.length > 0 ? relation.functions : (identity?.functions ?? [])
}
