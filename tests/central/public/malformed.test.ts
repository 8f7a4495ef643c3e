import Database from 'better-sqlite3'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../../src/central/app.ts'
import { openCentralDatabase } from '../../../src/central/open.ts'
import type { Operation } from '../../../src/contract/public/operation.ts'
import { operations } from '../../../src/contract/public/registry.ts'
import { permissionOf } from '../../../src/domain/permission/matrix.ts'
import { APP_KEY, CORE_KEY, startCentral, type TestCentral } from '../../support/central.ts'
import { createDatabase, type TestDatabase } from '../../support/postgres.ts'
import { often } from '../../support/soak.ts'
import { logIn } from './api.ts'
import { exampleOf, spoil, type Part } from './malformed.ts'
import { makeTaxpayer } from './taxpayer.ts'

const every = Object.entries(operations) as [string, Operation][]

/** PostgreSQL is asked by the same statements, so that a change looks at one operation in eight there; the soak at all. */
const PLACES = [
  { on: 'SQLite', postgres: false, share: 1, tries: 1_000 },
  { on: 'PostgreSQL', postgres: true, share: often(8, 1), tries: often(100, 1_000) },
] as const

/** Counts every statement that writes to a table of this database, even one that is taken back. */
async function countWrites(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('create sequence writes')
  await client.query(
    "create function note_write() returns trigger language plpgsql as $$ begin perform nextval('writes'); return null; end $$",
  )
  const { rows } = await client.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public'",
  )
  for (const { name } of rows)
    await client.query(
      `create trigger note_write after insert or update or delete on ${name} for each statement execute function note_write()`,
    )
  return client
}
type Given = Readonly<Record<Part, Readonly<Record<string, unknown>>>>

describe.each(PLACES)('malformed input on $on', ({ postgres, share, tries }) => {
  const all = every.filter((_, place) => place % share === 0)
  let folder: string
  let central: TestCentral
  let app: FastifyInstance
  let onlooker: Database.Database | undefined
  let counter: pg.Client | undefined
  let place: TestDatabase | undefined
  const tokens = { person: '', enterprise: '' }

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hall-malformed-'))
    const file = path.join(folder, 'central.db')
    place = postgres ? await createDatabase() : undefined
    central = await startCentral({ database: await openCentralDatabase(place?.url ?? file) })
    app = await createApp(central.deps)
    const who = await makeTaxpayer(central, 'anna')
    tokens.person = await logIn(central, who)
    tokens.enterprise = await logIn(central, who, { entrance: 'enterprise' })
    if (place === undefined) onlooker = new Database(file, { readonly: true })
    else counter = await countWrites(place.url)
  })
  afterAll(async () => {
    onlooker?.close()
    await counter?.end()
    await app.close()
    await central.close()
    await central.deps.database.close()
    await place?.drop()
    await rm(folder, { recursive: true, force: true })
  })

  /** Counts up with whatever somebody else writes. */
  const commits = async (): Promise<number> => {
    if (counter === undefined) return onlooker?.pragma('data_version', { simple: true }) as number
    const { rows } = await counter.query<{ n: string }>('select last_value + is_called::int as n from writes')
    return Number(rows[0]?.n)
  }

  const tokenFor = ({ access }: Operation): string => {
    if (access.kind === 'app') return APP_KEY
    if (access.kind === 'core') return CORE_KEY
    if (access.kind === 'open') return ''
    return permissionOf(access.permission, 'NP') === 'no' ? tokens.enterprise : tokens.person
  }

  const send = (operation: Operation, { params, query, body }: Given) => {
    const url = operation.path.replace(/:(\w+)/gu, (_, key: string) => encodeURIComponent(String(params[key])))
    const token = tokenFor(operation)
    const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)])).toString()
    return app.inject({
      method: operation.method,
      url: search === '' ? url : `${url}?${search}`,
      ...(operation.method === 'GET' ? {} : { payload: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json', ...(token === '' ? {} : { authorization: `Bearer ${token}` }) },
    })
  }

  /** Refused by the contract: with the field, the rule and words, and without a trace. */
  const expectMalformed = async (
    answer: Awaited<ReturnType<typeof send>>,
    what: string,
    before: number,
  ): Promise<void> => {
    expect(answer.statusCode, what).toBe(400)
    expect(answer.json(), what).toMatchObject({
      kind: 'malformed',
      rule: 'API-INPUT',
      message: { 'zh-CN': expect.stringMatching(/\p{Script=Han}/u) as string, en: expect.any(String) as string },
    })
    expect(await commits(), `${what} writes nothing`).toBe(before)
  }

  it.each(all)('[API-INPUT] of %s changes nothing and names the field', async (name, operation) => {
    for (const { part, field, what, given } of spoil(operation)) {
      const fits = operation[part].safeParse(part === 'query' ? readQuery(given.query) : given[part]).success
      const before = await commits()
      const answer = await send(operation, given)
      const case_ = `${name}: ${part}.${field} is ${what}`
      expect(answer.statusCode, case_).toBeLessThan(500)
      if (fits) continue
      await expectMalformed(answer, case_, before)
      const named = (answer.json<{ field: string }>().field.split('.')[0] ?? '').toLowerCase()
      expect(named, case_).toBe(field.toLowerCase().split('.')[0])
    }
  })

  it('control: a good call is counted as a write', async () => {
    const before = await commits()
    const [, operation] = every.find(([name]) => name === 'account.set-contact-address') ?? []
    if (operation === undefined) throw new Error('no operation')
    expect((await send(operation, exampleOf(operation))).statusCode).toBe(200)
    expect(await commits()).toBeGreaterThan(before)
  })

  it('[API-INPUT] of a thousand kinds that nobody thought of crashes nothing', async () => {
    const withBody = all.filter(([, operation]) => operation.method !== 'GET')
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...withBody), fc.jsonValue({ maxDepth: 4 }), async ([name, operation], body) => {
        const before = await commits()
        const answer = await send(operation, { ...exampleOf(operation), body: body as never })
        expect(answer.statusCode, name).toBeLessThan(500)
        if (!operation.body.safeParse(body).success) await expectMalformed(answer, name, before)
      }),
      { numRuns: tries },
    )
  })

  it('[API-INPUT] of a broken address finds nothing', async () => {
    const before = await commits()
    const headers = { authorization: `Bearer ${tokens.person}` }
    for (const id of ['%ED%A1%82', '%', '%zz', '%00', '..%2f..%2fetc%2fpasswd', '%E0%A4%A', 'x'.repeat(60_000)]) {
      const answer = await app.inject({ method: 'DELETE', url: `/v1/me/phones/${id}`, headers })
      expect(answer.statusCode, id.slice(0, 20)).toBeGreaterThanOrEqual(400)
      expect(answer.statusCode, id.slice(0, 20)).toBeLessThan(500)
    }
    expect(await commits()).toBe(before)
  })

  it('[API-INPUT] that comes a letter at a time is not waited for', async () => {
    const hasty = await createApp(central.deps, { requestWithin: 400 })
    await hasty.listen({ host: '127.0.0.1', port: 0 })
    const { port } = hasty.server.address() as AddressInfo
    const before = await commits()
    const socket = connect(port, '127.0.0.1')
    const said: string[] = []
    socket.on('data', (chunk: Buffer) => said.push(chunk.toString()))
    socket.write('POST /v1/auth/human-check HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n')
    socket.write('content-length: 100\r\n\r\n{')
    const dribble = setInterval(() => void (socket.writable && socket.write(' ')), 100)
    await once(socket, 'close')
    clearInterval(dribble)
    expect(said.join('')).toMatch(/^HTTP\/1\.1 408 /u)
    expect(await commits()).toBe(before)
    await hasty.close()
  })

  it('[API-INPUT] too large, too deep or no JSON at all is turned away', async () => {
    const [, operation] = every.find(([name]) => name === 'phones.add') ?? []
    if (operation === undefined) throw new Error('no operation')
    const raw = (payload: string) =>
      app.inject({
        method: operation.method,
        url: operation.path,
        payload,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${tokenFor(operation)}` },
      })
    const before = await commits()
    expect((await raw('{"number":')).statusCode).toBe(400)
    expect((await raw('['.repeat(200_000) + ']'.repeat(200_000))).statusCode).toBe(400)
    expect((await raw(JSON.stringify({ number: 'x'.repeat(3_000_000) }))).statusCode).toBe(413)
    expect(await commits()).toBe(before)
  })
})

/** What a query is read from: texts, one a name. */
const readQuery = (query: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(query).map(([key, value]) => [key, String(value)]))
