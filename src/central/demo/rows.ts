import type { CivilDate, Instant } from '../../domain/kernel/instant.ts'

/** Rows as the migrations name their columns; flags are 0 or 1, lists JSON text. */
export interface HallRow {
  readonly id: string
  readonly name: string
  readonly tax_authority: string
  readonly division: string
  readonly version: number
}

export interface PersonRow {
  readonly id: string
  readonly hall_id: string
  readonly name: string
  readonly document_type: string
  readonly document_number: string
  readonly sex: string | null
  readonly nationality: string | null
  readonly birth: CivilDate | null
  readonly account_state: string
  readonly credential_state: string
  readonly credential_void_at: Instant | null
  readonly level: number
  readonly username: string | null
  readonly username_changed_at: Instant | null
  readonly email: string | null
  readonly contact_address: string | null
  readonly residence: string | null
  readonly validity_kind: string | null
  readonly validity_start: CivilDate | null
  readonly validity_end: CivilDate | null
  readonly captured_at: Instant | null
  readonly capture_channel: string | null
  readonly captured_phone: string | null
  readonly has_scene_photo: number
  readonly portrait_id: string | null
  readonly version: number
  readonly updated_at: Instant
}

export interface PersonDocumentRow {
  readonly person_id: string
  readonly document_type: string
  readonly document_number: string
  readonly is_main: number
  readonly added_at: Instant
  readonly version: number
}

export interface PhoneRow {
  readonly id: string
  readonly person_id: string
  readonly number: string
  readonly state: string
  readonly is_default: number
  readonly verified_at: Instant | null
  readonly emptied_at: Instant | null
  readonly version: number
}

export interface EnterpriseRow {
  readonly id: string
  readonly hall_id: string
  readonly credit_code: string
  readonly taxpayer_number: string | null
  readonly name: string
  readonly state: string
  readonly tax_authority: string
  readonly address: string | null
  readonly realname_state: string
  readonly version: number
  readonly updated_at: Instant
}

export interface RelationRow {
  readonly id: string
  readonly hall_id: string
  readonly enterprise_id: string
  readonly person_id: string
  readonly identity_type: string
  readonly permission_identity_id: string | null
  readonly functions: string
  readonly state: string
  readonly initiator: string
  readonly in_core: number
  readonly valid_until: CivilDate | null
  readonly disabled_reason: string | null
  readonly created_at: Instant
  readonly decided_at: Instant | null
  readonly ended_by: string | null
  readonly hidden_for_enterprise: number
  readonly hidden_for_person: number
  readonly version: number
  readonly updated_at: Instant
}

export interface AgencyRow {
  readonly id: string
  readonly hall_id: string
  readonly credit_code: string
  readonly name: string
  readonly basic_form_at: Instant | null
  readonly version: number
}

export interface AgencyPersonRow {
  readonly agency_id: string
  readonly person_id: string
  readonly version: number
}

export interface AgencyAgreementRow {
  readonly id: string
  readonly agency_id: string
  readonly enterprise_id: string
  readonly agent_person_ids: string
  readonly valid_from: CivilDate
  readonly valid_until: CivilDate
  readonly state: string
  readonly version: number
}

export interface CrossProjectRow {
  readonly id: string
  readonly hall_id: string
  readonly enterprise_id: string
  readonly kind: string
  readonly number: string | null
  readonly division: string
  readonly tax_authority: string
  readonly valid_from: CivilDate
  readonly valid_until: CivilDate
  readonly version: number
}

export interface LoginLogRow {
  readonly id: string
  readonly hall_id: string
  readonly at: Instant
  readonly login_type: string
  readonly method: string
  readonly channel: string
  readonly result: string
  readonly reason: string | null
  readonly person_id: string | null
  readonly name: string | null
  readonly identity_type: string | null
  readonly enterprise_id: string | null
  readonly taxpayer_name: string | null
  readonly credit_code: string | null
  readonly address: string | null
  readonly place: string | null
}

/** Every table the generator fills, in an order in which no row names one that is not there yet. */
export interface DemoRows {
  readonly hall: HallRow
  readonly person: PersonRow
  readonly person_document: PersonDocumentRow
  readonly phone: PhoneRow
  readonly enterprise: EnterpriseRow
  readonly relation: RelationRow
  readonly agency: AgencyRow
  readonly agency_person: AgencyPersonRow
  readonly agency_agreement: AgencyAgreementRow
  readonly cross_project: CrossProjectRow
  readonly login_log: LoginLogRow
}

export type DemoTable = keyof DemoRows

/** Rows of one table, at most a thousand; what the seeding writes in one statement or two. */
export type DemoBatch = {
  readonly [Table in DemoTable]: { readonly table: Table; readonly rows: readonly DemoRows[Table][] }
}[DemoTable]
