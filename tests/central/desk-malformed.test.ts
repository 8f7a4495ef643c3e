import Database from 'better-sqlite3'
import fc from 'fast-check'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openCentralDatabase } from '../../src/central/open.ts'
import { anything, enrolAnswer } from '../../src/contract/central.ts'
import { registry } from '../../src/contract/registry.ts'
import { sql } from '../../src/storage/database.ts'
import { DeskClock } from '../../src/worker/clock.ts'
import { newDeviceKey } from '../../src/worker/crypto.ts'
import { CentralHttp, Denied } from '../../src/worker/http.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { CALLS } from './desk-calls.ts'
import { spoilFields } from './public/malformed.ts'

let folder: string
let central: TestCentral
let http: CentralHttp
let onlooker: Database.Database
const TOKEN = 'session of a clerk'

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hall-desk-malformed-'))
  const file = path.join(folder, 'central.db')
  central = await startCentral({ database: await openCentralDatabase(file) })
  http = new CentralHttp(central.url, new DeskClock(0))
  const key = newDeviceKey()
  const json = { code: await central.enrolmentCode('h1'), name: '1号窗口', publicKey: key.publicKey }
  const { deviceId } = await http.ask('/v1/devices/enrol', enrolAnswer, { json })
  http.identity = { deviceId, key }
  await central.deps.database.write((db) =>
    db.run(
      sql(
        "insert into staff_session (token_hash, staff_id, device_id, created_at, expires_at) values (?, 'clerk-h1', ?, 0, ?)",
        [central.deps.sha256(TOKEN), deviceId, Date.now() + 3_600_000],
      ),
    ),
  )
  onlooker = new Database(file, { readonly: true })
})
afterAll(async () => {
  onlooker.close()
  await central.close()
  await central.deps.database.close()
  await rm(folder, { recursive: true, force: true })
})

/** Counts up with every commit that somebody else makes. */
const commits = () => onlooker.pragma('data_version', { simple: true }) as number

/** What the central says, whether it takes the request or not; one that fails throws. */
async function say(route: string, json: unknown): Promise<Record<string, unknown>> {
  try {
    return (await http.ask(route, anything, { json, token: TOKEN })) as Record<string, unknown>
  } catch (error) {
    if (error instanceof Denied) return { status: error.status, ...(error.body as object) }
    throw error
  }
}

const isCall = (name: string): name is keyof typeof registry => Object.hasOwn(registry, name)
const inputOf = (name: string) => {
  if (!isCall(name)) throw new Error(`there is no call ${name}`)
  return registry[name].input
}

const calls = Object.entries(CALLS).flatMap(([name, decisions]) =>
  decisions.map(({ input }, index) => [`${name} (${String(index + 1)})`, name, input] as const),
)

it.each(calls)('[API-INPUT] a call spoiled in one place changes nothing and names it: %s', async (_, name, input) => {
  for (const [field, what, given] of spoilFields(input as Parameters<typeof spoilFields>[0])) {
    const sent = JSON.parse(JSON.stringify(given)) as unknown
    const fits = inputOf(name).safeParse(sent).success
    const before = commits()
    const answer = await say(`/v1/desk/calls/${name}`, given)
    const said = `${name}: ${field} is ${what}: ${JSON.stringify(answer).slice(0, 200)}`
    expect(['ok', 'refused', 'fault'], said).toContain(answer['kind'])
    if (fits) continue
    expect(answer, said).toMatchObject({ kind: 'fault', fault: { code: 'input', reason: 'malformed' } })
    expect(commits(), said).toBe(before)
  }
})

it('[API-INPUT] a call of a kind that nobody thought of fails nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(CALLS)), fc.jsonValue({ maxDepth: 4 }), async (name, json) => {
      const before = commits()
      const answer = await say(`/v1/desk/calls/${name}`, json)
      if (inputOf(name).safeParse(json).success) return
      expect(answer, name).not.toMatchObject({ kind: 'ok' })
      expect(commits(), name).toBe(before)
    }),
    { numRuns: 200 },
  )
})

const ROUTES = {
  '/v1/devices/enrol': { code: 'CODE', name: '2号窗口', publicKey: 'key' },
  '/v1/desk/sign-in': { login: 'nobody', password: 'Wrong#2026' },
  '/v1/desk/commands': { deliveries: [] },
} as const

it.each(Object.entries(ROUTES))('[API-INPUT] a request spoiled in one place is refused: %s', async (route, input) => {
  for (const [field, what, given] of spoilFields(input)) {
    const answer = await say(route, given)
    const said = `${route}: ${field} is ${what}: ${JSON.stringify(answer).slice(0, 200)}`
    if (answer['status'] !== 400) expect(answer, said).not.toHaveProperty('fault')
    else expect(answer, said).toMatchObject({ code: 'malformed', field: expect.any(String) as string })
  }
})

it('[API-INPUT] a batch of more commands than one may hold is refused whole', async () => {
  const before = commits()
  const answer = await say('/v1/desk/commands', { deliveries: Array.from({ length: 501 }, () => ({})) })
  expect(answer).toMatchObject({ status: 400 })
  expect(commits()).toBe(before)
})
