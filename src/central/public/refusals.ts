import { defineRefusals } from '../../domain/kernel/refusal.ts'

/** What stops a log-in before any rule about the person is asked. */
export const stepRefusals = defineRefusals({
  'login-step-expired': { rule: 'R-LGE-07', retry: true },
  'login-confirmation-differs': { rule: 'R-PWD-09', field: 'confirmation' },
})
