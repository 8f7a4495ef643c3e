import { defineRefusals } from '../kernel/refusal.ts'

/** Why a password isn't set, in order of precedence. */
export const credentialRefusals = defineRefusals({
  'credential-person-unknown': { rule: 'R-FGT-01', message: 'R-MSG-34' },
  'credential-account-missing': { rule: 'R-FGT-01', message: 'R-MSG-34' },
  'credential-person-deregistered': { rule: 'R-DRG-03' },
  'credential-role-views-only': { rule: 'R-PM-06' },
  'credential-visit-missing': { rule: 'R-HAL-05' },
  'credential-letter-missing': { rule: 'R-HAL-05', field: 'letterAttachmentId' },
  'credential-own-act-only': { rule: 'R-PWD-09' },
  'credential-typed-by-another': { rule: 'R-PLT-06' },
  'credential-value-missing': { rule: 'R-FGT-03', field: 'sealedPassword' },
  'credential-face-failed': { rule: 'OP-06' },
  'credential-approval-denied': { rule: 'OP-06' },
  'credential-old-wrong': { rule: 'R-PWD-09', message: 'R-MSG-37', field: 'oldPassword' },
  'credential-box-unreadable': { rule: 'R-FGT-03', field: 'sealedPassword' },
  'credential-box-stale': { rule: 'R-FGT-03', field: 'sealedPassword' },
  'credential-box-used': { rule: 'R-FGT-03', field: 'sealedPassword' },
  'credential-rule-characters': { rule: 'R-PWD-03', field: 'sealedPassword' },
  'credential-rule-length': { rule: 'R-PWD-01', field: 'sealedPassword' },
  'credential-rule-classes': { rule: 'R-PWD-02', field: 'sealedPassword' },
})

type Code = (typeof credentialRefusals.codes)[number]

/** What the central may find when it opens a sealed new password, as the refusal it leads to. */
const BY_PROBLEM: Readonly<Record<string, Code>> = {
  characters: 'credential-rule-characters',
  length: 'credential-rule-length',
  classes: 'credential-rule-classes',
  stale: 'credential-box-stale',
  used: 'credential-box-used',
}

/** The refusal for a problem named by a `new-password` proof. */
export const refusalOfProblem = (problem: string): Code => BY_PROBLEM[problem] ?? 'credential-box-unreadable'
