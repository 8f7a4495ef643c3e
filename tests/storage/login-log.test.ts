import { describe, expect, it } from 'vitest'
import type { LoginLogFilters } from '../../src/contract/login-log.ts'
import { sha256 } from '../../src/central/crypto.ts'
import { liaoning } from '../../src/domain/policy/profiles.ts'
import { findAuditBreak } from '../../src/storage/audit.ts'
import { sql, type Database } from '../../src/storage/database.ts'
import { noteReview } from '../../src/storage/login-log-central.ts'
import { loginLogReads, loginLogWrites } from '../../src/storage/login-log-queries.ts'
import { countLoginLog, pageLoginLog } from '../../src/storage/login-log-query.ts'
import type { Operator } from '../../src/storage/queries.ts'
import { writeRow, type Row } from '../../src/storage/rows.ts'
import { forEachDatabase } from '../support/databases.ts'
import { deskDatabases } from '../support/desk-database.ts'
import { personRow } from '../support/rows.ts'

const at = (text: string) => Date.parse(`${text}+08:00`)
const now = at('2026-05-12T10:00:00')
const month: LoginLogFilters = { from: '2026-04-12', to: '2026-05-12' }

let serial = 0
const logRow = (columns: Row = {}): Row => ({
  id: `log-${String(++serial).padStart(6, '0')}`,
  hall_id: 'h1',
  at: at('2026-05-10T09:00:00'),
  login_type: 'enterprise',
  method: 'sms',
  channel: 'web',
  result: 'success',
  reason: null,
  person_id: 'p1',
  name: '张三丰',
  identity_type: 'legal-representative',
  enterprise_id: 'e1',
  taxpayer_name: '沈阳北方机电有限公司',
  credit_code: '91210102MA0ABCDE12',
  address: '113.224.8.9',
  place: '辽宁沈阳',
  ...columns,
})

async function fill(database: Database, rows: readonly Row[]): Promise<void> {
  await database.write(async (db) => {
    for (const row of rows) await writeRow(db, 'login_log', row)
  })
}

forEachDatabase('login log', (open) => {
  const ids = (database: Database, filters: Partial<LoginLogFilters> = {}, hall = 'h1') =>
    database
      .read((db) => pageLoginLog(db, hall, { ...month, ...filters }, { size: 50 }))
      .then(({ rows }) => rows.map((row) => row.id))

  it('[R-JRN-01] [R-JRN-04] gives what every filter matches and nothing else', async () => {
    const database = await open()
    const hit = logRow()
    const others = [
      { login_type: 'person' },
      { name: '李四' },
      { identity_type: 'staff' },
      { taxpayer_name: '大连海洋食品有限公司' },
      { credit_code: '91210200MA0ABCDE34' },
      { result: 'failure', reason: 'password-wrong' },
    ].map(logRow)
    await fill(database, [hit, ...others])
    const all: LoginLogFilters = {
      ...month,
      type: 'enterprise',
      name: ' 张三丰 ',
      identityType: 'legal-representative',
      taxpayerName: '沈阳北方机电有限公司',
      creditCode: '91210102ma0abcde12',
      result: 'success',
    }
    expect(await ids(database, all)).toEqual([hit['id']])
    for (const [filter, value] of Object.entries(all).slice(2))
      expect(await ids(database, { [filter]: value })).toHaveLength(others.length)
    expect(await ids(database)).toHaveLength(others.length + 1)
  })

  it('[R-JRN-02] begins and ends with whole Beijing days', async () => {
    const database = await open()
    const rows = ['2026-04-11T23:59:59', '2026-04-12T00:00:00', '2026-05-12T23:59:59', '2026-05-13T00:00:00'].map(
      (text) => logRow({ at: at(text) }),
    )
    await fill(database, rows)
    expect(await ids(database)).toEqual([rows[2]?.['id'], rows[1]?.['id']])
  })

  it('[R-JRN-03] knows the three log-in types', async () => {
    const database = await open()
    await fill(
      database,
      ['enterprise', 'agency', 'person'].map((login_type) => logRow({ login_type })),
    )
    for (const type of ['enterprise', 'agency', 'person'] as const)
      expect(await ids(database, { type })).toHaveLength(1)
  })

  it('shows a hall its own log alone', async () => {
    const database = await open()
    await fill(database, [logRow(), logRow({ hall_id: 'h2' })])
    expect(await ids(database)).toHaveLength(1)
    expect(await ids(database, {}, 'h3')).toEqual([])
  })

  it('reads page by page, newest first, without gap or double, also within one instant', async () => {
    const database = await open()
    const rows = Array.from({ length: 23 }, (_, place) => logRow({ at: at('2026-05-10T09:00:00') + (place % 3) }))
    await fill(database, rows)
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await database.read((db) => pageLoginLog(db, 'h1', month, { after, size: 5 }))
      seen.push(...page.rows.map((row) => row.id))
      after = page.next
    } while (after !== undefined)
    const expected = rows.toSorted(
      (a, b) => Number(b['at']) - Number(a['at']) || (String(a['id']) < String(b['id']) ? 1 : -1),
    )
    expect(seen).toEqual(expected.map((row) => row['id']))
    expect(await database.read((db) => countLoginLog(db, 'h1', month))).toBe(23)
  })

  it('takes a cursor of nobody for the end, not for an error', async () => {
    const database = await open()
    await fill(database, [logRow()])
    const page = await database.read((db) => pageLoginLog(db, 'h1', month, { after: "x'; drop table", size: 5 }))
    expect(page.rows).toEqual([])
  })

  it('[OP-13] leaves masked', async () => {
    const database = await open()
    await fill(database, [logRow()])
    const { rows } = await database.read((db) => pageLoginLog(db, 'h1', month, { size: 5 }))
    expect(rows[0]).toMatchObject({
      name: '张**',
      taxpayerName: '沈阳******公司',
      creditCode: '9121**********DE12',
      address: '113.224.*.*',
    })
  })

  describe('at the central', () => {
    const actor = { kind: 'staff', staffId: 's1', role: 'supervisor', hallId: 'h1', deviceId: 'd1' } as const
    const review = async (database: Database, changes: object = {}, who: object = {}) => {
      const input = { reason: '投诉核实', filters: { ...month, name: '张三丰' }, size: 1, ...changes }
      const asker = { ...actor, ...who }
      await database.write((db) => noteReview(db, input, { actor: asker, now, hash: sha256 }))
      return database.readFor(asker.hallId, (db) => pageLoginLog(db, asker.hallId, input.filters, input))
    }

    it('[OP-21] audits each query once, with its reason and never with what was typed', async () => {
      const database = await open()
      await fill(database, [logRow(), logRow()])
      const first = await review(database)
      await review(database, { after: first.next })
      const rows = await database.read((db) => db.all<{ detail: string }>(sql('select detail from audit')))
      expect(rows.map((row) => JSON.parse(row.detail) as unknown)).toEqual([
        { reason: '投诉核实', from: month.from, to: month.to, filters: ['name'] },
      ])
      expect(await database.read((db) => findAuditBreak(db, { chain: 'h1', hash: sha256 }))).toBeUndefined()
    })

    it('[OP-21] refuses clerks, and supervisors without a reason', async () => {
      const database = await open()
      await expect(review(database, {}, { role: 'clerk' })).rejects.toMatchObject({
        refusal: { code: 'log-review-role', rule: 'OP-21' },
      })
      await expect(review(database, { reason: '  ' })).rejects.toMatchObject({
        refusal: { code: 'log-review-reason-missing' },
      })
    })
  })
})

describe('login log on the desk', () => {
  const open = deskDatabases()
  const supervisor: Operator = { staffId: 's1', login: 'supervisor1', name: '赵立新', role: 'supervisor', hallId: 'h1' }
  const context = (operator: Operator) => ({ now, policy: liaoning, operator })
  const audited: unknown[] = []
  const writing = (operator: Operator) => ({
    ...context(operator),
    newId: () => 'review-1',
    digest: () => '',
    audit: (action: string, subjects: readonly string[], detail: object) => {
      audited.push({ action, subjects, detail })
      return Promise.resolve()
    },
  })
  const begin = (database: Database, operator = supervisor) =>
    database.write((db) => loginLogWrites['login-log.open-review'](db, { reason: ' 例行检查 ' }, writing(operator)))

  it('[OP-21] shows nothing before a review is open, and audits that it was opened', async () => {
    const { database } = await open()
    await fill(database, [logRow()])
    const query = (review: string, operator = supervisor) =>
      database.read((db) =>
        loginLogReads['login-log.query'](db, { review, filters: month, size: 50 }, context(operator)),
      )
    await expect(query('review-1')).rejects.toMatchObject({ refusal: { code: 'log-review-not-open' } })
    const { review } = await begin(database)
    expect((await query(review)).rows).toHaveLength(1)
    expect(audited).toEqual([{ action: 'login-log.review', subjects: ['review-1'], detail: { reason: '例行检查' } }])
    await expect(query(review, { ...supervisor, staffId: 's2' })).rejects.toMatchObject({
      refusal: { code: 'log-review-not-open' },
    })
  })

  it('[OP-21] opens for nobody but the supervisor', async () => {
    const { database } = await open()
    await expect(begin(database, { ...supervisor, role: 'clerk' })).rejects.toMatchObject({
      refusal: { code: 'log-review-role' },
    })
  })

  it('tells how the day of an attempt went, and where the person was before', async () => {
    const { database } = await open()
    const earlier = logRow({ at: at('2026-05-09T20:00:00'), place: '辽宁大连' })
    const failed = [1, 2].map((minute) => logRow({ at: at(`2026-05-10T08:0${String(minute)}:00`), result: 'failure' }))
    const chosen = logRow({ place: '广东深圳' })
    await fill(database, [earlier, ...failed, chosen])
    const { review } = await begin(database)
    const detail = await database.read((db) =>
      loginLogReads['login-log.detail'](db, { review, id: String(chosen['id']) }, context(supervisor)),
    )
    expect(detail).toMatchObject({
      row: { place: '广东深圳' },
      sameDay: { successes: 1, failures: 2 },
      before: { at: earlier['at'], place: '辽宁大连' },
    })
  })

  it('[R-PM-24] shows a visitor’s own log without a review, and only while they are here', async () => {
    const { database } = await open()
    await fill(database, [logRow(), logRow({ person_id: 'p2' })])
    const ask = () => database.read((db) => loginLogReads['login-log.of-visitor'](db))
    await expect(ask()).rejects.toMatchObject({ refusal: { code: 'log-visitor-not-present' } })
    await database.write(async (db) => {
      await writeRow(db, 'person', personRow('p1', 'h1', { document_number: '210102199003071234' }))
      await db.run(
        sql(
          `insert into visit (id, document_type, document_number, name, presence, acting, operator_id, started_at) select 'v1', document_type, document_number, name, 'card-reader', '{"kind":"personal"}', 'c1', ? from person`,
          [now],
        ),
      )
    })
    expect(await ask()).toHaveLength(1)
  })

  it('[R-JRN-02] names the last month and since when the log is here', async () => {
    const { database } = await open()
    const ask = () => database.read((db) => loginLogReads['login-log.range'](db, {}, context(supervisor)))
    expect(await ask()).toEqual({ ...month, cachedSince: null })
    const first = at('2026-03-01T08:00:00')
    await fill(database, [logRow(), logRow({ at: first })])
    expect(await ask()).toEqual({ ...month, cachedSince: first })
  })
})
