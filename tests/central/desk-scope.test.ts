import fastify from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { remoteAnswers } from '../../src/central/answers.ts'
import { deskRoutes } from '../../src/central/routes.ts'
import { anything } from '../../src/contract/central.ts'
import { registry } from '../../src/contract/registry.ts'
import { ROLES, type Role } from '../../src/domain/kernel/actor.ts'
import { sql } from '../../src/storage/database.ts'
import { REPLICATED, type Row } from '../../src/storage/rows.ts'
import { Denied, type CentralHttp } from '../../src/worker/http.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { forEachDatabase } from '../support/databases.ts'
import { CALLS, MARK } from './desk-calls.ts'
import { fillDeskScene, KEPT, openDesk } from './desk-scene.ts'

const AT = 1_789_000_000_000
/** Every route of a desk; what it says of another hall is looked at below, or in the tests that are named. */
const ROUTES: Readonly<Record<string, string>> = {
  '/v1/desk/calls/:name': 'below, call by call',
  '/v1/desk/snapshot': 'numbers of the feed of one hall: tests/storage/feed.test.ts',
  '/v1/desk/snapshot/:table': 'below, table by table',
  '/v1/desk/hall-files/:id': 'rows of one hall, for its desks: tests/central/hall-file, tests/worker/hall-file',
  '/v1/desk/feed': 'below',
  '/v1/desk/commands': 'tests/central/jurisdiction.test.ts',
  '/v1/desk/divergence': 'takes, and gives nothing back: src/central/feed-keeping.ts',
  '/v1/desk/lost': 'moves the chain of its own device alone: tests/central/lost.test.ts',
  '/v1/desk/store-reports': 'takes, and gives nothing back: tests/central/lost.test.ts',
  '/v1/desk/bundles': 'gives what its carrier can’t read: tests/worker/field/bundle.test.ts',
  '/v1/desk/attachments/:id': 'takes, and gives nothing back: tests/central/hostile.test.ts',
  '/v1/desk/sign-in': 'staff of the desk’s own hall: src/central/staff.ts, below',
  '/v1/desk/sign-out': 'ends the session of its token',
  '/v1/people/:id/login-diagnosis': 'below',
}

it('[OP-25] is decided for every call and every route of a desk', async () => {
  const remote = Object.entries(registry)
    .filter(([, { mode }]) => mode === 'remote')
    .map(([name]) => name)
  expect(Object.keys(CALLS).toSorted()).toEqual(remote.toSorted())
  expect(Object.keys(remoteAnswers).toSorted()).toEqual(remote.toSorted())
  const central = await startCentral()
  const app = fastify()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  const routes = new Set<string>()
  app.addHook('onRoute', ({ url }) => void routes.add(url))
  await app.register(deskRoutes(central.deps))
  await app.ready()
  expect([...routes].toSorted()).toEqual(Object.keys(ROUTES).toSorted())
  await app.close()
  await central.close()
})

forEachDatabase('what a desk may ask', (open) => {
  let central: TestCentral
  const desks = new Map<string, CentralHttp>()

  beforeAll(async () => {
    central = await startCentral({ database: await open(), now: () => AT })
    await central.change((work) => fillDeskScene(work, central.deps, AT))
    for (const hall of ['h1', 'h2']) desks.set(hall, await openDesk(central, hall, AT))
  })
  afterAll(() => central.close())

  const desk = (hall: string): CentralHttp => {
    const http = desks.get(hall)
    if (http === undefined) throw new Error(`no desk in ${hall}`)
    return http
  }
  const call = (name: string, json: object, role: Role, hall: string) =>
    desk(hall).ask(`/v1/desk/calls/${name}`, anything, { json, token: `${role}-${hall}` })

  const state = () =>
    central.deps.database.read(async (db) => {
      const tables: Record<string, Row[]> = {}
      for (const table of KEPT) tables[table] = await db.all<Row>(sql(`select * from ${table} order by 1, 2`))
      return JSON.stringify(tables)
    })

  const cases = Object.entries(CALLS).flatMap(([name, decisions]) =>
    decisions.map((decision, index) => [`${name} (${String(index + 1)})`, name, decision] as const),
  )

  it.each(cases)('[OP-25] %s tells another hall nothing and changes nothing there', async (_, name, decision) => {
    for (const role of ROLES) {
      const before = await state()
      const answer = await call(name, decision.input, role, 'h2')
      const what = `${name} as ${role} of h2: ${JSON.stringify(answer)}`
      expect(JSON.stringify(answer), what).not.toContain(MARK)
      expect(await state(), what).toBe(before)
      const may = decision.roles.includes(role)
      if (decision.beyond === true && may) expect(answer, what).toMatchObject({ kind: 'ok' })
      else if (decision.own === true && may) expect(answer, what).toMatchObject({ kind: 'ok', value: [] })
      else if (name === 'login-log.query-central' && may) expect(answer, what).toMatchObject({ value: { rows: [] } })
      else expect(answer, what).toMatchObject({ kind: 'refused' })
    }
  })

  it.each(cases)('[OP-25] %s is for the roles that may, in their own hall', async (_, name, decision) => {
    for (const role of ROLES) {
      if (decision.roles.includes(role)) continue
      const before = await state()
      const answer = await call(name, decision.input, role, 'h1')
      const what = `${name} as ${role} of h1: ${JSON.stringify(answer)}`
      expect(answer, what).toMatchObject({ kind: 'refused' })
      if (decision.counted?.includes(role) !== true) expect(await state(), what).toBe(before)
    }
    const [role] = decision.roles
    if (role !== undefined) expect(await call(name, decision.input, role, 'h1')).toMatchObject({ kind: 'ok' })
  })

  describe('without anybody asking', () => {
    it.each(Object.keys(REPLICATED))('[SYNC-DOWN] the snapshot of %s gives no other hall’s rows', async (table) => {
      const own = await desk('h1').ask(`/v1/desk/snapshot/${table}`, anything, {})
      const other = await desk('h2').ask(`/v1/desk/snapshot/${table}`, anything, {})
      expect(JSON.stringify(other)).not.toContain(MARK)
      expect(JSON.stringify(other)).not.toMatch(/"h1"|held-h1/u)
      if (table === 'person' || table === 'enterprise') expect(JSON.stringify(own)).toContain(MARK)
    })

    it('[SYNC-DOWN] the feed gives no other hall’s rows', async () => {
      const feedOf = async (hall: string) => {
        const { epoch } = (await desk(hall).ask('/v1/desk/snapshot', anything, {})) as { epoch: string }
        return JSON.stringify(await desk(hall).ask(`/v1/desk/feed?epoch=${epoch}&after=0`, anything, {}))
      }
      expect(await feedOf('h1')).toContain(MARK)
      expect(await feedOf('h2')).not.toContain(MARK)
    })

    it.each(ROLES)('[OP-25] a diagnosis tells %s nothing of another hall’s people', async (role) => {
      const path = '/v1/people/p1/login-diagnosis'
      const before = await state()
      const foreign = await desk('h2').ask(path, anything, { token: `${role}-h2` })
      expect(foreign).toMatchObject({ kind: 'refused' })
      expect(await state()).toBe(before)
    })

    it('[OP-25] no session of one hall counts at a desk of the other', async () => {
      const stolen = desk('h2').ask('/v1/desk/calls/approval.evidence', anything, {
        json: { commandId: 'held-h1' },
        token: 'supervisor-h1',
      })
      await expect(stolen).rejects.toSatisfy((error) => error instanceof Denied && error.status === 401)
    })
  })
})
