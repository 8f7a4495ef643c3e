import type { CredentialState } from './types.ts'
import type { Instant } from '../kernel/instant.ts'

/** Why a person can't log in, most fundamental first: each makes the ones below it pointless. */
export const LOGIN_OBSTACLES = [
  'deregistered',
  'no-account',
  'not-captured',
  'no-password',
  'value-void',
  'value-must-change',
  'number-emptied',
  'no-number',
  'number-unverified',
  'failures-today',
  'relations-disabled',
] as const
export type LoginObstacleId = (typeof LOGIN_OBSTACLES)[number]

/** What the cache knows of a person that decides whether a log-in can work. */
export interface LoginFacts {
  readonly accountState: string
  readonly credentialState: CredentialState
  readonly credentialVoidAt: Instant | null
  readonly capturedAt: Instant | null
  readonly numbers: readonly {
    readonly state: 'bound' | 'unverified' | 'emptied'
    readonly emptiedAt: Instant | null
  }[]
  /** Failed log-ins of today, and when the last one was. */
  readonly failuresToday: number
  readonly lastFailureAt: Instant | null
  readonly disabledRelations: number
}

export interface Obstacle {
  readonly obstacle: LoginObstacleId
  readonly rule: string
  /** The act of the counter that removes it. */
  readonly act?: string
  readonly at?: Instant
  readonly count?: number
}

/** Everything in the cache that keeps a person from logging in, with the act that helps (DS-PASSWORD, R-HAL-08). */
export function findObstacles(facts: LoginFacts, now: Instant): Obstacle[] {
  if (facts.accountState === 'A4') return [{ obstacle: 'deregistered', rule: 'R-DRG-03' }]
  if (facts.accountState === 'A0') return [{ obstacle: 'no-account', rule: 'R-LGE-15', act: 'capture' }]
  return [
    ...captureObstacles(facts),
    ...passwordObstacles(facts, now),
    ...numberObstacles(facts),
    ...usageObstacles(facts),
  ]
}

/** R-FGT-07: without a captured face none of the ways by face are open. */
function captureObstacles({ capturedAt }: LoginFacts): Obstacle[] {
  return capturedAt === null ? [{ obstacle: 'not-captured', rule: 'R-FGT-07', act: 'capture' }] : []
}

function passwordObstacles({ credentialState, credentialVoidAt }: LoginFacts, now: Instant): Obstacle[] {
  if (credentialState === 'K0') return [{ obstacle: 'no-password', rule: 'R-PWD-13', act: 'password-reset' }]
  if (credentialState === 'K2') return []
  if (credentialVoidAt !== null && credentialVoidAt <= now)
    return [{ obstacle: 'value-void', rule: 'OP-06', act: 'password-reset', at: credentialVoidAt }]
  const until = credentialVoidAt === null ? {} : { at: credentialVoidAt }
  return [{ obstacle: 'value-must-change', rule: 'R-LGE-08', ...until }]
}

/** R-LGE-12, R-PHN-05: a second step by SMS needs a number; document or username still open the first. */
function numberObstacles({ numbers }: LoginFacts): Obstacle[] {
  if (numbers.some((number) => number.state === 'bound')) return []
  const unverified = numbers.filter((number) => number.state === 'unverified').length
  const emptied = numbers.filter((number) => number.state === 'emptied')
  const last = Math.max(0, ...emptied.map((number) => number.emptiedAt ?? 0))
  return [
    emptied.length > 0
      ? { obstacle: 'number-emptied', rule: 'R-PHN-05', act: 'phone-recover', ...(last > 0 ? { at: last } : {}) }
      : { obstacle: 'no-number', rule: 'R-LGE-12', act: 'phone-manage' },
    ...(unverified > 0 ? [{ obstacle: 'number-unverified', rule: 'R-PHN-17', count: unverified } as const] : []),
  ]
}

/** R-LCK-01: five failures of one method lock it until midnight; the counter sees failures, not the lock itself. */
function usageObstacles({ failuresToday, lastFailureAt, disabledRelations }: LoginFacts): Obstacle[] {
  const failures: Obstacle[] =
    failuresToday === 0
      ? []
      : [
          {
            obstacle: 'failures-today',
            rule: 'R-LCK-01',
            act: 'password-reset',
            count: failuresToday,
            ...(lastFailureAt === null ? {} : { at: lastFailureAt }),
          },
        ]
  return disabledRelations === 0
    ? failures
    : [...failures, { obstacle: 'relations-disabled', rule: 'R-LGE-18', count: disabledRelations }]
}
