import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listReports } from '../../src/central/store-reports.ts'
import { sql } from '../../src/storage/database.ts'
import { putLostRange } from '../../src/storage/lost-range.ts'
import { findLastCommand } from '../../src/storage/outbox.ts'
import { putRow } from '../../src/storage/rows.ts'
import { CHAIN_START } from '../../src/sync/chain.ts'
import { startDesk } from '../../src/worker/start.ts'
import { PASSWORD, startCentral, type TestCentral } from '../support/central.ts'
import { startTestDesk, type TestDesk } from '../support/desk.ts'
import { personRow, phoneRow } from '../support/rows.ts'

let central: TestCentral
let desk: TestDesk
let aside: string

beforeEach(async () => {
  aside = mkdtempSync(join(tmpdir(), 'hall-aside-'))
  central = await startCentral()
  await central.change(async (work) => {
    await putRow(work, 'person', personRow('p1', 'h1', { name: '张三', document_number: '210102199001011234' }))
    await putRow(work, 'phone', phoneRow('f1', 'p1', '13800000001'))
    await putRow(work, 'phone', phoneRow('f2', 'p1', '13800000002', { is_default: 0 }))
  })
  desk = await startTestDesk(central)
  await desk.get('visit.start', { met: { by: 'person', personId: 'p1' } })
})
afterEach(async () => {
  await desk.close()
  await central.close()
  rmSync(aside, { recursive: true })
})

const DATABASE = ['desk.db', 'desk.db-wal'] as const
/** Keeps the database as it is now. */
const keepCopy = () => {
  for (const name of DATABASE) cpSync(join(desk.directory, name), join(aside, name))
}
/** What a disk does that forgets: the database is as it was, what lies beside it isn't. */
const goBack = async () => {
  await desk.restart(() => {
    for (const name of [...DATABASE, 'desk.db-shm']) rmSync(join(desk.directory, name), { force: true })
    for (const name of DATABASE) cpSync(join(aside, name), join(desk.directory, name))
  })
  await desk.get('session.sign-in', { login: 'clerk-h1', password: PASSWORD })
}

const setDefault = (phoneId: string) => desk.get('phone.set-default', { personId: 'p1', phoneId })
const lastSeq = async () => {
  const row = await central.deps.database.read((db) =>
    db.find<{ last_seq: number }>(sql('select last_seq from device')),
  )
  return row?.last_seq
}
const untilTold = () =>
  expect
    .poll(
      async () => {
        desk.running.link.wake()
        const [report] = await desk.get('store.reports', {})
        return typeof report?.toldAt === 'number' && report.detail['missing'] !== undefined
      },
      { timeout: 15_000 },
    )
    .toBe(true)

describe('a desk that has lost acts', () => {
  it('[SYNC-LOST] tells clerk, central and hall, and goes on in its chain', async () => {
    await setDefault('f2')
    await desk.settle()
    await central.goOffline()
    keepCopy()
    for (const phone of ['f1', 'f2', 'f1']) await setDefault(phone)
    await goBack()
    const [report, ...more] = await desk.get('store.reports', {})
    expect(more).toEqual([])
    expect(report).toMatchObject({ kind: 'tail-lost', toldAt: null, detail: { from: 2, to: 4 } })
    const { since, until } = report?.detail ?? {}
    expect(Number(since)).toBeLessThanOrEqual(Number(until))
    await desk.get('visit.start', { met: { by: 'person', personId: 'p1' } }).catch(() => undefined)
    const after = await setDefault('f1')
    expect(after.seq).toBe(5)
    // Whoever has read that acts may be lost reads once more which of them are.
    await desk.get('store.seen', { id: report?.id ?? '' })
    expect(await desk.get('store.reports', {})).toEqual([])
    await central.goOnline()
    await desk.settle()
    expect(await desk.get('outbox.detail', { commandId: after.commandId })).toMatchObject({ state: 'effective' })
    await untilTold()
    expect(await lastSeq()).toBe(5)
    expect(await desk.get('store.reports', {})).toMatchObject([{ detail: { missing: 3 } }])
    const heard = await listReports(central.deps, 'h1')
    expect(heard.map(({ kind }) => kind).toSorted()).toEqual(['acts-lost', 'tail-lost'])
    expect(heard.find(({ kind }) => kind === 'tail-lost')?.detail).toMatchObject({ from: 2, to: 4, missing: 3 })
    await desk.get('session.sign-in', { login: 'clerk-h1', password: PASSWORD })
    expect(await desk.get('store.hall-reports', {})).toEqual(heard)
    await desk.get('store.seen', { id: report?.id ?? '' })
    expect(await desk.get('store.reports', {})).toEqual([])
  })

  it('[SYNC-LOST] loses nothing that the central had, and stays in its good graces', async () => {
    keepCopy()
    await setDefault('f2')
    await setDefault('f1')
    await desk.settle()
    await goBack()
    await desk.get('visit.start', { met: { by: 'person', personId: 'p1' } }).catch(() => undefined)
    const after = await setDefault('f2')
    expect(after.seq).toBe(3)
    await desk.settle()
    await untilTold()
    expect(await desk.get('store.reports', {})).toMatchObject([{ detail: { from: 1, to: 2, missing: 0 } }])
    expect(await desk.get('outbox.detail', { commandId: after.commandId })).toMatchObject({ state: 'effective' })
    expect((await listReports(central.deps, 'h1')).map(({ kind }) => kind)).toEqual(['tail-lost'])
    expect((await desk.get('session.state', {})).link.barred).toBeUndefined()
  })

  it('[TRUST-7] would fork its own chain without the mark: the control', async () => {
    keepCopy()
    await setDefault('f2')
    await desk.settle()
    await desk.restart(() => {
      for (const name of [...DATABASE, 'desk.db-shm', 'desk.head']) rmSync(join(desk.directory, name), { force: true })
      for (const name of DATABASE) cpSync(join(aside, name), join(desk.directory, name))
    })
    await desk.get('session.sign-in', { login: 'clerk-h1', password: PASSWORD })
    expect(await desk.get('store.reports', {})).toMatchObject([{ kind: 'mark-missing' }])
    await desk.get('visit.start', { met: { by: 'person', personId: 'p1' } }).catch(() => undefined)
    expect((await setDefault('f1')).seq).toBe(1)
    await expect.poll(async () => (await desk.get('session.state', {})).link.barred, { timeout: 15_000 }).toBe('forked')
  })

  it('[SYNC-LOST] begins a chain of its own under a new identity, whatever a former one lost', async () => {
    const data = { directory: aside, databaseKey: '6a'.repeat(32), centralUrl: central.url }
    const fresh = await startDesk(data, () => undefined)
    const { database } = fresh.desk
    await database.write((db) => putLostRange(db, { from: 1, to: 4, prev: CHAIN_START, head: 'b'.repeat(64) }, 0))
    expect(await database.read(findLastCommand)).toMatchObject({ seq: 4 })
    const code = await central.enrolmentCode('h1')
    expect(await fresh.server.answer('session.enrol', { code, name: '2号窗口' })).toMatchObject({ kind: 'ok' })
    expect(await database.read(findLastCommand)).toBeUndefined()
    await fresh.close()
  })
})
