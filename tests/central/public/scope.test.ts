import type { FastifyInstance } from 'fastify'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../../src/central/app.ts'
import { openCentralDatabase } from '../../../src/central/open.ts'
import type { Operation } from '../../../src/contract/public/operation.ts'
import { operations } from '../../../src/contract/public/registry.ts'
import type { Database } from '../../../src/storage/database.ts'
import { findRow, isReplicated, putRow } from '../../../src/storage/rows.ts'
import { APP_KEY, CORE_KEY, startCentral, type TestCentral } from '../../support/central.ts'
import { createDatabase, type TestDatabase } from '../../support/postgres.ts'
import { relationRow } from '../../support/rows.ts'
import { often } from '../../support/soak.ts'
import { agree, enterpriseOf, logInAsAgent, makeAgency } from './agents.ts'
import { logIn } from './api.ts'
import { makeProject } from './log-in-scenes.ts'
import { makeTaxpayer, type Taxpayer } from './taxpayer.ts'

const every = Object.entries(operations) as [string, Operation][]

/** PostgreSQL answers by the same statements, so that a change looks at one operation in five there; the soak at all. */
const PLACES = [
  { on: 'SQLite', postgres: false, share: 1 },
  { on: 'PostgreSQL', postgres: true, share: often(5, 1) },
] as const

const ROLES = ['LR', 'FO', 'ST', 'NP', 'AG', 'XR'] as const
type Role = (typeof ROLES)[number]
const CALLERS = [...ROLES, 'nobody', 'APP', 'core'] as const

/** The page that taxpayers' lawyers would read, row by row: which identities may use a function. */
async function readMatrix(): Promise<Readonly<Record<string, ReadonlySet<Role>>>> {
  const page = await readFile(path.resolve(import.meta.dirname, '../../../docs/rules/permission-matrix.md'), 'utf8')
  const rows = page.split('\n').filter((line) => line.startsWith('| **R-PM-'))
  return Object.fromEntries(
    rows.map((line) => {
      const [row = '', , ...cells] = line
        .split('|')
        .slice(1)
        .map((cell) => cell.trim())
      return [row.replaceAll('*', ''), new Set(ROLES.filter((_, n) => cells[n] !== ''))]
    }),
  )
}

/** Whose is what: each name that a parameter or a field can have, with a row of somebody else's. */
const FOREIGN = {
  phoneId: { table: 'phone', id: 'phone-other' },
  relationId: { table: 'relation', id: 'relation-other' },
  member: { table: 'relation', id: 'relation-other' },
  agreementId: { table: 'agency_agreement', id: 'agreement-other' },
  identityId: { table: 'permission_identity', id: 'identity-other' },
  personId: { table: 'person', id: 'person-other' },
  enterpriseId: { table: 'enterprise', id: 'enterprise-other' },
  projectId: { table: 'cross_project', id: 'project-other' },
  caseId: { table: 'capture_case', id: 'case-other' },
} as const
type Named = keyof typeof FOREIGN
const isNamed = (name: string): name is Named => Object.hasOwn(FOREIGN, name)

/** What is nobody's, so that everybody may name it; and an enterprise, where one asks to belong to it. */
const PUBLIC = new Set(['regions.tax-authorities division', 'bindings.bind enterpriseId'])

/** Fields of a body that name somebody's row. A permission identity is judged with the relation that takes it. */
const namedInBody = ({ example }: Operation): string[] =>
  Object.keys(example.body ?? {}).filter((name) => /Id$|^member$/u.test(name) && name !== 'permissionIdentityId')

describe.each(PLACES)(
  'the scope of an operation on $on',
  ({ postgres, share }) => {
    const all = every.filter((_, place) => place % share === 0)
    const withSession = all.filter(([, { access }]) => access.kind === 'session')
    let place: TestDatabase | undefined
    let database: Database | undefined
    let central: TestCentral
    let app: FastifyInstance
    let own: Taxpayer
    let agencyId: string
    let matrix: Awaited<ReturnType<typeof readMatrix>>
    let calls = 0

    beforeAll(async () => {
      matrix = await readMatrix()
      if (postgres) {
        place = await createDatabase()
        database = await openCentralDatabase(place.url)
      }
      central = await startCentral(database === undefined ? {} : { database })
      app = await createApp(central.deps)
      own = await makeTaxpayer(central, 'anna')
      const other = await makeTaxpayer(central, 'other')
      await central.change(async (work) => {
        for (const identity_type of ['finance-officer', 'staff-full', 'handler'])
          await putRow(
            work,
            'relation',
            relationRow(`relation-anna-${identity_type}`, 'h2', enterpriseOf(own), own.personId, { identity_type }),
          )
        await putRow(work, 'permission_identity', {
          id: 'identity-other',
          hall_id: 'h2',
          enterprise_id: enterpriseOf(other),
          name: '开票',
          description: '',
          functions: '[]',
          retired: 0,
          version: 0,
          updated_at: 0,
        })
      })
      agencyId = await makeAgency(central, 'anna', [own])
      await agree(central, 'anna', { agencyId, client: own, agents: [own] })
      const otherAgency = await makeAgency(central, 'other', [other])
      await agree(central, 'other', { agencyId: otherAgency, client: other, agents: [other] })
      await makeProject(central, 'other', other)
    })
    afterAll(async () => {
      await app.close()
      await central.close()
      await database?.close()
      await place?.drop()
    })

    const IDENTITIES = { LR: 'legal-representative', FO: 'finance-officer', ST: 'staff-full', XR: 'handler' } as const
    /** A session of its own for every call: some end it, and one must not end another's. */
    const tokenOf = async (caller: (typeof CALLERS)[number]): Promise<string> => {
      if (caller === 'nobody') return ''
      if (caller === 'APP') return APP_KEY
      if (caller === 'core') return CORE_KEY
      if (caller === 'NP') return logIn(central, own)
      if (caller === 'AG') return logInAsAgent(central, own, agencyId, own)
      return logIn(central, own, { entrance: 'enterprise', identityType: IDENTITIES[caller] })
    }

    interface Given {
      readonly params?: Readonly<Record<string, string>>
      readonly body?: Readonly<Record<string, unknown>>
    }
    const call = async ({ method, path: url, example }: Operation, token: string, { params, body }: Given = {}) => {
      const named = { ...(example.params as Record<string, string> | undefined), ...params }
      const payload = body === undefined ? example.body : { ...example.body, ...body }
      // Each from a network of its own: this is no guessing.
      calls += 1
      return app.inject({
        method,
        url: url.replace(/:(\w+)/gu, (_, key: string) => encodeURIComponent(String(named[key]))),
        query: { ...(example.query as Record<string, string> | undefined) },
        ...(payload === undefined ? {} : { payload }),
        headers: token === '' ? {} : { authorization: `Bearer ${token}` },
        remoteAddress: `10.${String(calls >> 16)}.${String((calls >> 8) & 255)}.${String(calls & 255)}`,
      })
    }

    const mayUse = ({ access }: Operation, caller: (typeof CALLERS)[number]): boolean => {
      if (access.kind === 'open') return true
      if (access.kind === 'app') return caller === 'APP'
      if (access.kind === 'core') return caller === 'core'
      return (ROLES as readonly string[]).includes(caller) && matrix[access.permission]?.has(caller as Role) === true
    }

    it('[R-PM-01] is written down for every row, and every row has its operation or is said to have none', () => {
      expect(Object.keys(matrix)).toHaveLength(33)
      for (const [name, { access }] of withSession)
        if (access.kind === 'session')
          expect(matrix[access.permission]?.size, `${name} is for somebody`).toBeGreaterThan(0)
    })

    it.each(all)('[R-PLT-02] of %s is that of the permission matrix', async (name, operation) => {
      for (const caller of CALLERS) {
        const answer = await call(operation, await tokenOf(caller))
        const what = `${name} as ${caller}: ${answer.body.slice(0, 200)}`
        expect(answer.statusCode, what).toBeLessThan(500)
        if (mayUse(operation, caller)) {
          expect([401, 403], what).not.toContain(answer.statusCode)
          continue
        }
        const isTaxpayer = (ROLES as readonly string[]).includes(caller)
        expect(answer.statusCode, what).toBe(operation.access.kind === 'session' && isTaxpayer ? 403 : 401)
        if (answer.statusCode === 403 && operation.access.kind === 'session')
          expect(answer.json(), what).toMatchObject({
            refusal: { code: 'session-not-permitted', rule: operation.access.permission },
          })
      }
    })

    const paramsOf = ({ params }: Operation): string[] => Object.keys((params as { shape?: object }).shape ?? {})
    const naming = withSession.flatMap(([name, operation]) => [
      ...paramsOf(operation).map((field) => [name, field, 'params', operation] as const),
      ...namedInBody(operation).map((field) => [name, field, 'body', operation] as const),
    ])
    const named = naming.filter(([name, field]) => !PUBLIC.has(`${name} ${field}`))

    it.each(named)(
      '[R-PM-07] %s takes the %s of somebody else for none at all',
      async (name, field, part, operation) => {
        if (!isNamed(field)) throw new Error(`${name} names a ${field}, and no test says whose`)
        const { table, id } = FOREIGN[field]
        const rowOf = () =>
          central.deps.database.read((db) =>
            isReplicated(table) ? findRow(db, table, [id]) : Promise.resolve(undefined),
          )
        const before = await rowOf()
        for (const role of ROLES) {
          if (!mayUse(operation, role)) continue
          const foreign = await call(operation, await tokenOf(role), { [part]: { [field]: id } })
          const none = await call(operation, await tokenOf(role), { [part]: { [field]: 'of-nobody' } })
          const what = `${name} as ${role}`
          expect([foreign.statusCode, foreign.json()], what).toEqual([none.statusCode, none.json()])
          expect(foreign.statusCode, `${what}: ${foreign.body}`).toBeGreaterThanOrEqual(400)
        }
        expect(await rowOf()).toEqual(before)
      },
    )
  },
  60_000,
)
