import { defineRefusals } from '../kernel/refusal.ts'

/** Why a phone act is refused, in order of precedence. */
export const phoneRefusals = defineRefusals({
  'phone-person-unknown': { rule: 'R-PHN-06' },
  'phone-person-deregistered': { rule: 'R-DRG-03' },
  'phone-role-views-only': { rule: 'R-PM-07' },
  'phone-visitor-not-owner': { rule: 'R-PM-07' },
  'phone-number-malformed': { rule: 'R-PHN-09', field: 'number' },
  'phone-not-held': { rule: 'R-PHN-12' },
  'phone-already-held': { rule: 'R-PHN-09', field: 'number' },
  'phone-only-number': { rule: 'R-PHN-14' },
  'phone-default-not-deletable': { rule: 'R-PHN-13' },
  'phone-modify-default-only': { rule: 'R-PHN-11', field: 'phoneId' },
  'phone-held-by-another': { rule: 'R-PHN-02', field: 'number' },
  'phone-face-failed': { rule: 'R-PHN-09', field: 'scenePhotoAttachmentId' },
  'phone-password-missing': { rule: 'R-RPH-02', field: 'password' },
  'phone-password-wrong': { rule: 'R-RPH-03', message: 'R-MSG-37', field: 'password' },
  'phone-too-many': { rule: 'R-PHN-06' },
})
