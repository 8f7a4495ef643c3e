import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createApp } from '../../../src/central/app.ts'
import type { Operation } from '../../../src/contract/public/operation.ts'
import { operations, type OperationName } from '../../../src/contract/public/registry.ts'
import { liaoning, liaoningLegacy } from '../../../src/domain/policy/profiles.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { makeAgency } from './agents.ts'
import { makeCompany, PICTURE } from './legacy-scene.ts'
import { makeTaxpayer, SLID, type Taxpayer } from './taxpayer.ts'

const WRONG = 'Wrong#2026'
const STRANGER = { document: '210102198001011234', username: 'nobody-at-all', code: '91210102MA0NOBODY1' }

interface Row {
  readonly operation: OperationName
  readonly what: string
  /** Whether a password is compared, so that the time taken could tell whether there was one. */
  readonly hashes: boolean
  readonly known: (who: Taxpayer) => object
  readonly unknown: (who: Taxpayer) => object
}

const documentOf = (documentNumber: string) => ({ documentType: 'resident-id', documentNumber })
const enterprise = (enterpriseCode: string, account: string) => ({
  entrance: 'enterprise',
  enterpriseCode,
  account,
  password: WRONG,
  humanCheck: SLID,
})
const recovery = (document: string) => ({
  ...documentOf(document),
  password: WRONG,
  number: '13900000071',
  code: '123456',
})

/** One row for each account that can be named without a log-in: an existing one, wrongly used, and none. */
const ROWS: readonly Row[] = [
  {
    operation: 'login.first-step',
    what: 'a username at 企业业务',
    hashes: true,
    known: (who) => enterprise(who.enterpriseCode, who.username),
    unknown: (who) => enterprise(who.enterpriseCode, STRANGER.username),
  },
  {
    operation: 'login.first-step',
    what: 'an enterprise',
    hashes: true,
    known: (who) => enterprise(who.enterpriseCode, who.document),
    unknown: (who) => enterprise(STRANGER.code, who.document),
  },
  {
    operation: 'login.first-step',
    what: 'a username at 自然人业务',
    hashes: true,
    known: (who) => ({ entrance: 'person', tab: 'username', account: who.username, password: WRONG, humanCheck: SLID }),
    unknown: () => ({
      entrance: 'person',
      tab: 'username',
      account: STRANGER.username,
      password: WRONG,
      humanCheck: SLID,
    }),
  },
  {
    operation: 'login.first-step',
    what: 'an agency',
    hashes: true,
    known: (who) => ({
      entrance: 'agency',
      agencyCode: 'AGENCYANNA',
      account: who.username,
      password: WRONG,
      humanCheck: SLID,
    }),
    unknown: (who) => ({
      entrance: 'agency',
      agencyCode: 'AGENCYNONE',
      account: who.username,
      password: WRONG,
      humanCheck: SLID,
    }),
  },
  {
    operation: 'phone-recovery.code',
    what: 'a document',
    hashes: false,
    known: (who) => ({ ...documentOf(who.document), number: '13900000072' }),
    unknown: () => ({ ...documentOf(STRANGER.document), number: '13900010072' }),
  },
  {
    operation: 'phone-recovery.finish',
    what: 'a document',
    hashes: true,
    known: (who) => recovery(who.document),
    unknown: () => recovery(STRANGER.document),
  },
  {
    operation: 'unlock.open',
    what: 'a document',
    hashes: false,
    known: (who) => documentOf(who.document),
    unknown: () => documentOf(STRANGER.document),
  },
  {
    operation: 'legacy.ordinary',
    what: 'an enterprise',
    hashes: true,
    known: (who) => ({ enterpriseCode: who.enterpriseCode, enterprisePassword: WRONG, humanCheck: PICTURE }),
    unknown: () => ({ enterpriseCode: STRANGER.code, enterprisePassword: WRONG, humanCheck: PICTURE }),
  },
  {
    operation: 'legacy.quick-code',
    what: 'an enterprise',
    hashes: true,
    known: (who) => quick(who.enterpriseCode, who),
    unknown: (who) => quick(STRANGER.code, who),
  },
  {
    operation: 'legacy.person',
    what: 'a registered name',
    hashes: true,
    known: (who) => ({ username: who.username, password: WRONG, humanCheck: PICTURE }),
    unknown: () => ({ username: STRANGER.username, password: WRONG, humanCheck: PICTURE }),
  },
  {
    operation: 'legacy.agency',
    what: 'an agency',
    hashes: true,
    known: () => ({ agencyCode: 'AGENCYANNA', agencyPassword: WRONG, humanCheck: PICTURE }),
    unknown: () => ({ agencyCode: 'AGENCYNONE', agencyPassword: WRONG, humanCheck: PICTURE }),
  },
]
const quick = (enterpriseCode: string, who: Taxpayer) => ({
  enterpriseCode,
  enterprisePassword: WRONG,
  identityType: 'legal-representative',
  mobile: who.number,
  humanCheck: PICTURE,
})

/** Where a rule wants it said whether there is an account, or something was proved before. */
const TOLD: Readonly<Record<string, string>> = {
  'forgotten.begin': 'R-FGT-01: R-MSG-34',
  'registrations.identity': 'R-REG-01: whoever has an account is led to the log-in',
  'registrations.account': 'R-USR-01: a username that is taken is refused',
  'qr.take': 'R-QRC-01: the enterprise is named by whom an APP has let in',
}

const ACCOUNT = /^(?:account|username|documentNumber|enterpriseCode|agencyCode|mobile)$/u

/** Names of all fields that an input can have, however deep. */
function fieldsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { properties } = schema as { properties?: object }
  return [...Object.keys(properties ?? {}), ...Object.values(schema).flatMap(fieldsOf)]
}

const SAMPLES = 3

describe('an answer to whoever is not logged in', () => {
  let now: TestCentral
  let earlier: TestCentral
  let apps: { readonly now: FastifyInstance; readonly earlier: FastifyInstance }
  const AT = Date.UTC(2026, 4, 12, 3)
  beforeAll(async () => {
    now = await startCentral({ now: () => AT, policy: liaoning })
    earlier = await startCentral({ now: () => AT, policy: liaoningLegacy })
    for (const central of [now, earlier]) await makeAgency(central, 'anna', [])
    apps = { now: await createApp(now.deps), earlier: await createApp(earlier.deps) }
  })
  afterAll(async () => {
    await apps.now.close()
    await apps.earlier.close()
    await now.close()
    await earlier.close()
  })

  const isEarlier = (name: string) => name.startsWith('legacy.')
  const ask = async (name: OperationName, payload: object) => {
    const { method, path }: Operation = operations[name]
    // Of the processor, all threads together: time by the clock would tell what else the machine does.
    const started = process.cpuUsage()
    const answer = await apps[isEarlier(name) ? 'earlier' : 'now'].inject({ method, url: path, payload })
    const { user, system } = process.cpuUsage(started)
    const took = (user + system) / 1000
    const body = answer.body.replace(/"(?:scan|token|registration)":"[^"]*"/gu, '"ticket"')
    return { status: answer.statusCode, body, took }
  }

  it('[OP-20] is looked at for every operation that can name an account', () => {
    const naming = Object.entries(operations as Readonly<Record<string, Operation>>)
      .filter(([, { access }]) => access.kind === 'open')
      .filter(([, { body }]) => {
        const schema = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' })
        return fieldsOf(schema).some((field) => ACCOUNT.test(field))
      })
      .map(([name]) => name)
    const known = new Set<string>([...ROWS.map(({ operation }) => operation), ...Object.keys(TOLD)])
    expect(new Set(naming)).toEqual(known)
  })

  const named = ROWS.map((row, index) => [row.operation, row.what, row, index] as const)
  it.each(named)('[OP-20] of %s does not tell whether there is %s', async (name, _, row, index) => {
    const central = isEarlier(name) ? earlier : now
    const letter = String.fromCharCode('b'.charCodeAt(0) + index)
    const who = isEarlier(name) ? await makeCompany(central, letter) : await makeTaxpayer(central, letter)
    let [fast, slow] = [Infinity, Infinity]
    for (let sample = 0; sample < SAMPLES; sample++) {
      const known = await ask(name, row.known(who))
      const unknown = await ask(name, row.unknown(who))
      expect([unknown.status, unknown.body]).toEqual([known.status, known.body])
      slow = Math.min(slow, known.took)
      fast = Math.min(fast, unknown.took)
    }
    // The least of a few tries is what the work takes; a comparison left out would be a twentieth of it.
    if (row.hashes) expect(fast, `${String(fast)} ms against ${String(slow)} ms`).toBeGreaterThan(slow / 3)
  })
})
