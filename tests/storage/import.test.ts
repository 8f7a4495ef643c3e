import { describe, expect, it } from 'vitest'
import { newId, sha256 } from '../../src/central/crypto.ts'
import { idNumberChecksum } from '../../src/domain/document/id-number.ts'
import { creditCodeChecksum } from '../../src/domain/enterprise/credit-code.ts'
import { MINUTE } from '../../src/domain/kernel/instant.ts'
import { findAuditBreak } from '../../src/storage/audit.ts'
import { sql, type Database } from '../../src/storage/database.ts'
import { FeedLog } from '../../src/storage/feed-log.ts'
import { commitImport, previewImport } from '../../src/storage/import.ts'
import { writeRow, type Row } from '../../src/storage/rows.ts'
import { forEachDatabase } from '../support/databases.ts'
import { enterpriseRow, hallRow, personRow, relationRow } from '../support/rows.ts'

const now = Date.UTC(2026, 4, 12, 2)
const code = (serial: number) => {
  const body = `91210102MA${String(serial).padStart(7, '0')}`
  return body + creditCodeChecksum(body)
}
const idNumber = (serial: number) => {
  const body = `21010219900307${String(serial).padStart(3, '0')}`
  return body + idNumberChecksum(body)
}
const actor = { kind: 'staff', staffId: 's1', role: 'supervisor', hallId: 'h1', deviceId: 'd1' } as const
const STAFF = ['统一社会信用代码', '姓名', '身份证号码', '手机号码', '身份类型']
const ENTERPRISES = ['统一社会信用代码', '纳税人名称']

forEachDatabase('import', (open) => {
  async function start(rows: readonly (readonly ['person' | 'enterprise' | 'relation', Row])[] = []) {
    const database = await open()
    await database.write(async (db) => {
      await writeRow(db, 'hall', hallRow('h1'))
      for (const [table, row] of rows) await writeRow(db, table, row)
    })
    return database
  }
  const preview = (database: Database, kind: 'enterprise' | 'staff', rows: string[][], token = 't1') =>
    database.write((db) =>
      previewImport(db, { kind, rows, fileHash: 'f', token, tokenHash: sha256(token) }, { actor, now }),
    )
  const commit = (
    database: Database,
    changes: { skipWrong?: boolean; token?: string; at?: number; staffId?: string } = {},
  ) =>
    database.write(async (db) => {
      const work = { db, log: new FeedLog() }
      const { skipWrong = false, token = 't1', at = now, staffId = 's1' } = changes
      const who = { actor: { ...actor, staffId }, now: at, newId, hash: sha256 }
      const report = await commitImport(work, { tokenHash: sha256(token), skipWrong }, who)
      await work.log.flush(db, at)
      return report
    })
  const count = async (database: Database, table: string) =>
    Number((await database.read((db) => db.find<{ n: number }>(sql(`select count(*) as n from ${table}`))))?.n)

  it('changes nothing until it is asked to, and then everything at once', async () => {
    const database = await start()
    const rows = [ENTERPRISES, [code(1), '沈阳甲贸易有限公司'], [code(2), '沈阳乙贸易有限公司']]
    expect((await preview(database, 'enterprise', rows)).counts).toEqual({ ready: 2, existing: 0, wrong: 0 })
    expect(await count(database, 'enterprise')).toBe(0)
    expect(await count(database, 'feed')).toBe(0)
    expect(await commit(database)).toEqual({ imported: 2, existing: 0, wrong: 0, at: now })
    expect(await count(database, 'enterprise')).toBe(2)
    expect(await count(database, 'feed')).toBe(2)
  })

  it('writes one audit row that names no enterprise', async () => {
    const database = await start()
    await preview(database, 'enterprise', [ENTERPRISES, [code(1), '沈阳甲贸易有限公司']])
    await commit(database)
    const rows = await database.read((db) => db.all<{ action: string; detail: string }>(sql('select * from audit')))
    expect(rows.map((row) => [row.action, JSON.parse(row.detail) as unknown])).toEqual([
      ['import.commit', { kind: 'enterprise', imported: 1, existing: 0, wrong: 0, file: 'f' }],
    ])
    expect(await database.read((db) => findAuditBreak(db, { chain: 'h1', hash: sha256 }))).toBeUndefined()
  })

  it('leaves what is there alone', async () => {
    const database = await start([['enterprise', enterpriseRow('e1', 'h1', { credit_code: code(1), name: '旧名称' })]])
    const rows = [ENTERPRISES, [code(1), '新名称'], [code(2), '沈阳乙贸易有限公司']]
    expect((await preview(database, 'enterprise', rows)).counts).toEqual({ ready: 1, existing: 1, wrong: 0 })
    await commit(database)
    const kept = await database.read((db) => db.find(sql("select name from enterprise where id = 'e1'")))
    expect(kept).toEqual({ name: '旧名称' })
  })

  it('does not import past wrong rows unless they are given up', async () => {
    const database = await start()
    const rows = [ENTERPRISES, [code(1), '沈阳甲贸易有限公司'], ['91210102MA0ABCDE12', '坏码']]
    const answer = await preview(database, 'enterprise', rows)
    expect(answer.problems).toEqual([{ code: 'code-checksum', field: 'creditCode', row: 3, letter: 'A' }])
    await expect(commit(database)).rejects.toMatchObject({
      refusal: { code: 'import-rows-wrong', values: { rows: 1 } },
    })
    expect(await count(database, 'enterprise')).toBe(0)
    expect(await commit(database, { skipWrong: true })).toMatchObject({ imported: 1, wrong: 1 })
  })

  it('shows good cells masked and wrong ones as typed', async () => {
    const database = await start([['enterprise', enterpriseRow('e1', 'h1', { credit_code: code(1) })]])
    const { rows } = await preview(database, 'staff', [
      STAFF,
      [code(1), '张三', idNumber(1), '13812345678', '办税员'],
      [code(1), '李四', '21010219900307999', '13812345679', '办税员'],
    ])
    expect(rows[0]?.cells).toMatchObject({ personName: '张*', phone: '138****5678', identityType: '办税员' })
    expect(rows[0]?.cells.documentNumber).toMatch(/^2101\*{10}.{4}$/)
    expect(rows[1]?.cells).toMatchObject({ personName: '李*', documentNumber: '21010219900307999' })
  })

  it('makes people without an account, unproved numbers, and relations that wait [R-TR-REL-08]', async () => {
    const database = await start([['enterprise', enterpriseRow('e1', 'h1', { credit_code: code(1) })]])
    await preview(database, 'staff', [
      STAFF,
      [code(1), '张𠮷', idNumber(1), '13812345678', '法定代表人'],
      [code(1), '张𠮷', idNumber(1), '13812345678', '财务负责人'],
    ])
    await commit(database)
    const people = await database.read((db) => db.all(sql('select name, account_state, level, birth from person')))
    expect(people).toEqual([{ name: '张𠮷', account_state: 'A0', level: 1, birth: '1990-03-07' }])
    const phones = await database.read((db) => db.all(sql('select state, is_default from phone')))
    expect(phones).toEqual([{ state: 'unverified', is_default: 0 }])
    const relations = await database.read((db) =>
      db.all<Row>(sql('select state, initiator, in_core, functions from relation')),
    )
    expect(relations).toHaveLength(2)
    for (const relation of relations) {
      expect(relation).toMatchObject({ state: 'R3', initiator: 'core', in_core: 1 })
      expect(JSON.parse(String(relation['functions']))).not.toHaveLength(0)
    }
  })

  describe('against the database', () => {
    const known = [
      ['enterprise', enterpriseRow('e1', 'h1', { credit_code: code(1), name: '沈阳甲贸易有限公司' })],
      ['enterprise', enterpriseRow('e2', 'h2', { credit_code: code(2) })],
      ['person', personRow('p1', 'h1', { document_type: 'resident-id', document_number: idNumber(1), name: '张三' })],
      ['relation', relationRow('r1', 'h1', 'e1', 'p1', { identity_type: 'legal-representative' })],
    ] as const
    it.each([
      ['an enterprise nobody knows', [code(9), '张三', idNumber(1), '', '办税员'], 'enterprise-unknown'],
      ['an enterprise of another hall', [code(2), '张三', idNumber(1), '', '办税员'], 'enterprise-foreign'],
      ['[OP-17] a document with another name', [code(1), '李四', idNumber(1), '', '办税员'], 'person-name-differs'],
      ['[R-REL-02] a second LR', [code(1), '李四', idNumber(2), '', '法定代表人'], 'manager-taken'],
    ])('tells %s', async (_what, row, problem) => {
      const { rows } = await preview(await start(known), 'staff', [STAFF, row])
      expect(rows[0]).toMatchObject({ state: 'wrong', problems: [{ code: problem }] })
    })

    it('[R-REL-27] knows a live relation again, and takes the same person in another identity', async () => {
      const database = await start(known)
      const { rows } = await preview(database, 'staff', [
        STAFF,
        [code(1), '张三', idNumber(1), '', '法人'],
        [code(1), '张三', idNumber(1), '', '财务负责人'],
      ])
      expect(rows.map((row) => row.state)).toEqual(['existing', 'ready'])
      expect(await commit(database)).toMatchObject({ imported: 1, existing: 1 })
    })

    it('judges again when it imports: what came between is not written over', async () => {
      const database = await start(known)
      await preview(database, 'staff', [STAFF, [code(1), '王五', idNumber(3), '', '财务负责人']])
      await database.write((db) =>
        writeRow(db, 'relation', relationRow('r2', 'h1', 'e1', 'p1', { identity_type: 'finance-officer' })),
      )
      await expect(commit(database)).rejects.toMatchObject({ refusal: { code: 'import-rows-wrong' } })
      await expect(commit(database, { skipWrong: true })).rejects.toMatchObject({
        refusal: { code: 'import-nothing-ready' },
      })
      expect(await count(database, 'person')).toBe(1)
    })
  })

  it('imports a preview once, in time, and for who asked for it; asked again it tells the same', async () => {
    const database = await start()
    const rows = [ENTERPRISES, [code(1), '沈阳甲贸易有限公司']]
    await preview(database, 'enterprise', rows)
    const unknown = { refusal: { code: 'import-preview-unknown' } }
    await expect(commit(database, { token: 't2' })).rejects.toMatchObject(unknown)
    await expect(commit(database, { staffId: 's2' })).rejects.toMatchObject(unknown)
    await expect(commit(database, { at: now + 31 * MINUTE })).rejects.toMatchObject(unknown)
    const report = await commit(database)
    expect(await commit(database, { at: now + MINUTE })).toEqual(report)
    expect(await count(database, 'enterprise')).toBe(1)
    expect(await count(database, 'audit')).toBe(1)
  })
})
