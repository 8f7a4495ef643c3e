import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { sql } from '../../src/storage/database.ts'
import { findRow, putRow } from '../../src/storage/rows.ts'
import { PASSWORD, startCentral, type TestCentral } from '../support/central.ts'
import { startTestDesk, type TestDesk } from '../support/desk.ts'
import { openRoad, type Road, type Trouble } from '../support/road.ts'
import { personRow, phoneRow } from '../support/rows.ts'

let central: TestCentral
let road: Road
let desk: TestDesk

beforeAll(async () => {
  central = await startCentral()
  await central.change(async (work) => {
    await putRow(work, 'person', personRow('p1', 'h1'))
    await putRow(work, 'phone', phoneRow('f1', 'p1', '13800000001'))
    await putRow(work, 'phone', phoneRow('f2', 'p1', '13800000002', { is_default: 0 }))
  })
  road = await openRoad(central.url)
  desk = await startTestDesk({ ...central, url: road.url })
  await desk.get('visit.start', { met: { by: 'person', personId: 'p1' } })
})
afterAll(async () => {
  await desk.close()
  await road.close()
  await central.close()
})

/** Each test starts with everything delivered, f1 the default, and nothing remembered of the tests before it. */
beforeEach(async () => {
  road.travel()
  if ((await centralPhone('f2'))?.['is_default'] === 1) await makeDefault('f1')
  await desk.settle()
  known = 0
  known = (await states()).length
})

let known = 0
const deskPhone = (id: string) => desk.running.desk.database.read((db) => findRow(db, 'phone', [id]))
const centralPhone = (id: string) => central.deps.database.read((db) => findRow(db, 'phone', [id]))
const states = () =>
  desk.running.desk.database
    .read((db) => db.all<{ state: string }>(sql('select state from outbox order by seq')))
    .then((rows) => rows.map((row) => row.state).slice(known))
const makeDefault = (phoneId: string) => desk.get('phone.set-default', { personId: 'p1', phoneId })
const rounds = async (path: string, count: number) => {
  const until = Date.now() + 5_000
  const seen = () => road.travelled.filter((one) => one === path).length
  const before = seen()
  while (seen() < before + count && Date.now() < until) {
    desk.running.link.wake()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
const on = (path: string, trouble: Trouble) => (_method: string, asked: string) => (asked === path ? trouble : 'none')
const COMMANDS = '/v1/desk/commands'
/** The central has what is sent, and the desk hears nothing more of it, by answer or by feed. */
const deafen = () => {
  road.travel((_method, path) => (path === COMMANDS ? 'lose-answer' : 'drop'))
}

describe('an answer that was lost on the way', () => {
  it('[SYNC-WITHDRAW] tells a withdrawal that came too late from one in time, and never bars the desk', async () => {
    deafen()
    const { commandId } = await makeDefault('f2')
    await rounds(`POST ${COMMANDS}`, 1)
    // The central has it; the desk doesn't know, and the clerk takes it back.
    await desk.get('outbox.withdraw', { commandId })
    expect(await deskPhone('f2')).toMatchObject({ is_default: 0 })
    road.travel()
    await desk.settle()
    expect(await states()).toEqual(['effective'])
    expect(await deskPhone('f2')).toEqual(await centralPhone('f2'))
    expect(await centralPhone('f2')).toMatchObject({ is_default: 1 })
    expect((await desk.get('session.state', {})).link).not.toHaveProperty('barred')
    // The clerk hears that it counts after all, and it stays work until they have dealt with it.
    expect(await desk.get('outbox.detail', { commandId })).toMatchObject({ withdrawnLate: true, acknowledged: false })
    expect(await desk.get('outbox.counts', {})).toMatchObject({ withdrawnLate: 1 })
    expect((await desk.get('session.state', {})).returned).toBe(1)
    await desk.get('outbox.acknowledge', { commandId })
    expect(await desk.get('outbox.detail', { commandId })).toMatchObject({ withdrawnLate: true, acknowledged: true })
    expect(await desk.get('outbox.counts', {})).toMatchObject({ withdrawnLate: 0, effective: 1 })
    expect((await desk.get('session.state', {})).returned).toBe(0)
    await makeDefault('f1')
    await desk.settle()
    expect(await states()).toEqual(['effective', 'effective'])
  })

  it('[SYNC-UP] [TRUST-16] bars the desk whose act has the id of another one, and keeps what was taken', async () => {
    deafen()
    const { commandId } = await makeDefault('f2')
    await rounds(`POST ${COMMANDS}`, 1)
    const change = (text: string) => central.deps.database.write((db) => db.run(sql(text, [commandId])))
    const spoil = "update intake set fingerprint = 'x' || fingerprint where command_id = ?"
    await expect.poll(() => change(spoil), { timeout: 5_000 }).toBe(1)
    const asked = vi.spyOn(globalThis, 'fetch')
    // Reading would tell what became of it before it is sent again.
    road.travel(on('/v1/desk/feed', 'drop'))
    const barred = async () => (await desk.get('session.state', {})).link.barred
    await expect.poll(barred, { timeout: 15_000 }).toBe('different-content')
    // What was dropped on the way has no answer.
    const answers = await Promise.allSettled(asked.mock.results.map(({ value }) => value as Promise<Response>))
    expect(answers.map((one) => (one.status === 'fulfilled' ? one.value.status : 0))).toContain(422)
    expect(await states()).toEqual(['recorded'])
    expect(await centralPhone('f2')).toMatchObject({ is_default: 1 })
    await change('update intake set fingerprint = substr(fingerprint, 2) where command_id = ?')
    road.travel()
    await desk.settle()
    expect(await states()).toEqual(['effective'])
  })

  it('[SYNC-UP] sends the same act again and has one effect', async () => {
    deafen()
    await makeDefault('f2')
    await rounds(`POST ${COMMANDS}`, 2)
    road.travel()
    await desk.settle()
    expect(await states()).toEqual(['effective'])
    expect(await centralPhone('f2')).toMatchObject({ is_default: 1 })
    const { n } = (await central.deps.database.read((db) =>
      db.find<{ n: number }>(sql('select count(*) as n from intake')),
    )) ?? { n: 0 }
    const { sent } = (await desk.running.desk.database.read((db) =>
      db.find<{ sent: number }>(sql('select count(*) as sent from outbox')),
    )) ?? { sent: -1 }
    expect(n).toBe(sent)
  })
})

const NONSENSE: Readonly<Record<string, Trouble>> = {
  'no outcome at all': { status: 200, body: '{"outcomes":[],"lastSeq":0}' },
  'outcomes of strangers': {
    status: 200,
    body: '{"outcomes":[{"commandId":"nobody","state":"effective"}],"lastSeq":9}',
  },
  'a gap that is none': { status: 200, body: '{"outcomes":[],"stop":"gap","lastSeq":0}' },
  'an empty object': { status: 200, body: '{}' },
  'a page of a captive portal': { status: 200, type: 'text/html', body: '<html>请先登录</html>' },
  'half an answer': { status: 200, body: '{"outcomes":', declared: 500 },
  'error 500': { status: 500, body: '{"kind":"fault"}' },
  'error 404 in HTML': { status: 404, type: 'text/html', body: '<h1>not here</h1>' },
}

describe('a central that talks nonsense', () => {
  it.each(Object.entries(NONSENSE))(
    '[SYNC-UP] keeps what was recorded and asks no faster: %s',
    async (_name, trouble) => {
      road.travel(on(COMMANDS, trouble))
      const before = road.travelled.length
      await makeDefault('f2')
      await new Promise((resolve) => setTimeout(resolve, 700))
      expect(road.travelled.length - before).toBeLessThan(15)
      expect(await states()).toEqual(['recorded'])
      road.travel()
      await desk.settle()
      expect(await states()).toEqual(['effective'])
    },
  )

  it('[SYNC-UP] sends withdrawn acts again too when the central asks for everything anew', async () => {
    await central.goOffline()
    const { commandId } = await makeDefault('f2')
    await desk.get('outbox.withdraw', { commandId })
    await central.goOnline()
    await desk.settle()
    let lied = false
    road.travel((_method, path) => {
      if (path !== COMMANDS || lied) return 'none'
      lied = true
      return { status: 200, body: '{"outcomes":[],"stop":"gap","lastSeq":0}' }
    })
    await makeDefault('f2')
    await desk.settle()
    expect(await states()).toEqual(['withdrawn', 'effective'])
  })

  it('[SYNC-DOWN] keeps its copy when something on the way says 410', async () => {
    road.travel(on('/v1/desk/feed', { status: 410, body: '{"code":"gone"}' }))
    await rounds('GET /v1/desk/feed', 2)
    expect(await deskPhone('f1')).toMatchObject({ number: '13800000001' })
  })

  it('[SYNC-DOWN] goes on with a first copy after pages that were cut short', async () => {
    const other = await openRoad(central.url)
    let cut = 0
    other.travel((_method, path) =>
      path === '/v1/desk/snapshot/phone' && cut++ < 2
        ? { status: 200, type: 'application/cbor', body: Buffer.from('b90003', 'hex') }
        : 'none',
    )
    const second = await startTestDesk({ ...central, url: other.url }, 'h1', 'supervisor-h1')
    expect(cut).toBe(3)
    expect(await second.running.desk.database.read((db) => findRow(db, 'phone', ['f1']))).toBeDefined()
    await second.close()
    await other.close()
  })

  it.each([
    ['a column that nobody has', { columns: ['id', 'nobody'], rows: [['f9', 1]], next: null }],
    ['a row that misses what it must have', { columns: ['id'], rows: [['f9']], next: null }],
    ['a value that no database keeps', { columns: ['id', 'number'], rows: [['f9', { of: 'no kind' }]], next: null }],
    ['a place that no central gave', { columns: [], rows: [], next: ['nowhere', 'at', 'all'] }],
  ])('[SYNC-DOWN] begins a copy anew that came with %s', async (_what, page) => {
    await desk.running.desk.database.write((db) => db.run(sql("delete from setting where name = 'cursor'")))
    let spoilt = 0
    road.travel((_method, path) =>
      path === '/v1/desk/snapshot/phone' && spoilt++ === 0 ? { status: 200, body: JSON.stringify(page) } : 'none',
    )
    await desk.settle()
    expect(spoilt).toBeGreaterThan(1)
    expect(await deskPhone('f1')).toEqual(await centralPhone('f1'))
    expect(await deskPhone('f9')).toBeUndefined()
  })

  it('[SYNC-DOWN] is offline while the central is silent, and doesn’t take having nothing to send for an answer', async () => {
    const isOnline = async () => (await desk.get('session.state', {})).link.online
    road.travel(() => 'drop')
    desk.running.link.wake()
    await expect.poll(isOnline, { timeout: 5_000 }).toBe(false)
    road.travel(() => 'hang')
    await rounds('GET /v1/desk/feed', 1)
    expect(await isOnline()).toBe(false)
    road.travel()
  })

  it('[TRUST-1] closes at once while the central keeps it waiting, and sends after the next start', async () => {
    road.travel((_method, path) => (path === COMMANDS ? 'hang' : 'none'))
    await makeDefault('f2')
    await new Promise((resolve) => setTimeout(resolve, 100))
    const before = Date.now()
    await desk.restart()
    expect(Date.now() - before).toBeLessThan(5_000)
    expect(await states()).toEqual(['recorded'])
    road.travel()
    await desk.settle()
    expect(await states()).toEqual(['effective'])
    await desk.get('session.sign-in', { login: 'clerk-h1', password: PASSWORD })
  })

  it('[SYNC-UP] keeps its one identity', async () => {
    const again = await desk.call('session.enrol', { code: await central.enrolmentCode('h2'), name: '2号窗口' })
    expect(again).toMatchObject({ kind: 'refused', refusal: { code: 'desk-enrolled-already' } })
    expect((await desk.get('session.state', {})).hall?.id).toBe('h1')
  })

  /** Has the desk asked again, and gives what it reads meanwhile and says of its link. */
  const look = async (phoneId: string) => {
    desk.running.link.wake()
    const { online, blocked } = (await desk.get('session.state', {})).link
    return { phone: await deskPhone(phoneId), online, blocked }
  }

  it.each([
    ['its own sending is blocked', 'f3', { status: 413, body: '{"code":"request"}' }, 'request', true],
    ['the central fails at what is sent to it', 'f4', { status: 500, body: '{}' }, 'unanswered', false],
  ])('[SYNC-DOWN] reads on while %s', async (_what, id, trouble, blocked, isFault) => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    road.travel(on(COMMANDS, trouble))
    await makeDefault('f2')
    const row = phoneRow(id, 'p1', `1380000000${id.slice(1)}`, { is_default: 0 })
    await central.change((work) => putRow(work, 'phone', row))
    await expect.poll(() => look(id), { timeout: 5_000 }).toMatchObject({ phone: { id }, online: true, blocked })
    road.travel(() => 'drop')
    await expect.poll(async () => (await look(id)).online, { timeout: 5_000 }).toBe(false)
    const faults = said.mock.calls.filter(([line]) => String(line).startsWith('sync fault'))
    said.mockRestore()
    expect(faults.length > 0).toBe(isFault)
  })
})
