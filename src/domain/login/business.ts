import type { Entrance, LoginType } from './types.ts'

/** The one business identity a log-in opens (R-PLT-02); a special entity is an enterprise (R-LGE-17). */
export function businessOf(entrance: Entrance): LoginType {
  return entrance === 'special' ? 'enterprise' : entrance
}

/** What the account centre shows first (R-PLT-05). */
export type FirstPage = 'enterprise-info' | 'personal-info' | 'client-list'

/** An agency sees its clients until it has entered one, then what it may see of that one (R-AGY-03). */
export function firstPageOf(entrance: Entrance, hasEntered: boolean): FirstPage {
  if (entrance === 'person') return 'personal-info'
  return entrance === 'agency' && !hasEntered ? 'client-list' : 'enterprise-info'
}
