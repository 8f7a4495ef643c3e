import { accountRefusals } from '../domain/account/refusals.ts'
import { agencyRefusals } from '../domain/agency/refusals.ts'
import { captureRefusals } from '../domain/capture/refusals.ts'
import { credentialRefusals } from '../domain/credential/refusals.ts'
import { crossRegionRefusals } from '../domain/cross-region/refusals.ts'
import { documentRefusals } from '../domain/document/refusals.ts'
import { enterpriseRefusals } from '../domain/enterprise/record-core.ts'
import type { RefusalRow } from '../domain/kernel/refusal.ts'
import { legacyRefusals, memberRefusals } from '../domain/legacy/refusals.ts'
import { levelRefusals } from '../domain/level/refusals.ts'
import { diagnosisRefusals } from '../domain/login/diagnosis-refusals.ts'
import { logRefusals } from '../domain/login/log-review.ts'
import { recoveryRefusals } from '../domain/login/recovery.ts'
import { loginRefusals } from '../domain/login/refusals.ts'
import { switchRefusals } from '../domain/login/switch.ts'
import { permissionRefusals } from '../domain/permission/refusals.ts'
import { phoneRefusals } from '../domain/phone/refusals.ts'
import { smsRefusals } from '../domain/phone/sms-code.ts'
import { relationRefusals } from '../domain/relation/refusals.ts'
import { scanRefusals } from '../domain/scan/decide.ts'
import { pictureRefusals } from './attachment.ts'
import { certificateRefusals } from './certificate.ts'
import { draftRefusals } from './draft.ts'
import { registrationRefusals } from './registration.ts'
import { verificationRefusals } from './verification.ts'

/** Every refusal that a judge below the central can answer a taxpayer with, by its code: the rule it keeps. */
export const refusalRows: Readonly<Record<string, RefusalRow>> = {
  ...accountRefusals.list,
  ...agencyRefusals.list,
  ...captureRefusals.list,
  ...credentialRefusals.list,
  ...crossRegionRefusals.list,
  ...documentRefusals.list,
  ...enterpriseRefusals.list,
  ...legacyRefusals.list,
  ...memberRefusals.list,
  ...levelRefusals.list,
  ...diagnosisRefusals.list,
  ...logRefusals.list,
  ...recoveryRefusals.list,
  ...loginRefusals.list,
  ...switchRefusals.list,
  ...permissionRefusals.list,
  ...phoneRefusals.list,
  ...smsRefusals.list,
  ...relationRefusals.list,
  ...scanRefusals.list,
  ...pictureRefusals.list,
  ...certificateRefusals.list,
  ...draftRefusals.list,
  ...registrationRefusals.list,
  ...verificationRefusals.list,
}
