import type { Row } from '../../src/storage/rows.ts'

/** An agency of a hall whose first form has been filed. */
export const agencyRow = (id: string, hallId: string, columns: Row = {}): Row => ({
  id,
  hall_id: hallId,
  credit_code: `code of ${id}`,
  name: '沈阳诚信税务师事务所有限公司',
  basic_form_at: 1_789_000_000_000,
  version: 0,
  ...columns,
})

export const agencyPersonRow = (agencyId: string, personId: string): Row => ({
  agency_id: agencyId,
  person_id: personId,
  version: 0,
})

/** An agreement that was received and names these agents; it counts by its dates. */
export const agreementRow = (
  id: string,
  agencyId: string,
  enterpriseId: string,
  agents: readonly string[],
  columns: Row = {},
): Row => ({
  id,
  agency_id: agencyId,
  enterprise_id: enterpriseId,
  agent_person_ids: JSON.stringify(agents),
  valid_from: '2020-01-01',
  valid_until: '2099-12-31',
  state: 'G2',
  version: 0,
  ...columns,
})
