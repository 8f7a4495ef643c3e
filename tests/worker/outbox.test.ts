import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { putRow, patchRow } from '../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { startTestDesk, type TestDesk } from '../support/desk.ts'
import { personRow, phoneRow } from '../support/rows.ts'

let central: TestCentral
let desk: TestDesk

beforeEach(async () => {
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
})

/** Records an act that the central will refuse, because meanwhile the number went to somebody else. */
async function recordOneToBeReturned(): Promise<string> {
  await central.goOffline()
  const { commandId } = await desk.get('phone.set-default', { personId: 'p1', phoneId: 'f2' })
  await central.change((work) => patchRow(work, 'phone', ['f2'], { state: 'emptied', is_default: 0 }))
  return commandId
}

describe('the outbox as the counter reads it', () => {
  it('counts by state, with the age of the queue', async () => {
    expect(await desk.get('outbox.counts', {})).toMatchObject({ recorded: 0, oldest: null })
    await central.goOffline()
    await desk.get('phone.set-default', { personId: 'p1', phoneId: 'f2' })
    const counts = await desk.get('outbox.counts', {})
    expect(counts).toMatchObject({ recorded: 1, effective: 0 })
    expect(counts.oldest).not.toBeNull()
    await central.goOnline()
    await desk.settle()
    expect(await desk.get('outbox.counts', {})).toMatchObject({ recorded: 0, effective: 1, oldest: null })
  })

  it('[SYNC-UP] tells how often an act was sent and when it is tried again', async () => {
    await central.goOffline()
    const { commandId } = await desk.get('phone.set-default', { personId: 'p1', phoneId: 'f2' })
    await expect
      .poll(async () => (await desk.get('outbox.detail', { commandId }))?.tries ?? 0, { timeout: 10_000 })
      .toBeGreaterThanOrEqual(2)
    const waiting = await desk.get('outbox.detail', { commandId })
    const wait = (waiting?.nextTryAt ?? 0) - desk.running.desk.clock.now()
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(20_000)
    expect((await desk.get('outbox.counts', {})).nextTryAt).toBe(waiting?.nextTryAt)
    await central.goOnline()
    await desk.settle()
    expect(await desk.get('outbox.detail', { commandId })).toMatchObject({ state: 'effective', nextTryAt: null })
    expect(await desk.get('outbox.counts', {})).toMatchObject({ nextTryAt: null })
  })

  it('lists newest first, by state and a page at a time, without personal data', async () => {
    await central.goOffline()
    await desk.get('phone.set-default', { personId: 'p1', phoneId: 'f2' })
    await desk.get('phone.set-default', { personId: 'p1', phoneId: 'f1' })
    const first = await desk.get('outbox.list', { size: 1 })
    expect(first.rows).toMatchObject([{ seq: 2, name: 'phone.set-default', state: 'recorded' }])
    const second = await desk.get('outbox.list', {
      size: 1,
      ...(first.next === undefined ? {} : { after: first.next }),
    })
    expect(second.rows).toMatchObject([{ seq: 1 }])
    expect((await desk.get('outbox.list', { state: 'returned' })).rows).toEqual([])
    expect(JSON.stringify(first)).not.toContain('张三')
  })

  it('[OP-13] names whom an act is about, masked, and gives back what was typed', async () => {
    await central.goOffline()
    const { commandId } = await desk.get('phone.set-default', { personId: 'p1', phoneId: 'f2' })
    expect(await desk.get('outbox.detail', { commandId })).toMatchObject({
      subjects: [{ kind: 'person', id: 'p1', label: '张*' }],
    })
    expect(await desk.get('outbox.payload', { commandId })).toEqual({
      name: 'phone.set-default',
      payload: { personId: 'p1', phoneId: 'f2' },
    })
    expect(await desk.get('outbox.detail', { commandId: 'none' })).toBeNull()
  })

  it('keeps a returned act as work until somebody has dealt with it', async () => {
    const commandId = await recordOneToBeReturned()
    await central.goOnline()
    await desk.settle()
    expect(await desk.get('outbox.detail', { commandId })).toMatchObject({
      state: 'returned',
      refusal: { code: 'phone-not-held', rule: 'R-PHN-12' },
    })
    expect((await desk.get('session.state', {})).returned).toBe(1)
    await desk.get('outbox.acknowledge', { commandId })
    expect((await desk.get('session.state', {})).returned).toBe(0)
    expect(await desk.get('outbox.counts', {})).toMatchObject({ returned: 0 })
    expect((await desk.get('outbox.list', { state: 'returned' })).rows).toMatchObject([{ acknowledged: true }])
  })

  it('shows an act in the person’s history before and after the central answered', async () => {
    await central.goOffline()
    const { commandId } = await desk.get('phone.set-default', { personId: 'p1', phoneId: 'f2' })
    const before = await desk.get('person.acts', { id: 'p1' })
    expect(before.rows).toMatchObject([{ commandId, state: 'recorded', here: true }])
    await central.goOnline()
    await desk.settle()
    const after = await desk.get('person.acts', { id: 'p1' })
    expect(after.rows).toMatchObject([{ commandId, state: 'effective', here: true }])
  })

  it('counts today for the counter', async () => {
    await desk.get('phone.set-default', { personId: 'p1', phoneId: 'f2' })
    await desk.settle()
    const today = await desk.get('counter.today', {})
    expect(today).toMatchObject({ visits: 1, acts: 1, effective: 1, byName: [{ name: 'phone.set-default', count: 1 }] })
    expect(today.byHour.reduce((sum, count) => sum + count)).toBe(1)
  })
})

describe('what the desk knows of itself', () => {
  it('counts its rows and names its place in the feed', async () => {
    const facts = await desk.get('settings.device', {})
    expect(facts.rows).toContainEqual({ table: 'person', count: 1 })
    expect(facts.cursor).not.toBeNull()
    expect(facts.schema).toMatch(/^\d{4}_/)
  })

  it('verifies its own audit chain, and counts a revealed field in it', async () => {
    await desk.get('reveal.field', { kind: 'person', id: 'p1', field: 'document_number', reason: '核对证件' })
    const verdict = await desk.get('audit.verify', {})
    expect(verdict).toMatchObject({ broken: null })
    expect(verdict.rows).toBeGreaterThan(0)
    expect((await desk.get('audit.search', { action: 'reveal' })).rows).toMatchObject([{ subjects: ['p1'] }])
  })
})
