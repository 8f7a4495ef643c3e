import { expect, it } from 'vitest'
import { sha256 } from '../../src/central/crypto.ts'
import type { DecideContext } from '../../src/domain/kernel/context.ts'
import { DAY, HOUR } from '../../src/domain/kernel/instant.ts'
import type { Proof } from '../../src/domain/kernel/proof.ts'
import { liaoning } from '../../src/domain/policy/profiles.ts'
import { approvalReads } from '../../src/storage/approval-queries.ts'
import { judgeApproval } from '../../src/storage/approval.ts'
import { countFailure } from '../../src/storage/auth-failure.ts'
import type { Database } from '../../src/storage/database.ts'
import { sql } from '../../src/storage/database.ts'
import { execute } from '../../src/storage/execute.ts'
import { FeedLog } from '../../src/storage/feed-log.ts'
import { findRow, putRow } from '../../src/storage/rows.ts'
import { findKnownSecret, keepNewSecret, takeNonce } from '../../src/storage/secret.ts'
import { forEachDatabase } from '../support/databases.ts'
import { hallRow, personRow, phoneRow, staffRow } from '../support/rows.ts'

const NOW = Date.UTC(2026, 4, 20, 2, 0)
const payload = { personId: 'p1', fallback: 'none', sealedPassword: 'box' }
const opened: Proof = { kind: 'new-password', personId: 'p1', problem: null, at: NOW }

const contextOf = (proofs: readonly Proof[], commandId: string): DecideContext => ({
  now: NOW,
  actor: { kind: 'staff', staffId: 'clerk', role: 'clerk', hallId: 'h1', deviceId: 'D' },
  policy: liaoning,
  commandId,
  proofs,
  visit: { visitId: 'V', personId: 'p1', presence: 'card-reader', acting: { kind: 'personal' }, since: NOW },
})

async function fill(database: Database): Promise<void> {
  await database.write(async (db) => {
    const work = { db, log: new FeedLog() }
    await putRow(work, 'hall', hallRow('h1'))
    await putRow(work, 'staff', staffRow('clerk', 'h1', 'clerk'))
    await putRow(work, 'person', personRow('p1', 'h1', { document_number: '21010219900307123X', name: '张三' }))
    await putRow(work, 'phone', phoneRow('f1', 'p1', '13800000001', { state: 'emptied', is_default: 0, emptied_at: 5 }))
    await work.log.flush(db, NOW)
  })
}

const decide = (database: Database, proofs: readonly Proof[], changes: object = {}, commandId = 'C') =>
  database.write(async (db) => {
    const work = { db, log: new FeedLog() }
    const command = { name: 'credential.reset', payload: { ...payload, ...changes }, seen: {} }
    const decision = await execute(work, command, contextOf(proofs, commandId), { chain: 'h1', hash: sha256 })
    await work.log.flush(db, NOW)
    return decision
  })
const known = (database: Database, at = NOW) => database.read((db) => findKnownSecret(db, 'p1', liaoning, at))
const person = (database: Database) => database.read((db) => findRow(db, 'person', ['p1']))

forEachDatabase('passwords', (open) => {
  it('[R-TR-CRD-03] [R-LCK-03] become the person’s own when the command is accepted, and unlock', async () => {
    const database = await open()
    await fill(database)
    await database.write((db) => countFailure(db, 'p1', 'password', NOW))
    expect(await decide(database, [])).toMatchObject({ kind: 'held', waitsFor: 'password-check' })
    await database.write((db) => keepNewSecret(db, { commandId: 'C', personId: 'p1', passwordHash: 'stored' }, NOW))
    expect(await known(database)).toEqual({ kind: 'none' })
    expect(await decide(database, [opened])).toMatchObject({ kind: 'accepted', message: 'R-MSG-14' })
    expect(await known(database)).toEqual({ kind: 'hash', hash: 'stored' })
    const left = await database.read((db) => db.all(sql('select command_id from new_secret')))
    const failures = await database.read((db) => db.all(sql('select person_id from auth_failure')))
    expect([left, failures]).toEqual([[], []])
  })

  it('[R-TR-CRD-04] [OP-06] fall back to the document’s value for 24 hours, and forget the old one', async () => {
    const database = await open()
    await fill(database)
    await database.write((db) => keepNewSecret(db, { commandId: 'C', personId: 'p1', passwordHash: 'stored' }, NOW))
    await decide(database, [opened])
    const approval: Proof = { kind: 'approval', granted: true, by: 'boss', at: NOW }
    await decide(database, [approval], { fallback: 'initial' }, 'C2')
    expect(await person(database)).toMatchObject({ credential_state: 'K3', credential_void_at: NOW + 24 * HOUR })
    expect(await known(database)).toEqual({ kind: 'initial', value: '07123X' })
    expect(await known(database, NOW + 24 * HOUR)).toEqual({ kind: 'none' })
  })

  it('[OP-25] are never accepted without one that the central keeps', async () => {
    const database = await open()
    await fill(database)
    await expect(decide(database, [opened])).rejects.toThrow('nobody keeps')
    expect(await person(database)).toMatchObject({ credential_state: 'K2', version: 1 })
  })

  it('[OP-25] come in boxes that count once, for as long as any box can count', async () => {
    const database = await open()
    const take = (commandId: string, at = NOW) => database.write((db) => takeNonce(db, 'nonce', commandId, at))
    expect(await take('C')).toBe(true)
    expect(await take('C')).toBe(true)
    expect(await take('other')).toBe(false)
    expect(await take('other', NOW + 300 * DAY)).toBe(false)
  })
})

forEachDatabase('approvals', (open) => {
  const operator = { staffId: 'boss', login: 'boss', name: '李班长', role: 'supervisor', hallId: 'h1' } as const
  const context = { now: NOW, policy: liaoning, operator }
  const result = (id: string, changes: object = {}) => ({
    command_id: id,
    hall_id: 'h1',
    device_id: 'D',
    name: 'credential.reset',
    state: 'held',
    waits_for: 'approval',
    refusal: null,
    message: null,
    summary: JSON.stringify({ subjects: ['p1'], payload: { fallback: 'initial' } }),
    operator_id: 'clerk',
    visit_id: null,
    recorded_at: NOW,
    decided_at: NOW + Number(id.slice(1)),
    version: 0,
    ...changes,
  })

  it('[OP-25] list what waits in this hall, the longest first, page by page and masked', async () => {
    const database = await open()
    await fill(database)
    await database.write(async (db) => {
      const work = { db, log: new FeedLog() }
      for (const id of ['c3', 'c1', 'c2']) await putRow(work, 'command_result', result(id))
      await putRow(work, 'command_result', result('c4', { hall_id: 'h2' }))
      await putRow(work, 'command_result', result('c5', { waits_for: 'sms-code' }))
      await putRow(work, 'command_result', result('c6', { state: 'effective', waits_for: null }))
      await work.log.flush(db, NOW)
    })
    const page = (after?: string) =>
      database.read((db) =>
        approvalReads['approval.list'](
          db,
          { tab: 'waiting', size: 2, ...(after === undefined ? {} : { after }) },
          context,
        ),
      )
    const first = await page()
    expect(first.rows.map((row) => row.commandId)).toEqual(['c1', 'c2'])
    expect(first.rows[0]).toMatchObject({
      operator: '王窗口',
      own: false,
      subjects: [{ kind: 'person', label: '张*' }],
    })
    const second = await page(first.next)
    expect(second.rows.map((row) => row.commandId)).toEqual(['c3'])
    expect(second.next).toBeUndefined()
    expect(await database.read((db) => approvalReads['approval.count'](db, {}, context))).toEqual({ waiting: 3 })
  })

  it('[OP-25] are judged on the item as it is now', async () => {
    const database = await open()
    await fill(database)
    await database.write(async (db) => {
      const work = { db, log: new FeedLog() }
      await putRow(work, 'command_result', result('c1'))
      await work.log.flush(db, NOW)
    })
    const actor = { kind: 'staff', staffId: 'boss', role: 'supervisor', hallId: 'h1', deviceId: 'D' } as const
    const judge = (seenVersion: number) =>
      database.read((db) => judgeApproval(db, { commandId: 'c1', granted: true, reason: '', seenVersion }, true, actor))
    await expect(judge(1)).resolves.toMatchObject({ granted: true, by: 'boss' })
    await expect(judge(2)).rejects.toMatchObject({ refusal: { code: 'approval-changed-meanwhile' } })
  })
})
