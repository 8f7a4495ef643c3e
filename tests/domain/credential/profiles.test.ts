import { expect, it } from 'vitest'
import { getPolicy } from '../../../src/domain/policy/profiles.ts'

it.each(['liaoning', 'shandong', 'liaoning-legacy'] as const)(
  '[OP-06] no profile lets a desk set the initial value by itself (%s)',
  (id) => {
    expect(getPolicy(id).needsApproval.passwordResetByInitialValue).toBe(true)
  },
)
