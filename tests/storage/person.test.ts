import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { getPolicy } from '../../src/domain/policy/profiles.ts'
import type { Role } from '../../src/domain/kernel/actor.ts'
import { MINUTE } from '../../src/domain/kernel/instant.ts'
import { appendAudit, findAuditBreak } from '../../src/storage/audit.ts'
import { auditReads } from '../../src/storage/audit-queries.ts'
import type { Database, WriteDb } from '../../src/storage/database.ts'
import { sql } from '../../src/storage/database.ts'
import { personReads } from '../../src/storage/person-queries.ts'
import type { WriteContext } from '../../src/storage/queries.ts'
import { Refused } from '../../src/storage/refused.ts'
import { revealField } from '../../src/storage/reveal.ts'
import { writeRow } from '../../src/storage/rows.ts'
import { noteSubjects } from '../../src/storage/search.ts'
import { deskDatabases } from '../support/desk-database.ts'
import { personRow, phoneRow, relationRow, staffRow } from '../support/rows.ts'

const NOW = Date.UTC(2026, 5, 15)
const NUMBER = '210102199003071248'
const chain = { chain: 'D1', hash: (text: string) => createHash('sha256').update(text).digest('hex') }
const open = deskDatabases()
let database: Database

const contextFor = (db: WriteDb, role: Role, now: number): WriteContext => ({
  now,
  policy: getPolicy('liaoning'),
  operator: { staffId: 's1', login: 'clerk1', name: '王窗口', role, hallId: 'h1' },
  newId: () => 'new',
  digest: () => '',
  audit: (action, subjects, detail) =>
    appendAudit(db, chain, {
      at: now,
      actor: { kind: 'staff', staffId: 's1', role, hallId: 'h1', deviceId: 'd1' },
      action,
      subjects,
      detail,
    }),
})

type Reveal = Parameters<typeof revealField>[1]
const reveal = (input: Partial<Reveal> = {}, role: Role = 'clerk', now = NOW) =>
  database.write((db) =>
    revealField(
      db,
      { kind: 'person', id: 'p1', field: 'document_number', reason: '与证件核对', ...input },
      contextFor(db, role, now),
    ),
  )
const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refused ? error.refusal.code : String(error)),
  )
const auditRows = () =>
  database.read((db) =>
    db.all<{ action: string; detail: string }>(sql('select action, detail from audit order by seq')),
  )

beforeEach(async () => {
  database = (await open()).database
  await database.write(async (db) => {
    await writeRow(db, 'staff', staffRow('s1', 'h1', 'clerk'))
    await writeRow(
      db,
      'person',
      personRow('p1', 'h1', {
        name: '仇英',
        document_type: 'resident-id',
        document_number: NUMBER,
        email: 'qiu.ying@example.cn',
        contact_address: '辽宁省沈阳市和平区太原街 1 号',
        username: 'qiuying90',
        has_scene_photo: 0,
      }),
    )
    await writeRow(db, 'phone', phoneRow('f1', 'p1', '13800001248'))
    await writeRow(db, 'relation', relationRow('r1', 'h1', 'e1', 'p1'))
    await writeRow(db, 'relation', relationRow('r2', 'h1', 'e2', 'p1', { state: 'R1' }))
  })
})

describe('a person’s file', () => {
  const file = (id: string) =>
    database.read((db) =>
      personReads['person.file'](db, { id }, { now: NOW, policy: getPolicy('liaoning'), operator: undefined }),
    )

  it('[R-MSK-03] leaves the data thread masked, field by field', async () => {
    const answer = await file('p1')
    expect(answer).toMatchObject({
      name: '仇*',
      document: '2101**********1248',
      birth: '1990-**-**',
      email: 'q***@example.cn',
      contactAddress: '辽宁省沈阳市****',
      username: 'qi****',
      counts: { phones: 1, relations: 1, pendingRelations: 1 },
      warnings: ['scene-photo-missing'],
    })
    expect(JSON.stringify(answer)).not.toContain(NUMBER)
  })

  it('[R-MSK-04] shows the number of the document masked, whichever it is', async () => {
    expect((await file('p1'))?.document).toBe('2101**********1248')
    await database.write((db) =>
      writeRow(
        db,
        'person',
        personRow('p3', 'h1', { document_type: 'foreign-passport', document_number: 'AB1234567' }),
      ),
    )
    const other = await file('p3')
    expect(other?.document).toMatch(/\*/)
    expect(JSON.stringify(other)).not.toContain('AB1234567')
  })

  it('[R-RNL-03] shows the present level', async () => {
    expect(await file('p1')).toMatchObject({ level: 4 })
    await database.write((db) => writeRow(db, 'person', personRow('p4', 'h1', { level: 2 })))
    expect(await file('p4')).toMatchObject({ level: 2 })
  })

  it('is null for somebody who is not in the cache', async () => {
    expect(await file('p2')).toBeNull()
  })

  it('lists acts of every desk of the hall, newest first, a page at a time', async () => {
    const result = (id: string, at: number) => ({
      command_id: id,
      hall_id: 'h1',
      device_id: 'other',
      name: 'phone.add',
      state: 'effective',
      waits_for: null,
      refusal: null,
      message: null,
      summary: JSON.stringify({ subjects: ['p1'], payload: {} }),
      operator_id: 's1',
      visit_id: null,
      recorded_at: at,
      decided_at: at,
      version: 1,
    })
    await database.write(async (db) => {
      for (const [id, at] of [
        ['c1', 1],
        ['c2', 2],
        ['c3', 3],
      ] as const) {
        await writeRow(db, 'command_result', result(id, at))
        await noteSubjects(db, result(id, at))
      }
    })
    const acts = (after?: string) =>
      database.read((db) =>
        personReads['person.acts'](db, { id: 'p1', size: 2, ...(after === undefined ? {} : { after }) }),
      )
    const first = await acts()
    expect(first.rows.map((row) => row.commandId)).toEqual(['c3', 'c2'])
    expect(first.rows[0]).toMatchObject({ operator: '王窗口', here: false, state: 'effective' })
    expect((await acts(first.next)).rows.map((row) => row.commandId)).toEqual(['c1'])
  })
})

describe('revealing', () => {
  it('[OP-13] gives the value with an audit row that holds the reason and not the value', async () => {
    expect(await reveal()).toEqual({ value: NUMBER, many: false })
    const [row] = await auditRows()
    expect(row?.action).toBe('reveal')
    expect(JSON.parse(row?.detail ?? '')).toEqual({ kind: 'person', field: 'document_number', reason: '与证件核对' })
    expect(row?.detail).not.toContain(NUMBER)
  })

  it('[OP-13] reveals to those who serve visitors only', async () => {
    expect(await codeOf(reveal({}, 'supervisor'))).toBe('done')
    expect(await codeOf(reveal({}, 'field-officer'))).toBe('done')
    for (const role of ['system-admin', 'security-admin', 'audit-admin'] as const)
      expect(await codeOf(reveal({}, role))).toBe('reveal-role')
  })

  it('refuses a field that is not on the list, whatever it is called, and leaves no row', async () => {
    for (const field of ['portrait_id', 'id', 'number', '1; drop table person', 'constructor'])
      expect(await codeOf(reveal({ field }))).toBe('reveal-nothing')
    expect(await codeOf(reveal({ id: 'nobody' }))).toBe('reveal-nothing')
    expect(await codeOf(reveal({ field: 'captured_phone' }))).toBe('reveal-nothing')
    expect(await auditRows()).toEqual([])
  })

  it('reveals a phone and a further document', async () => {
    expect(await reveal({ kind: 'phone', id: 'f1', field: 'number' })).toMatchObject({ value: '13800001248' })
    await database.write((db) =>
      writeRow(db, 'person_document', {
        person_id: 'p1',
        document_type: 'hk-macao-permit',
        document_number: 'H12345678',
        is_main: 0,
        added_at: 1,
        version: 1,
      }),
    )
    expect(await reveal({ kind: 'person_document', id: 'hk-macao-permit/p1' })).toMatchObject({ value: 'H12345678' })
  })

  it('[OP-13] warns at thirty in ten minutes, once in the audit, and is quiet again later', async () => {
    for (let n = 1; n < 30; n++) expect((await reveal({}, 'clerk', NOW + n)).many).toBe(false)
    expect((await reveal({}, 'clerk', NOW + 30)).many).toBe(true)
    expect((await reveal({}, 'clerk', NOW + 31)).many).toBe(true)
    expect((await auditRows()).filter((row) => row.action === 'reveal-many')).toHaveLength(1)
    expect((await reveal({}, 'clerk', NOW + 11 * MINUTE)).many).toBe(false)
  })
})

describe('the desk’s own audit', () => {
  it('is found by act, subject and time, newest first', async () => {
    await reveal({}, 'clerk', NOW)
    await reveal({ kind: 'phone', id: 'f1', field: 'number' }, 'clerk', NOW + 5)
    const search = (input: object) => database.read((db) => auditReads['audit.search'](db, { size: 10, ...input }))
    expect((await search({})).rows.map((row) => row.seq)).toEqual([2, 1])
    expect((await search({ subject: 'f1' })).rows).toMatchObject([{ actor: '王窗口', subjects: ['f1'] }])
    expect((await search({ to: NOW + 1 })).rows.map((row) => row.seq)).toEqual([1])
    expect((await search({ action: 'sign-in' })).rows).toEqual([])
    const page = await search({ size: 1 })
    expect((await search({ size: 1, after: page.next })).rows.map((row) => row.seq)).toEqual([1])
  })

  it('shows the first row that somebody altered', async () => {
    await reveal()
    await reveal({}, 'clerk', NOW + 1)
    expect(await database.read((db) => findAuditBreak(db, chain))).toBeUndefined()
    await database.write((db) => db.run(sql("update audit set detail = '{}' where seq = 1")))
    expect(await database.read((db) => findAuditBreak(db, chain))).toEqual({ seq: 1, problem: 'altered' })
  })
})
