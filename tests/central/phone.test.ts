import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sql } from '../../src/storage/database.ts'
import { cheapPasswords } from '../support/cheap-passwords.ts'
import { putRow } from '../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { readCard, readCode, typeOnCustomerScreen } from '../support/counter.ts'
import { startTestDesk, type TestDesk } from '../support/desk.ts'
import { personRow, phoneRow } from '../support/rows.ts'

const OLD = '13800000001'
const NEW = '13900000009'
const SECRET = 'Taxpayer@2026'
let central: TestCentral
let desk: TestDesk

beforeEach(async () => {
  central = await startCentral()
  const passwordHash = await cheapPasswords.hash(SECRET)
  await central.change(async (work) => {
    await putRow(work, 'person', personRow('p1', 'h1', { name: '张三', document_type: 'resident-id' }))
    await putRow(work, 'phone', phoneRow('f1', 'p1', OLD))
    await putRow(work, 'person', personRow('p2', 'h1', { name: '李四', document_type: 'resident-id' }))
    await putRow(work, 'phone', phoneRow('f9', 'p2', NEW))
    await putRow(work, 'phone', phoneRow('f8', 'p2', '13900000008', { is_default: 0 }))
    await work.db.run(
      sql("insert into person_secret (person_id, password_hash, source, set_at) values ('p1', ?, 'own', 1)", [
        passwordHash,
      ]),
    )
  })
  desk = await startTestDesk(central)
})
afterEach(async () => {
  await desk.close()
  await central.close()
})

const numbersOf = async (personId: string) => {
  const rows = await central.deps.database.read((db) =>
    db.all<{ number: string; state: string; is_default: number }>(
      sql('select number, state, is_default from phone where person_id = ? order by number', [personId]),
    ),
  )
  return Object.fromEntries(rows.map((row) => [row.number, row.is_default === 1 ? 'default' : row.state]))
}
const outbox = () =>
  desk.running.desk.database.read((db) =>
    db.all<{ state: string; waits_for: string | null; refusal: string | null; command_id: string }>(
      sql('select state, waits_for, refusal, command_id from outbox order by seq'),
    ),
  )
const prove = async (visitId: string, number: string) => {
  const about = { purpose: 'phone', target: { kind: 'number', number }, visitId } as const
  await desk.get('code.send', about)
  return desk.get('code.verify', { ...about, code: await readCode(central, number) })
}

describe('a number at a counter with a network', () => {
  it('[R-PHN-09] [R-PHN-02] is added after both codes, at once, and its former holder is emptied', async () => {
    const visitId = await readCard(desk, 'p1')
    await prove(visitId, OLD)
    await prove(visitId, NEW)
    const receipt = await desk.get('phone.add', { personId: 'p1', number: NEW })
    expect(receipt).toMatchObject({ state: 'recorded', message: 'R-MSG-06' })
    expect(receipt.waitsFor).toBeUndefined()
    await desk.settle()
    expect(await numbersOf('p1')).toEqual({ [OLD]: 'default', [NEW]: 'bound' })
    expect(await numbersOf('p2')).toEqual({ [NEW]: 'emptied', '13900000008': 'default' })
    expect((await desk.get('visit.current', {}))?.proofs).toMatchObject([
      { kind: 'sms-code', label: '138****0001' },
      { kind: 'sms-code', label: '139****0009' },
    ])
  })

  it('[R-SMS-05] is not proved by a wrong code, and the counter hears why', async () => {
    const visitId = await readCard(desk, 'p1')
    const about = { purpose: 'phone', target: { kind: 'phone', phoneId: 'f1' }, visitId } as const
    expect(await desk.get('code.send', about)).toMatchObject({ masked: '138****0001' })
    const right = await readCode(central, OLD)
    const wrong = right === '000000' ? '000001' : '000000'
    expect(await desk.call('code.verify', { ...about, code: wrong })).toMatchObject({
      refusal: { code: 'sms-code-wrong', rule: 'R-SMS-05' },
    })
    // OP-05: it counts as an SMS failure of the number's holder.
    const failures = await central.deps.database.read((db) =>
      db.all(sql("select person_id, count from auth_failure where method = 'sms'")),
    )
    expect(failures).toEqual([{ person_id: 'p1', count: 1 }])
    expect(await desk.call('code.verify', { ...about, code: right })).toMatchObject({ kind: 'ok' })
  })

  it('[R-SMS-04] hears when the next code can go', async () => {
    const visitId = await readCard(desk, 'p1')
    const about = { purpose: 'phone', target: { kind: 'default', personId: 'p1' }, visitId } as const
    for (let n = 0; n < 5; n++) await desk.get('code.send', about)
    expect(await desk.call('code.send', about)).toMatchObject({
      refusal: { code: 'sms-limit-reached', rule: 'R-SMS-04', message: 'R-MSG-35', retry: true },
    })
  })

  it('[R-RPH-03] is recovered by the own password and the code', async () => {
    const visitId = await readCard(desk, 'p1')
    await prove(visitId, NEW)
    const typed = { personId: 'p1', password: SECRET, purpose: 'password-check' } as const
    const customerTaskId = await typeOnCustomerScreen(desk, typed)
    await desk.get('phone.recover', { personId: 'p1', number: NEW, customerTaskId })
    await desk.settle()
    expect(await outbox()).toMatchObject([{ state: 'effective' }])
    expect(await numbersOf('p1')).toEqual({ [OLD]: 'bound', [NEW]: 'default' })
  })

  it('[R-RPH-03] is not recovered by a wrong password', async () => {
    const visitId = await readCard(desk, 'p1')
    await prove(visitId, NEW)
    const typed = { personId: 'p1', password: 'Wrong@2026', purpose: 'password-check' } as const
    const customerTaskId = await typeOnCustomerScreen(desk, typed)
    await desk.get('phone.recover', { personId: 'p1', number: NEW, customerTaskId })
    await desk.settle()
    const [row] = await outbox()
    expect(row?.state).toBe('returned')
    expect(JSON.parse(row?.refusal ?? '')).toMatchObject({ code: 'phone-password-wrong', message: 'R-MSG-37' })
    expect(await numbersOf('p1')).toMatchObject({ [OLD]: 'default' })
  })
})

describe('a number recorded without a network', () => {
  it('[OP-24] is held unverified, and takes effect after the codes the central sends at sync', async () => {
    await readCard(desk, 'p1')
    await central.goOffline()
    const { commandId, waitsFor } = await desk.get('phone.add', { personId: 'p1', number: NEW })
    expect(waitsFor).toBe('sms-code')
    expect(await desk.call('code.send', { purpose: 'held', target: { kind: 'command', commandId } })).toMatchObject({
      kind: 'fault',
      fault: { code: 'offline' },
    })
    const rows = await desk.get('phone.list', { personId: 'p1' })
    expect(rows).toMatchObject([
      { masked: '138****0001', isDefault: true },
      { masked: '139****0009', state: 'unverified', isDefault: false },
    ])
    await central.goOnline()
    await desk.settle()
    expect(await numbersOf('p2')).toMatchObject({ [NEW]: 'default' })
    // The central has sent the new number's code by itself; the old one's is asked for next.
    const about = { purpose: 'held', target: { kind: 'command', commandId } } as const
    const first = await desk.get('code.verify', { ...about, code: await readCode(central, NEW) })
    expect(first).toMatchObject({ state: 'held' })
    await desk.get('code.send', about)
    const second = await desk.get('code.verify', { ...about, code: await readCode(central, OLD) })
    expect(second).toMatchObject({ state: 'effective' })
    await desk.settle()
    expect(await numbersOf('p1')).toEqual({ [OLD]: 'default', [NEW]: 'bound' })
    expect(await outbox()).toMatchObject([{ state: 'effective' }])
  })

  it('[OP-24] is sent no code for an act of another hall or one that awaits none', async () => {
    const visitId = await readCard(desk, 'p1')
    expect(visitId).not.toBe('')
    const { commandId } = await desk.get('phone.add', { personId: 'p1', number: NEW })
    await desk.settle()
    const about = { purpose: 'held', target: { kind: 'command', commandId } } as const
    const other = await startTestDesk(central, 'h2')
    expect(await other.call('code.send', about)).toMatchObject({ refusal: { code: 'sms-not-awaited' } })
    await other.close()
    const unknown = { ...about, target: { kind: 'command', commandId: 'nothing' } } as const
    expect(await desk.call('code.send', unknown)).toMatchObject({ refusal: { code: 'sms-not-awaited' } })
  })
})
