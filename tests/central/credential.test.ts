import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { isPassword } from '../../src/central/sealed-secrets.ts'
import { HOUR } from '../../src/domain/kernel/instant.ts'
import { countFailure } from '../../src/storage/auth-failure.ts'
import { sql } from '../../src/storage/database.ts'
import { findRow, patchRow, putRow } from '../../src/storage/rows.ts'
import { PASSWORD, startCentral, type TestCentral } from '../support/central.ts'
import { dumpTexts, readCard, typeOnCustomerScreen } from '../support/counter.ts'
import { startTestDesk, type TestDesk } from '../support/desk.ts'
import { personRow, phoneRow } from '../support/rows.ts'

const SECRET = 'Taxpayer@2026'
let central: TestCentral
let desk: TestDesk

beforeEach(async () => {
  central = await startCentral()
  await central.change(async (work) => {
    const document = { document_type: 'resident-id', document_number: '21010219900307123X' }
    await putRow(work, 'person', personRow('p1', 'h1', { name: '张三', ...document }))
    await putRow(work, 'phone', phoneRow('f1', 'p1', '13800000001'))
    await putRow(work, 'person', personRow('p2', 'h1', { name: '李四', document_type: 'resident-id' }))
  })
  desk = await startTestDesk(central)
})
afterEach(async () => {
  await desk.close()
  await central.close()
})

const person = () => central.deps.database.read((db) => findRow(db, 'person', ['p1']))
const cached = () => desk.running.desk.database.read((db) => findRow(db, 'person', ['p1']))
const outbox = () =>
  desk.running.desk.database.read((db) =>
    db.all<{ state: string; waits_for: string | null; refusal: string | null }>(
      sql('select state, waits_for, refusal from outbox order by seq'),
    ),
  )
const typed = (password = SECRET) => typeOnCustomerScreen(desk, { personId: 'p1', password, purpose: 'new-password' })
const reset = async (customerTaskId: string) =>
  desk.get('credential.reset', { personId: 'p1', fallback: 'none', customerTaskId })
const isRight = (password: string) => isPassword(central.deps, 'p1', password)

describe('a password typed on the customer screen', () => {
  it('[R-TR-CRD-03] [R-PWD-05] is the person’s own once the central has opened and accepted it', async () => {
    await readCard(desk, 'p1')
    expect(await reset(await typed())).toMatchObject({ state: 'recorded', waitsFor: 'password-check' })
    await desk.settle()
    expect(await outbox()).toMatchObject([{ state: 'effective' }])
    expect(await person()).toMatchObject({ credential_state: 'K2', credential_void_at: null })
    expect(await cached()).toMatchObject({ credential_state: 'K2' })
    expect(await isRight(SECRET)).toBe(true)
    expect(await isRight(SECRET.toLowerCase())).toBe(false)
  })

  it('[OP-25] is found in clear nowhere: no table, no file, no log', async () => {
    const written: string[] = []
    for (const stream of [process.stdout, process.stderr])
      vi.spyOn(stream, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0)
    await readCard(desk, 'p1')
    await reset(await typed())
    await desk.settle()
    await desk.get('visit.end', {})
    vi.restoreAllMocks()
    expect(await isRight(SECRET)).toBe(true)
    const files = readdirSync(desk.directory).map((file) => readFileSync(join(desk.directory, file)).toString('latin1'))
    const places = [await dumpTexts(desk.running.desk.database), await dumpTexts(central.deps.database)]
    const everything = [...places, ...files, ...written].join('\n')
    expect(everything).not.toContain(SECRET)
    expect(everything).not.toContain(Buffer.from(SECRET).toString('base64').replace(/=+$/, ''))
    // The search itself works: it does find what is there.
    expect(everything).toContain('21010219900307123X')
  })

  it('[OP-24] recorded without a network, takes effect at sync', async () => {
    await readCard(desk, 'p1')
    const task = await typed()
    await central.goOffline()
    await reset(task)
    expect(await cached()).toMatchObject({ version: (await person())?.['version'] })
    await central.goOnline()
    await desk.settle()
    expect(await outbox()).toMatchObject([{ state: 'effective' }])
    expect(await isRight(SECRET)).toBe(true)
  })

  it.each([
    ['R-PWD-01', 'Short1@', 'credential-rule-length'],
    ['R-PWD-02', 'onlyletters', 'credential-rule-classes'],
    ['R-PWD-03', 'Abcd1234！', 'credential-rule-characters'],
  ])('[%s] comes back when it breaks the rule', async (rule, password, code) => {
    await readCard(desk, 'p1')
    await reset(await typed(password))
    await desk.settle()
    const [row] = await outbox()
    expect(row?.state).toBe('returned')
    expect(JSON.parse(row?.refusal ?? '')).toMatchObject({ code, rule })
    expect(await isRight(password)).toBe(false)
  })

  it('[OP-25] counts once: a box that was used comes back', async () => {
    await readCard(desk, 'p1')
    const task = await typed()
    await reset(task)
    await reset(task)
    await desk.settle()
    const [first, second] = await outbox()
    expect(first?.state).toBe('effective')
    expect(JSON.parse(second?.refusal ?? '')).toMatchObject({ code: 'credential-box-used' })
  })

  it('[R-FGT-08] [R-LCK-03] unlocks the account', async () => {
    const { database } = central.deps
    const failures = () =>
      database.read((db) => db.find<{ count: number }>(sql('select count(*) as count from auth_failure')))
    for (let n = 0; n < 5; n++) await database.write((db) => countFailure(db, 'p1', 'password', central.deps.now()))
    expect(await failures()).toEqual({ count: 1 })
    await readCard(desk, 'p1')
    await reset(await typed())
    await desk.settle()
    expect(await failures()).toEqual({ count: 0 })
  })

  it('[OP-06] waits for a second person when the document was seen by eye alone', async () => {
    await desk.get('visit.start', { met: { by: 'person', personId: 'p1' } })
    await reset(await typed())
    await desk.settle()
    expect(await outbox()).toMatchObject([{ state: 'held', waits_for: 'approval' }])
    expect(await isRight(SECRET)).toBe(false)
  })

  it('[OP-06] needs no second person when the face was looked at', async () => {
    await desk.get('visit.start', { met: { by: 'person', personId: 'p1' } })
    await central.deps.database.write((db) =>
      db.run(
        sql(
          "insert into attachment (id, sha256, media_type, bytes, content, purpose, created_at) values ('photo', 'x', 'image/jpeg', 1, ?, 'scene', 1)",
          [Buffer.from([1])],
        ),
      ),
    )
    const customerTaskId = await typed()
    await desk.get('credential.reset', {
      personId: 'p1',
      fallback: 'none',
      customerTaskId,
      scenePhotoAttachmentId: 'photo',
    })
    await desk.settle()
    expect(await outbox()).toMatchObject([{ state: 'effective' }])
  })
})

describe('the initial value', () => {
  let supervisor: TestDesk
  beforeEach(async () => {
    supervisor = await startTestDesk(central, 'h1', 'supervisor-h1')
    await readCard(desk, 'p1')
    await desk.get('credential.reset', { personId: 'p1', fallback: 'initial' })
    await desk.settle()
    await supervisor.settle()
  })
  afterEach(() => supervisor.close())

  const waiting = async () => {
    const { rows } = await supervisor.get('approval.list', { tab: 'waiting' })
    const item = rows[0]
    if (item === undefined) throw new Error('nothing waits')
    return item
  }
  const answer = async (changes: object = {}) => {
    const { commandId, version } = await waiting()
    return supervisor.call('approval.decide', {
      commandId,
      seenVersion: version,
      granted: true,
      reason: '',
      password: PASSWORD,
      ...changes,
    })
  }

  it('[OP-06] is not in force before a supervisor says so', async () => {
    expect(await outbox()).toMatchObject([{ state: 'held', waits_for: 'approval' }])
    expect(await person()).toMatchObject({ credential_state: 'K2' })
    expect(await waiting()).toMatchObject({ name: 'credential.reset', own: false, subjects: [{ label: '张*' }] })
    expect(await supervisor.get('approval.count', {})).toEqual({ waiting: 1 })
    const { commandId } = await waiting()
    expect(await supervisor.get('approval.open', { commandId })).toEqual([{ field: 'fallback', value: 'initial' }])
  })

  it('[R-TR-CRD-04] [OP-06] must be changed and ends after 24 hours, once granted', async () => {
    const before = Date.now()
    expect(await answer()).toMatchObject({ kind: 'ok', value: { state: 'effective' } })
    await desk.settle()
    expect(await outbox()).toMatchObject([{ state: 'effective' }])
    const row = await person()
    expect(row).toMatchObject({ credential_state: 'K3' })
    expect(Number(row?.['credential_void_at']) - before - 24 * HOUR).toBeLessThan(60_000)
    expect(await isRight('07123X')).toBe(true)
    expect(await isRight(SECRET)).toBe(false)
  })

  it('[OP-06] is no password any more after its time', async () => {
    await answer()
    await central.change((work) => patchRow(work, 'person', ['p1'], { credential_void_at: Date.now() - 1 }))
    expect(await isRight('07123X')).toBe(false)
  })

  it('[OP-06] comes back when the supervisor refuses, with a reason', async () => {
    expect(await answer({ granted: false })).toMatchObject({ refusal: { code: 'approval-reason-missing' } })
    expect(await answer({ granted: false, reason: '材料不符' })).toMatchObject({ value: { state: 'returned' } })
    await desk.settle()
    const [row] = await outbox()
    expect(JSON.parse(row?.refusal ?? '')).toMatchObject({ code: 'credential-approval-denied', rule: 'OP-06' })
  })

  it('[OP-25] takes no answer with a wrong password, of an older reading, or twice', async () => {
    expect(await answer({ password: 'wrong' })).toMatchObject({ refusal: { code: 'approval-password-wrong' } })
    expect(await answer({ seenVersion: 99 })).toMatchObject({ refusal: { code: 'approval-changed-meanwhile' } })
    const item = await waiting()
    const twice = { seenVersion: item.version, commandId: item.commandId }
    expect(await answer(twice)).toMatchObject({ kind: 'ok' })
    await supervisor.settle()
    const again = { ...twice, granted: true, reason: '', password: PASSWORD }
    expect(await supervisor.call('approval.decide', again)).toMatchObject({
      refusal: { code: 'approval-already-decided' },
    })
  })

  it('[OP-25] takes no answer of a clerk, and none from another hall', async () => {
    const { commandId, version } = await waiting()
    const input = { commandId, seenVersion: version, granted: true, reason: '', password: PASSWORD }
    expect(await desk.call('approval.decide', input)).toMatchObject({ refusal: { code: 'approval-role' } })
    const other = await startTestDesk(central, 'h2', 'supervisor-h2')
    expect(await other.call('approval.decide', input)).toMatchObject({ refusal: { code: 'approval-other-hall' } })
    expect((await other.get('approval.list', { tab: 'waiting' })).rows).toEqual([])
    await other.close()
  })

  it('[OP-25] stops listening to a supervisor’s password after too many wrong ones', async () => {
    for (let n = 0; n < 5; n++) await answer({ password: `wrong-${String(n)}` })
    expect(await answer()).toMatchObject({ refusal: { code: 'approval-password-wrong' } })
  })
})
