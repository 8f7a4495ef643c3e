import { expect, it } from 'vitest'
import { liaoning } from '../../src/domain/policy/profiles.ts'
import type { Database } from '../../src/storage/database.ts'
import { sql } from '../../src/storage/database.ts'
import { enterpriseReads } from '../../src/storage/enterprise-queries.ts'
import type { ReadContext } from '../../src/storage/queries.ts'
import { relationReads } from '../../src/storage/relation-queries.ts'
import { writeRow, type ReplicatedTable, type Row } from '../../src/storage/rows.ts'
import { deskDatabases } from '../support/desk-database.ts'
import { enterpriseRow, personRow, phoneRow, relationRow } from '../support/rows.ts'

// 2026-03-10 10:00 in Beijing.
const NOW = Date.UTC(2026, 2, 10, 2)
const H = 'hall-1'
const context: ReadContext = {
  now: NOW,
  policy: liaoning,
  operator: { staffId: 'clerk', login: 'clerk', name: '王窗口', role: 'clerk', hallId: H },
}
const open = deskDatabases()

const manager = { identity_type: 'legal-representative', initiator: 'core', in_core: 1 }

async function fill(...rows: readonly (readonly [ReplicatedTable, Row])[]): Promise<Database> {
  const { database } = await open()
  await database.write(async (db) => {
    const first: readonly (readonly [ReplicatedTable, Row])[] = [
      [
        'enterprise',
        enterpriseRow('E1', H, {
          credit_code: '91210102MA0ABCDE12',
          name: '沈阳北方机电有限公司',
          address: '沈阳市和平区中华路1号',
        }),
      ],
      ['person', personRow('M', H, { name: '单雄信', document_number: '210102199003071234' })],
      ['person', personRow('S', H, { name: '欧阳娜娜', document_number: '210102199003075678', captured_at: null })],
      ['phone', phoneRow('N', 'M', '13812345678')],
      ['relation', relationRow('R-M', H, 'E1', 'M', manager)],
    ]
    for (const [table, row] of [...first, ...rows]) await writeRow(db, table, row)
  })
  return database
}

const present = { enterpriseId: 'E1', tab: 'present', size: 50 } as const
const list = (database: Database, input: object = {}) =>
  database.read((db) => relationReads['relation.list-by-enterprise'](db, { ...present, ...input }, context))

it('[R-MSK-01] masks names, documents and codes before they leave the data thread', async () => {
  const database = await fill()
  const page = await list(database)
  expect(page.rows[0]).toMatchObject({
    personName: '单**',
    document: '2101**********1234',
    enterpriseName: '沈阳******公司',
    creditCode: '9121**********DE12',
  })
  const file = await database.read((db) => enterpriseReads['enterprise.file'](db, { id: 'E1' }, context))
  const shown = JSON.stringify([page, file])
  for (const secret of ['雄信', '210102199003071234', '北方机电', '91210102MA0ABCDE12', '13812345678', '中华路'])
    expect(shown).not.toContain(secret)
})

it('[OP-09] shows an expired relation as disabled with its reason, and counts it among present staff', async () => {
  const database = await fill(['relation', relationRow('R-S', H, 'E1', 'S', { valid_until: '2026-03-09' })])
  const page = await list(database)
  expect(page.rows.map((row) => [row.id, row.state, row.disabledReason])).toEqual([
    ['R-M', 'R4', null],
    ['R-S', 'R5', 'expired'],
  ])
  expect(page.counts).toEqual({ present: 2, pending: 0, history: 0 })
})

it('[OP-25] shows which acts on a relation wait to be decided, here or at another desk of the hall', async () => {
  const database = await fill(
    ['relation', relationRow('R-S', H, 'E1', 'S')],
    [
      'command_result',
      {
        command_id: 'elsewhere',
        hall_id: H,
        device_id: 'other',
        name: 'relation.freeze',
        state: 'held',
        waits_for: 'approval',
        refusal: null,
        message: null,
        summary: JSON.stringify({ subjects: [], payload: { relationId: 'R-S' } }),
        operator_id: 'clerk-2',
        visit_id: null,
        recorded_at: NOW,
        decided_at: NOW,
        version: 1,
      },
    ],
  )
  await database.write((db) =>
    db.run(
      sql(
        `insert into outbox (seq, command_id, name, envelope, state, waits_for, flagged, tries, operator_id, hash, recorded_at, acknowledged)
         values (1, 'here', 'relation.delete', ?, 'recorded', 'approval', 0, 0, 'clerk', 'hash', ?, 0)`,
        [JSON.stringify({ payload: { relationId: 'R-S' } }), NOW],
      ),
    ),
  )
  const [, row] = (await list(database)).rows
  expect(row?.acts).toEqual([
    { commandId: 'elsewhere', name: 'relation.freeze', state: 'held', waitsFor: 'approval' },
    { commandId: 'here', name: 'relation.delete', state: 'recorded', waitsFor: 'approval' },
  ])
})

it('[R-ENT-01] gives the enterprise’s file with its managers, its counts and what is missing', async () => {
  const database = await fill(
    ['relation', relationRow('R-S', H, 'E1', 'S', { valid_until: '2026-03-09' })],
    ['relation', relationRow('R-P', H, 'E1', 'S', { identity_type: 'staff', state: 'R2', initiator: 'person' })],
    ['relation', relationRow('R-H', H, 'E1', 'S', { identity_type: 'staff', state: 'R6', ended_by: 'enterprise' })],
  )
  const file = await database.read((db) => enterpriseReads['enterprise.file'](db, { id: 'E1' }, context))
  expect(file).toMatchObject({
    realnameState: 'verified',
    taxAuthority: 'hall-1 税务局',
    legalRepresentative: { personId: 'M', name: '单**', captured: true, phone: '138****5678', state: 'R4' },
    financeOfficer: null,
    counts: { present: 2, disabled: 1, pending: 1, history: 1 },
    warnings: ['no-finance-officer', 'staff-expired'],
  })
  expect(await database.read((db) => enterpriseReads['enterprise.file'](db, { id: 'none' }, context))).toBeNull()
})
