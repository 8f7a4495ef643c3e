import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { addProof } from '../../src/central/held.ts'
import { findRow, patchRow, putRow, removeRow } from '../../src/storage/rows.ts'
import { sql } from '../../src/storage/database.ts'
import { PASSWORD, startCentral, type TestCentral } from '../support/central.ts'
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
    await putRow(work, 'person', personRow('p9', 'h2'))
  })
  desk = await startTestDesk(central)
})
afterEach(async () => {
  await desk.close()
  await central.close()
})

const deskRow = (table: 'phone' | 'person', id: string) =>
  desk.running.desk.database.read((db) => findRow(db, table, [id]))
const centralRow = (id: string) => central.deps.database.read((db) => findRow(db, 'phone', [id]))
const outbox = () =>
  desk.running.desk.database.read((db) =>
    db.all<{ name: string; state: string; flagged: number }>(
      sql('select name, state, flagged from outbox order by seq'),
    ),
  )
const receive = () => desk.get('visit.start', { met: { by: 'person', personId: 'p1' } })

/** A clerk's act with the network cut, which the central's answer to it will meet later. */
async function offline(act: () => Promise<unknown>): Promise<void> {
  await central.goOffline()
  await act()
}

describe('a desk with a central', () => {
  it('[SYNC-DOWN] takes over its own hall and nothing else', async () => {
    expect(await deskRow('person', 'p1')).toMatchObject({ name: '张三' })
    expect(await deskRow('person', 'p9')).toBeUndefined()
  })

  it('[SYNC-UP] records, sends, and shows the effect as the central’s own', async () => {
    await receive()
    const receipt = await desk.get('phone.set-default', { personId: 'p1', phoneId: 'f2' })
    expect(receipt).toMatchObject({ state: 'recorded', seq: 1, message: 'R-MSG-07' })
    expect(await deskRow('phone', 'f2')).toMatchObject({ is_default: 1 })
    await desk.settle()
    expect(await outbox()).toMatchObject([{ state: 'effective' }])
    expect(await centralRow('f2')).toMatchObject({ is_default: 1 })
    expect(await deskRow('phone', 'f2')).toEqual(await centralRow('f2'))
  })

  it('[SYNC-UP] keeps an act recorded without a network over a restart, and sends it once', async () => {
    await receive()
    await offline(() => desk.get('phone.set-default', { personId: 'p1', phoneId: 'f2' }))
    expect(await outbox()).toMatchObject([{ state: 'recorded' }])
    await desk.restart()
    expect(await deskRow('phone', 'f2')).toMatchObject({ is_default: 1 })
    await central.goOnline()
    await desk.settle()
    expect(await outbox()).toMatchObject([{ state: 'effective' }])
    expect(await centralRow('f2')).toMatchObject({ is_default: 1, version: 2 })
  })

  it('[SYNC-REBASE] decides pending acts again on top of what the central says', async () => {
    await receive()
    await offline(async () => {
      await desk.get('phone.set-default', { personId: 'p1', phoneId: 'f2' })
      await desk.get('phone.delete', { personId: 'p1', phoneId: 'f1' })
    })
    // Meanwhile the number is taken over elsewhere.
    await central.change((work) => patchRow(work, 'phone', ['f2'], { state: 'emptied', is_default: 0 }))
    await central.goOnline()
    await desk.settle()
    expect(await outbox()).toMatchObject([{ state: 'returned' }, { state: 'returned' }])
    for (const id of ['f1', 'f2']) expect(await deskRow('phone', id)).toEqual(await centralRow(id))
    expect((await desk.get('session.state', {})).returned).toBe(2)
  })

  it('[SYNC-WITHDRAW] takes an unsent act back, effect and all, and refuses to once it was sent', async () => {
    await receive()
    await central.goOffline()
    const { commandId } = await desk.get('phone.set-default', { personId: 'p1', phoneId: 'f2' })
    await desk.get('outbox.withdraw', { commandId })
    expect(await deskRow('phone', 'f2')).toMatchObject({ is_default: 0 })
    await central.goOnline()
    const sent = await desk.get('phone.set-default', { personId: 'p1', phoneId: 'f2' })
    await desk.settle()
    expect(await outbox()).toMatchObject([{ state: 'withdrawn' }, { state: 'effective' }])
    const answer = await desk.call('outbox.withdraw', { commandId: sent.commandId })
    expect(answer).toMatchObject({ kind: 'refused', refusal: { code: 'outbox-already-sent' } })
  })

  it('[OP-24] holds a number taken without a network until its code is there', async () => {
    await receive()
    await offline(() => desk.get('phone.add', { personId: 'p1', number: '13911112222' }))
    await central.goOnline()
    await desk.settle()
    const [command] = await desk.running.desk.database.read((db) =>
      db.all<{ command_id: string }>(sql('select * from outbox')),
    )
    const commandId = command?.command_id ?? ''
    expect(await outbox()).toMatchObject([{ state: 'held' }])
    expect(await deskRow('phone', commandId)).toMatchObject({ state: 'unverified' })
    const at = Date.now()
    await addProof(central.deps, { commandId }, { kind: 'sms-code', number: '13911112222', purpose: 'phone.add', at })
    await addProof(central.deps, { commandId }, { kind: 'face', personId: 'p1', passed: true, at })
    await desk.settle()
    expect(await outbox()).toMatchObject([{ state: 'effective' }])
    expect(await deskRow('phone', commandId)).toMatchObject({ state: 'bound' })
  })

  it('[SYNC-DOWN] drops what leaves the hall, with its search words', async () => {
    expect((await desk.get('search.find', { text: '张三' })).people.hits).toHaveLength(1)
    await central.change((work) => patchRow(work, 'person', ['p1'], { hall_id: 'h2' }))
    await desk.settle()
    expect(await deskRow('person', 'p1')).toBeUndefined()
    expect(await deskRow('phone', 'f1')).toBeUndefined()
    expect((await desk.get('search.find', { text: '张三' })).people.hits).toHaveLength(0)
  })

  it('[SYNC-DOWN] copies anew when the central starts another epoch, and keeps the outbox', async () => {
    await receive()
    await offline(() => desk.get('phone.set-default', { personId: 'p1', phoneId: 'f2' }))
    await central.deps.database.write(async (db) => {
      await db.run(sql("update central_state set value = 'restored' where name = 'feed-epoch'"))
    })
    await central.change((work) => removeRow(work, 'phone', ['no-such']))
    await central.goOnline()
    await desk.settle()
    expect(await outbox()).toMatchObject([{ state: 'effective' }])
    expect(await deskRow('phone', 'f2')).toEqual(await centralRow('f2'))
  })
})

describe('signing in', () => {
  it('[TRUST-37] asks the central while it answers, and its own verifier only without it', async () => {
    await desk.get('session.sign-out', {})
    await central.deps.database.write((db) => db.run(sql("update staff set state = 'left' where id = 'clerk-h1'")))
    expect(await desk.call('session.sign-in', { login: 'clerk-h1', password: PASSWORD })).toMatchObject({
      kind: 'refused',
    })
    await central.goOffline()
    expect(await desk.get('session.sign-in', { login: 'clerk-h1', password: PASSWORD })).toMatchObject({
      kind: 'signed-in',
    })
    await central.goOnline()
  })

  it('[TRUST-38] counts wrong passwords before looking, over restarts, and blocks after the fifth', async () => {
    await central.goOffline()
    await desk.get('session.sign-out', {})
    const wrong = () => desk.call('session.sign-in', { login: 'clerk-h1', password: 'wrong' })
    for (let i = 0; i < 3; i++) expect(await wrong()).toMatchObject({ refusal: { code: 'sign-in-wrong' } })
    await desk.restart()
    for (let i = 0; i < 2; i++) expect(await wrong()).toMatchObject({ refusal: { code: 'sign-in-wrong' } })
    const right = await desk.call('session.sign-in', { login: 'clerk-h1', password: PASSWORD })
    expect(right).toMatchObject({ refusal: { code: 'sign-in-blocked' } })
    await central.goOnline()
    expect(await desk.get('session.sign-in', { login: 'clerk-h1', password: PASSWORD })).toMatchObject({
      kind: 'signed-in',
    })
  })

  it('[TRUST-37] asks whoever came in without the central to sign in again for what needs it', async () => {
    await desk.get('session.sign-out', {})
    await central.goOffline()
    await desk.get('session.sign-in', { login: 'clerk-h1', password: PASSWORD })
    const remote = () => desk.call('relation.ask-enterprise', { enterpriseCode: '91210102MA0ABCDE12' })
    expect(await remote()).toMatchObject({ kind: 'fault', fault: { code: 'offline' } })
    await central.goOnline()
    expect(await remote()).toMatchObject({ kind: 'fault', fault: { code: 'locked', reason: 'sign-in-again' } })
    await desk.get('session.unlock', { password: PASSWORD })
    expect(await remote()).toMatchObject({ kind: 'ok' })
  })

  it('[TRUST-39] needs the central again a week after it last let the same person in', async () => {
    await desk.get('session.sign-out', {})
    await central.goOffline()
    const signIn = () => desk.call('session.sign-in', { login: 'clerk-h1', password: PASSWORD })
    const lastSeen = async (daysAgo: number) =>
      desk.running.desk.database.write((db) =>
        db.run(sql('update offline_verifier set verified_online_at = ?', [Date.now() - daysAgo * 86_400_000])),
      )
    await lastSeen(8)
    expect(await signIn()).toMatchObject({ refusal: { code: 'sign-in-lease-ended' } })
    await lastSeen(6)
    expect(await signIn()).toMatchObject({ kind: 'ok' })
    await central.goOnline()
  })

  it('[TRUST-38] is not let off a wait by a PC whose clock is set on', async () => {
    await desk.get('session.sign-out', {})
    await central.goOffline()
    const signIn = (password: string) => desk.call('session.sign-in', { login: 'clerk-h1', password })
    for (let i = 0; i < 5; i++) await signIn('wrong')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_650 * 86_400_000 })
    try {
      expect(await signIn(PASSWORD)).toMatchObject({ refusal: { code: 'sign-in-blocked' } })
    } finally {
      vi.useRealTimers()
    }
  })

  it('[SYNC-COMMAND] dates its work by the central again after a start with a clock years off', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_650 * 86_400_000 })
    try {
      await desk.restart()
    } finally {
      vi.useRealTimers()
    }
    const error = () => Math.abs(desk.running.desk.clock.now() - Date.now())
    expect(error()).toBeGreaterThan(86_400_000)
    await expect.poll(error, { timeout: 5_000 }).toBeLessThan(60_000)
    await desk.settle()
    expect(error()).toBeLessThan(60_000)
  })

  it('[TRUST-42] locks itself when nobody has touched it for five minutes', async () => {
    const { session } = desk.running.desk
    if (session === undefined) throw new Error('nobody is signed in')
    session.lastTouched = desk.running.desk.clock.elapsed() - 4 * 60_000
    await desk.running.sessions.lockWhenIdle()
    expect(session.locked).toBe(false)
    session.lastTouched = desk.running.desk.clock.elapsed() - 5 * 60_000
    await desk.running.sessions.lockWhenIdle()
    expect(session.locked).toBe(true)
  })

  it('[TRUST-42] [TRUST-4] rests every screen at a lock or a sign-out that a full disk can’t write down', async () => {
    const { database } = desk.running.desk
    await database.write((db) =>
      db.run(
        sql(`create trigger full_disk before insert on audit when new.action in ('session.lock', 'session.sign-out')
             begin select raise(abort, 'database or disk is full'); end`),
      ),
    )
    const told: unknown[] = []
    const tell = vi.spyOn(desk.running.desk, 'tell').mockImplementation((topic, payload) => {
      if (topic === 'session-changed') told.push(payload)
    })
    await expect(desk.running.sessions.lock()).rejects.toThrow('full')
    expect(told).toEqual([{ state: 'locked' }])
    await expect(desk.running.sessions.signOut()).rejects.toThrow('full')
    expect(told).toEqual([{ state: 'locked' }, { state: 'signed-out' }])
    tell.mockRestore()
  })

  it('[TRUST-42] answers nothing while locked, and opens to the same password', async () => {
    await desk.get('session.lock', {})
    expect(await desk.call('phone.list', { personId: 'p1' })).toMatchObject({
      kind: 'fault',
      fault: { code: 'locked' },
    })
    await desk.get('session.unlock', { password: PASSWORD })
    expect(await desk.get('phone.list', { personId: 'p1' })).toHaveLength(2)
  })
})
