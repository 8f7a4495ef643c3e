import type { Row } from '../../src/storage/rows.ts'

const AT = 1_789_000_000_000

/** Rows as the database holds them, complete, with what a test cares about given by name. */
export const hallRow = (id: string, columns: Row = {}): Row => ({
  id,
  name: `${id} 办税服务厅`,
  tax_authority: `${id} 税务局`,
  division: '210102',
  version: 0,
  ...columns,
})

export const staffRow = (id: string, hallId: string, role: string, columns: Row = {}): Row => ({
  id,
  hall_id: hallId,
  login: id,
  name: '王窗口',
  role,
  state: 'active',
  version: 0,
  ...columns,
})

export const personRow = (id: string, hallId: string, columns: Row = {}): Row => ({
  id,
  hall_id: hallId,
  name: '张三',
  document_type: 'id-card',
  document_number: `number of ${id}`,
  sex: 'male',
  nationality: 'CN',
  birth: '1990-01-01',
  account_state: 'A2',
  credential_state: 'K2',
  credential_void_at: null,
  level: 4,
  username: null,
  username_changed_at: null,
  email: null,
  contact_address: null,
  residence: null,
  validity_kind: 'long-term',
  validity_start: '2015-01-01',
  validity_end: null,
  captured_at: AT,
  capture_channel: 'hall',
  captured_phone: null,
  has_scene_photo: 1,
  validity_stated: 0,
  portrait_id: null,
  version: 0,
  updated_at: AT,
  ...columns,
})

export const phoneRow = (id: string, personId: string, number: string, columns: Row = {}): Row => ({
  id,
  person_id: personId,
  number,
  state: 'bound',
  is_default: 1,
  verified_at: AT,
  emptied_at: null,
  version: 0,
  ...columns,
})

export const enterpriseRow = (id: string, hallId: string, columns: Row = {}): Row => ({
  id,
  hall_id: hallId,
  credit_code: `code of ${id}`,
  taxpayer_number: null,
  name: '沈阳甲贸易有限公司',
  state: 'normal',
  tax_authority: `${hallId} 税务局`,
  address: null,
  realname_state: 'verified',
  version: 0,
  updated_at: AT,
  ...columns,
})

export const relationRow = (
  id: string,
  hallId: string,
  enterpriseId: string,
  personId: string,
  columns: Row = {},
): Row => ({
  id,
  hall_id: hallId,
  enterprise_id: enterpriseId,
  person_id: personId,
  identity_type: 'staff-full',
  permission_identity_id: null,
  functions: '[]',
  state: 'R4',
  initiator: 'enterprise',
  in_core: 0,
  valid_until: null,
  disabled_reason: null,
  created_at: AT,
  decided_at: AT,
  ended_by: null,
  hidden_for_enterprise: 0,
  hidden_for_person: 0,
  version: 0,
  updated_at: AT,
  ...columns,
})
