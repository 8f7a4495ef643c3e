import { afterAll, beforeAll, expect, it } from 'vitest'
import { putRow } from '../../src/storage/rows.ts'
import { sql } from '../../src/storage/database.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { startTestDesk, type TestDesk } from '../support/desk.ts'
import { personRow, phoneRow, relationRow, enterpriseRow } from '../support/rows.ts'

let central: TestCentral
let clerk: TestDesk
let supervisor: TestDesk

beforeAll(async () => {
  central = await startCentral()
  await central.change(async (work) => {
    await putRow(work, 'enterprise', enterpriseRow('e1', 'h1'))
    for (const [person, hall, number] of [
      ['p1', 'h1', '13800000001'],
      ['p2', 'h2', '13800000002'],
      ['p3', 'h2', '13800000003'],
    ] as const) {
      await putRow(work, 'person', personRow(person, hall))
      await putRow(work, 'phone', phoneRow(`f-${person}`, person, number))
    }
    // p3 lives elsewhere and works here.
    await putRow(work, 'relation', relationRow('r3', 'h1', 'e1', 'p3'))
  })
  clerk = await startTestDesk(central)
  supervisor = await startTestDesk(central, 'h1', 'supervisor-h1')
})
afterAll(async () => {
  await clerk.close()
  await supervisor.close()
  await central.close()
})

const messages = () =>
  central.deps.database.read((db) => db.all(sql("select recipient from stand_in_message where service = 'sms'")))
const targets = [
  { kind: 'phone', phoneId: 'f-p2' },
  { kind: 'default', personId: 'p2' },
] as const
const about = { purpose: 'phone', visitId: 'visit-1' } as const
const role = { kind: 'refused', refusal: { code: 'sms-role', rule: 'OP-25' } }

it.each(targets)('[OP-25] sends no code to somebody of another hall, nor tries one: $kind', async (target) => {
  const missing = { kind: 'refused', refusal: { code: 'sms-number-missing' } }
  const before = await messages()
  expect(await clerk.call('code.send', { ...about, target })).toMatchObject(missing)
  expect(await clerk.call('code.verify', { ...about, target, code: '123456' })).toMatchObject(missing)
  expect(await messages()).toEqual(before)
})

it('[OP-25] sends a code to people of the hall, and to people who work in it', async () => {
  for (const target of [
    { kind: 'phone', phoneId: 'f-p1' },
    { kind: 'default', personId: 'p1' },
    { kind: 'default', personId: 'p3' },
  ] as const)
    expect(await clerk.call('code.send', { ...about, target })).toMatchObject({ kind: 'ok' })
})

it.each([
  { kind: 'number', number: '13900000009' },
  { kind: 'phone', phoneId: 'f-p1' },
  { kind: 'default', personId: 'p1' },
  { kind: 'command', commandId: 'nothing' },
] as const)('[OP-25] sends no code for staff who act for nobody: $kind', async (target) => {
  const before = await messages()
  expect(await supervisor.call('code.send', { ...about, target })).toMatchObject(role)
  expect(await supervisor.call('code.verify', { ...about, target, code: '123456' })).toMatchObject(role)
  expect(await messages()).toEqual(before)
})

it('[OP-25] sends a code for a visit or a held act, and for nothing else', async () => {
  for (const target of [
    { kind: 'number', number: '13900000009' },
    { kind: 'phone', phoneId: 'f-p1' },
    { kind: 'default', personId: 'p1' },
  ] as const) {
    const visitless = { purpose: 'phone', target } as const
    const none = { kind: 'refused', refusal: { code: 'sms-visit-missing', rule: 'OP-25' } }
    expect(await clerk.call('code.send', visitless)).toMatchObject(none)
    expect(await clerk.call('code.verify', { ...visitless, code: '123456' })).toMatchObject(none)
  }
})

it.each([
  ['nobody', '13900000031'],
  ['somebody who lost it', '13900000032'],
])('[R-TR-PHN-01] sends a code to a number of %s until the limit, and then says R-MSG-35', async (_, number) => {
  await central.change((work) =>
    putRow(work, 'phone', phoneRow('f-lost', 'p1', '13900000032', { state: 'emptied', is_default: 0, emptied_at: 5 })),
  )
  const target = { kind: 'number', number } as const
  for (let n = 0; n < 5; n++) expect(await clerk.call('code.send', { ...about, target })).toMatchObject({ kind: 'ok' })
  expect(await clerk.call('code.send', { ...about, target })).toMatchObject({
    refusal: { code: 'sms-limit-reached', message: 'R-MSG-35' },
  })
})

it('[R-PHN-15] sends the code of a person with several numbers to the default one', async () => {
  await central.change((work) =>
    putRow(work, 'phone', phoneRow('f-p3b', 'p3', '13800000033', { is_default: 0, verified_at: Date.now() })),
  )
  const answer = await clerk.get('code.send', { ...about, target: { kind: 'default', personId: 'p3' } })
  expect(answer.masked).toBe('138****0003')
})
