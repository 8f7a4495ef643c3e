import { defineRefusals } from '../kernel/refusal.ts'

/**
 * Why a log-in is refused, in order of precedence. Only the prescribed answers tell an unknown account apart;
 * a wrong password and an unknown username sound the same (OP-20).
 */
export const loginRefusals = defineRefusals({
  'login-not-in-force': { rule: 'R-PLT-01', retry: true },
  'login-incomplete': { rule: 'R-LGE-02' },
  'login-human-check': { rule: 'R-LGE-06', field: 'humanCheck', retry: true },
  'login-phone-unknown': { rule: 'R-LGE-13', message: 'R-MSG-33', field: 'account' },
  'login-not-registered': { rule: 'R-LGE-15', message: 'R-MSG-34', field: 'account' },
  'login-locked': { rule: 'R-LCK-01', retry: true },
  'login-failed': { rule: 'OP-20', field: 'account' },
  'login-relation-frozen': { rule: 'R-LGE-18', message: 'R-MSG-28' },
  'login-no-relation': { rule: 'R-LGE-09', field: 'enterpriseCode' },
  'login-project-number-missing': { rule: 'R-XRG-07', message: 'R-MSG-38', field: 'enterpriseCode' },
  'login-no-project': { rule: 'R-XRG-06', field: 'enterpriseCode' },
  'login-project-not-chosen': { rule: 'R-XRG-07', message: 'R-MSG-38', field: 'projectId' },
  'login-no-agency': { rule: 'R-AGY-10', field: 'agencyCode' },
  'login-not-captured': { rule: 'R-PLT-15' },
  'login-identity-not-chosen': { rule: 'R-LGE-10', field: 'identityType' },
  'login-factor-not-offered': { rule: 'R-LGE-07', field: 'factor' },
  'login-phone-empty': { rule: 'R-LGE-12', message: 'R-MSG-42', field: 'factor' },
  'login-face-busy': { rule: 'R-LGE-07', message: 'R-MSG-39', retry: true },
  'login-code-wrong': { rule: 'R-SMS-05', field: 'code' },
  'login-face-failed': { rule: 'R-LGE-07', field: 'factor', retry: true },
  'login-password-breaks-rule': { rule: 'R-PWD-24', field: 'newPassword' },
  'login-password-not-changeable': { rule: 'R-LGE-08' },
})
export type LoginRefusalCode = (typeof loginRefusals.codes)[number]
