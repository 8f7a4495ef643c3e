import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anything, enrolAnswer, staffSignInAnswer } from '../../src/contract/central.ts'
import { registry } from '../../src/contract/registry.ts'
import { sql } from '../../src/storage/database.ts'
import { putRow } from '../../src/storage/rows.ts'
import { DeskClock } from '../../src/worker/clock.ts'
import { newDeviceKey } from '../../src/worker/crypto.ts'
import { CentralHttp, Denied, Unreachable, type RequestOptions } from '../../src/worker/http.ts'
import { PASSWORD, startCentral, type TestCentral } from '../support/central.ts'
import { jpeg } from '../support/pictures.ts'
import { personRow, phoneRow } from '../support/rows.ts'

let central: TestCentral
let http: CentralHttp
let token: string

beforeAll(async () => {
  central = await startCentral()
  await central.change(async (work) => {
    await putRow(work, 'person', personRow('p1', 'h1'))
    await putRow(work, 'person', personRow('p2', 'h2'))
    await putRow(work, 'phone', phoneRow('f2', 'p2', '13800000002'))
  })
  http = new CentralHttp(central.url, new DeskClock(0))
  const key = newDeviceKey()
  const { deviceId } = await http.ask('/v1/devices/enrol', enrolAnswer, {
    json: { code: await central.enrolmentCode('h1'), name: '1号窗口', publicKey: key.publicKey },
  })
  http.identity = { deviceId, key }
  token = await signIn('clerk-h1')
})
afterAll(() => central.close())

async function signIn(login: string): Promise<string> {
  const json = { login, password: PASSWORD }
  return (await http.ask('/v1/desk/sign-in', staffSignInAnswer, { json })).token
}

/** The status of an answer; a request that makes the central fail, or hang up, is status 500. */
async function statusOf(path: string, options: RequestOptions = {}): Promise<number> {
  try {
    await http.ask(path, anything, { token, ...options })
    return 200
  } catch (error) {
    if (error instanceof Denied) return error.status
    if (error instanceof Unreachable) return 500
    throw error
  }
}

const deep = (depth: number): unknown => JSON.parse('{"a":'.repeat(depth) + '1' + '}'.repeat(depth))
const BODIES: Readonly<Record<string, unknown>> = {
  'no object': null,
  'a number': 1,
  'an array': [],
  'a huge array': Array.from({ length: 20_000 }, (_, i) => i),
  'deep nesting': deep(2_500),
  'keys of every object': JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":1},"toString":1}'),
  'wrong types': { code: 7, name: {}, publicKey: [], login: [], password: {}, token: 1, deliveries: 'all' },
  'endless text': { code: 'x'.repeat(500_000), login: 'x'.repeat(500_000), token: 'x'.repeat(500_000) },
  'nul characters': { code: '\0', name: '\0', publicKey: '\0', login: '\0', password: '\0', token: '\0' },
}
const POSTS = [
  '/v1/devices/enrol',
  '/v1/desk/sign-in',
  '/v1/desk/sign-out',
  '/v1/desk/commands',
  '/v1/auth/first-step',
  '/v1/auth/code',
  '/v1/auth/second-step',
  '/v1/auth/initial-password',
  '/v1/auth/sign-out',
  ...Object.entries(registry)
    .filter(([, call]) => call.mode === 'remote')
    .map(([name]) => `/v1/desk/calls/${name}`),
]

describe('malformed requests', () => {
  it.each(POSTS)('[SYNC-COMMAND] never make the central fail: %s', async (path) => {
    for (const [what, json] of Object.entries(BODIES))
      expect([what, await statusOf(path, { json, token: path.endsWith('sign-out') ? 'nobody' : token })]).not.toEqual([
        what,
        500,
      ])
    expect(await statusOf(path, { bytes: new Uint8Array([1, 2, 3]), token: 'nobody' })).toBeLessThan(500)
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })

  it.each([
    '/v1/desk/snapshot?file=another',
    '/v1/desk/hall-files/x?from=-1',
    '/v1/desk/snapshot/person?after=no-json',
    '/v1/desk/snapshot/person?after=5',
    '/v1/desk/snapshot/person?after=%5B%7B%7D%5D',
    '/v1/desk/snapshot/person?after=%5B%22a%22%2C%22b%22%5D',
    '/v1/desk/snapshot/person?limit=1e9',
    '/v1/desk/snapshot/sqlite_schema',
    '/v1/desk/snapshot/staff_secret',
    '/v1/desk/snapshot/constructor',
    '/v1/desk/snapshot/__proto__',
    '/v1/desk/snapshot/person%3Bdrop%20table%20person',
    '/v1/desk/feed?epoch=x&after=-1',
    '/v1/desk/feed?epoch=x&after=NaN',
    '/v1/desk/feed?epoch=x',
    '/v1/desk/feed?epoch=x&after=1',
    '/v1/desk/snapshot/..%2F..%2Fetc%2Fpasswd',
    '/v1/desk/nowhere',
  ])('[SYNC-DOWN] are told so: GET %s', async (path) => {
    const status = await statusOf(path)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
  })

  it.each(['constructor', '__proto__', 'toString', 'phone.add', 'session.sign-in', 'relation.record-core'])(
    '[SYNC-COMMAND] find no answer under the name %s',
    async (name) => {
      const answer = await http.ask(`/v1/desk/calls/${name}`, anything, { json: {}, token })
      expect(answer).toMatchObject({ kind: 'fault', fault: { code: 'input', reason: 'unknown-call' } })
    },
  )

  it('[R-CAP-03] keep nothing at the central that is no picture, or under no id', async () => {
    const put = (id: string, bytes: Uint8Array, purpose = 'front') =>
      statusOf(`/v1/desk/attachments/${id}`, { method: 'PUT', bytes, headers: { 'x-purpose': purpose } })
    const picture = jpeg(400, 300)
    expect(await put('a-1', picture)).toBe(200)
    expect(await put('a-1', picture)).toBe(200)
    for (const id of ['..%2F..%2Fx', 'a%00b', '%F0%9F%98%80', 'x'.repeat(65)])
      expect(await put(id, picture)).toBeGreaterThanOrEqual(400)
    expect(await put('a-2', new TextEncoder().encode('%PDF-1.7'))).toBe(409)
    expect(await put('a-3', new TextEncoder().encode('<script>1</script>'))).toBe(409)
    expect(await put('a-4', picture, 'For <b>whatever</b>')).toBe(400)
    expect(await put('a-5', new Uint8Array(0))).toBeGreaterThanOrEqual(400)
  })
})

describe('requests that no desk signed', () => {
  it('[TRUST-40] get nothing, whatever time they claim', async () => {
    const { identity } = http
    if (identity === undefined) throw new Error('the desk has no identity')
    for (const time of ['NaN', '', 'Infinity', String(Date.now() + 3_600_000)]) {
      const answer = await fetch(`${central.url}/v1/desk/snapshot`, {
        headers: { 'x-device': identity.deviceId, 'x-time': time, 'x-nonce': 'n'.repeat(20), 'x-signature': 'AAAA' },
      })
      expect(answer.status).toBe(401)
      expect(await answer.json()).toEqual({ code: 'clock' })
    }
    for (const path of ['/v1/desk/snapshot', '/v1/desk/feed?epoch=x&after=0', '/v1/desk/snapshot/person'])
      expect((await fetch(central.url + path)).status).toBe(401)
  })
})

describe('a heavy file', () => {
  const bring = (headers: Record<string, string>) =>
    fetch(`${central.url}/v1/desk/bundles`, { method: 'POST', headers, body: 'x'.repeat(1_000) })
  const device = () => http.identity?.deviceId ?? ''

  it('[TRUST-58] is turned away before it is read, unless an active desk of ours brings bytes', async () => {
    expect((await bring({ 'content-type': 'application/json', 'x-device': device() })).status).toBe(415)
    const unknown = await bring({ 'content-type': 'application/octet-stream', 'x-device': 'nobody' })
    expect([unknown.status, await unknown.json()]).toEqual([401, { code: 'device-unknown' }])
    const state = (text: string) =>
      central.deps.database.write((db) => db.run(sql('update device set state = ? where id = ?', [text, device()])))
    await state('revoked')
    const revoked = await bring({ 'content-type': 'application/octet-stream', 'x-device': device() })
    expect([revoked.status, await revoked.json()]).toEqual([403, { code: 'device-revoked' }])
    await state('active')
    // What an active desk brings is read, and its signature asked for.
    const unsigned = await bring({ 'content-type': 'application/octet-stream', 'x-device': device() })
    expect([unsigned.status, await unsigned.json()]).toEqual([401, { code: 'clock' }])
  })
})
