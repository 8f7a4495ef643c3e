import type { Knex } from 'knex'
import * as hall from './0010_hall.both.ts'
import * as person from './0020_person.both.ts'
import * as phone from './0030_phone.both.ts'
import * as enterprise from './0040_enterprise.both.ts'
import * as agency from './0050_agency.both.ts'
import * as loginLog from './0060_login_log.both.ts'
import * as command from './0070_command.both.ts'
import * as outbox from './0080_outbox.desk.ts'
import * as feed from './0090_feed.central.ts'
import * as search from './0100_search.desk.ts'
import * as login from './0110_login.central.ts'
import * as credential from './0120_credential.central.ts'
import * as customer from './0130_customer.desk.ts'
import * as cardReading from './0140_card_reading.desk.ts'
import * as permission from './0150_permission.both.ts'
import * as imports from './0160_import.central.ts'
import * as commandFault from './0170_command_fault.central.ts'
import * as scan from './0180_scan.central.ts'
import * as attempt from './0190_attempt.central.ts'
import * as withdrawnLate from './0200_withdrawn_late.desk.ts'
import * as copyPage from './0210_copy_page.desk.ts'
import * as captureTyped from './0220_capture_typed.both.ts'
import * as account from './0230_account.central.ts'
import * as coreRecord from './0240_core_record.central.ts'
import * as agreementSecret from './0250_agreement_secret.central.ts'
import * as legacy from './0270_legacy.central.ts'
import * as projectPerson from './0290_project_person.central.ts'
import * as rowSecurity from './0300_row_security.central.ts'
import * as documentTerm from './0310_document_term.both.ts'
import * as sessionIndex from './0390_session_index.central.ts'
import * as store from './0400_store.both.ts'
import * as feedDigest from './0420_feed_digest.central.ts'
import * as mirrorDigest from './0430_mirror_digest.desk.ts'
import * as fieldBundle from './0440_field_bundle.desk.ts'
import * as fieldPack from './0450_field_pack.desk.ts'
import * as rowSecurityCalls from './0460_row_security_calls.central.ts'
import * as snapshotWalk from './0470_snapshot_walk.central.ts'
import * as rowSecurityRow from './0480_row_security_row.central.ts'

export interface Migration {
  readonly name: string
  readonly up: (knex: Knex) => Promise<void>
}

/** Every migration in order. Bundles need static imports, so the list is written out; a test holds it to the folder. */
export const migrations: readonly Migration[] = [
  { name: '0010_hall.both', ...hall },
  { name: '0020_person.both', ...person },
  { name: '0030_phone.both', ...phone },
  { name: '0040_enterprise.both', ...enterprise },
  { name: '0050_agency.both', ...agency },
  { name: '0060_login_log.both', ...loginLog },
  { name: '0070_command.both', ...command },
  { name: '0080_outbox.desk', ...outbox },
  { name: '0090_feed.central', ...feed },
  { name: '0100_search.desk', ...search },
  { name: '0110_login.central', ...login },
  { name: '0120_credential.central', ...credential },
  { name: '0130_customer.desk', ...customer },
  { name: '0140_card_reading.desk', ...cardReading },
  { name: '0150_permission.both', ...permission },
  { name: '0160_import.central', ...imports },
  { name: '0170_command_fault.central', ...commandFault },
  { name: '0180_scan.central', ...scan },
  { name: '0190_attempt.central', ...attempt },
  { name: '0200_withdrawn_late.desk', ...withdrawnLate },
  { name: '0210_copy_page.desk', ...copyPage },
  { name: '0220_capture_typed.both', ...captureTyped },
  { name: '0230_account.central', ...account },
  { name: '0240_core_record.central', ...coreRecord },
  { name: '0250_agreement_secret.central', ...agreementSecret },
  { name: '0270_legacy.central', ...legacy },
  { name: '0290_project_person.central', ...projectPerson },
  { name: '0300_row_security.central', ...rowSecurity },
  { name: '0310_document_term.both', ...documentTerm },
  { name: '0390_session_index.central', ...sessionIndex },
  { name: '0400_store.both', ...store },
  { name: '0420_feed_digest.central', ...feedDigest },
  { name: '0430_mirror_digest.desk', ...mirrorDigest },
  { name: '0440_field_bundle.desk', ...fieldBundle },
  { name: '0450_field_pack.desk', ...fieldPack },
  { name: '0460_row_security_calls.central', ...rowSecurityCalls },
  { name: '0470_snapshot_walk.central', ...snapshotWalk },
  { name: '0480_row_security_row.central', ...rowSecurityRow },
]
