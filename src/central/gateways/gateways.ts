import type { CoreGateway } from './core.ts'
import type { FaceGateway } from './face.ts'
import type { HumanCheckGateway } from './human-check.ts'
import type { IdentityCheckGateway } from './identity-check.ts'
import type { MailGateway } from './mail.ts'
import type { SmsGateway } from './sms.ts'

/** The services outside the product, one port each; `standInGateways` gives local ones. */
export interface Gateways {
  readonly sms: SmsGateway
  readonly mail: MailGateway
  readonly face: FaceGateway
  readonly identityCheck: IdentityCheckGateway
  readonly core: CoreGateway
  readonly humanCheck: HumanCheckGateway
}
