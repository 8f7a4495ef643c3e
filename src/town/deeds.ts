import type { Outcome } from './journal.ts'
import type { Deed, DeedKind } from './plan.ts'
import type { Stage } from './stage.ts'
import { accountDeeds } from './deeds-account.ts'
import { fraudDeeds } from './deeds-fraud.ts'
import { guestDeeds } from './deeds-guest.ts'
import { numberDeeds } from './deeds-number.ts'
import { ownDeeds } from './deeds-own.ts'
import { staffDeeds } from './deeds-staff.ts'

/** How each kind of errand is done through the public API. */
export type Deeds = Readonly<Record<DeedKind, (stage: Stage, deed: Deed) => Promise<Outcome>>>

/** Every errand there is; the compiler counts them. */
export const deeds: Deeds = {
  ...accountDeeds,
  ...numberDeeds,
  ...staffDeeds,
  ...ownDeeds,
  ...guestDeeds,
  ...fraudDeeds,
}
