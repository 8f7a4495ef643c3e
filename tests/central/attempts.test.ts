import type { FastifyInstance } from 'fastify'
import { beforeEach, describe, expect, it } from 'vitest'
import { AttemptsSpent, networkOf } from '../../src/central/attempts.ts'
import { createApp } from '../../src/central/app.ts'
import type { Operation } from '../../src/contract/public/operation.ts'
import { operations } from '../../src/contract/public/registry.ts'
import { sql } from '../../src/storage/database.ts'
import type { Database } from '../../src/storage/database.ts'
import { newDeviceKey } from '../../src/worker/crypto.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { forEachDatabase } from '../support/databases.ts'

const MINUTE = 60_000
const { publicKey } = newDeviceKey()

describe('a network', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('[TRUST-58] of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})

forEachDatabase('guessing', (open) => {
  let central: TestCentral
  let database: Database
  let now: number
  /** Two processes of the service, as far as their memory goes; calls take turns between them. */
  let apps: FastifyInstance[]
  let calls = 0
  /** Asks the service as if from an address. */
  const post = async (url: string, payload: object, from = '203.0.113.1') => {
    const app = apps[calls++ % apps.length]
    if (app === undefined) throw new Error('the service does not run')
    return app.inject({ method: 'POST', url, payload, headers: { 'x-forwarded-for': from } })
  }
  const enrol = (code: string, from?: string) => post('/v1/devices/enrol', { code, name: '1号窗口', publicKey }, from)
  const logIn = (from?: string) => post('/v1/auth/code', { token: 'nothing' }, from)

  beforeEach(async () => {
    now = 1_789_000_000_000
    database = await open()
    central = await startCentral({ database, now: () => now })
    apps = await Promise.all([0, 1].map(() => createApp(central.deps, { proxy: '127.0.0.1' })))
    return async () => {
      for (const app of apps) await app.close()
      await central.close()
    }
  })

  it('[TRUST-58] of enrolment codes stops after ten, across processes, and a right one is not looked at', async () => {
    for (let n = 0; n < 10; n++) expect((await enrol(`WRONG-${String(n)}`)).statusCode).toBe(409)
    const right = await central.enrolmentCode('h1')
    const stopped = await enrol(right)
    expect(stopped.statusCode).toBe(429)
    expect(stopped.headers['retry-after']).toBe(String(15 * 60))
    expect(stopped.json()).toMatchObject({ refusal: { code: 'attempts-spent', rule: 'TRUST-58', retry: true } })
    expect((await enrol(right, '203.0.113.2')).statusCode).toBe(200)
  })

  it('[TRUST-58] of enrolment codes goes on when the window has closed, which more tries do not lengthen', async () => {
    for (let n = 0; n < 11; n++) await enrol(`WRONG-${String(n)}`)
    now += 14 * MINUTE
    expect((await enrol('WRONG')).headers['retry-after']).toBe('60')
    now += MINUTE
    expect((await enrol(await central.enrolmentCode('h1'))).statusCode).toBe(200)
  })

  it('[TRUST-58] counts no enrolment that succeeds', async () => {
    for (let n = 0; n < 12; n++) expect((await enrol(await central.enrolmentCode('h1'))).statusCode).toBe(200)
  })

  it('[TRUST-58] of enrolment codes from everywhere stops too, and one network alone can not stop it', async () => {
    for (let n = 0; n < 120; n++) await enrol('WRONG', '203.0.113.1')
    for (let n = 0; n < 89; n++) expect((await enrol('WRONG', `198.51.100.${String(n)}`)).statusCode).toBe(409)
    expect((await enrol(await central.enrolmentCode('h1'), '198.51.100.200')).statusCode).toBe(200)
    expect((await enrol('WRONG', '198.51.100.201')).statusCode).toBe(409)
    expect((await enrol(await central.enrolmentCode('h1'), '198.51.100.202')).statusCode).toBe(429)
  })

  it('[TRUST-58] made at once is counted one by one', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => enrol(`WRONG-${String(n)}`)))
    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([
      ...Array.from({ length: 10 }, () => 409),
      ...Array.from({ length: 10 }, () => 429),
    ])
  })

  it('[TRUST-58] of log-ins stops for the network that does it, and for no other', async () => {
    const app = await createApp(central.deps, { proxy: '127.0.0.1' })
    const headers = { 'x-forwarded-for': '2001:db8::1' }
    const statuses = new Set<number>()
    for (let n = 0; n < 300; n++)
      statuses.add(
        (await app.inject({ method: 'POST', url: '/v1/auth/code', payload: { token: 'no' }, headers })).statusCode,
      )
    await app.close()
    expect([...statuses]).toEqual([409])
    expect((await logIn('2001:db8::2')).statusCode).toBe(429)
    expect((await logIn('2001:db8:0:1::2')).statusCode).toBe(409)
    expect((await post('/v1/auth/sign-out', {}, '2001:db8::2')).statusCode).toBe(200)
  })

  it('[TRUST-58] reaches every operation that needs no log-in, whichever is added, with words in both languages', async () => {
    const ends = now + MINUTE
    const spent = ['log-in', 'open'].map((budget) => `${budget} 203.0.113.9`)
    await database.write(async (db) => {
      for (const name of spent)
        await db.run(sql('insert into attempt_window (name, count, ends_at) values (?, 1000000, ?)', [name, ends]))
    })
    const app = await createApp(central.deps, { proxy: '127.0.0.1' })
    const ask = ({ method, path, example }: Operation, from: string) =>
      app.inject({
        method,
        url: path,
        query: { ...example.query } as Record<string, string>,
        ...(example.body === undefined ? {} : { payload: example.body }),
        headers: { 'x-forwarded-for': from },
      })
    const open = Object.entries(operations as Readonly<Record<string, Operation>>).filter(
      ([, { access }]) => access.kind === 'open',
    )
    expect(open.length).toBeGreaterThan(30)
    for (const [name, operation] of open) {
      const stopped = await ask(operation, '203.0.113.9')
      expect([name, stopped.statusCode, stopped.headers['retry-after']]).toEqual([name, 429, '60'])
      expect(stopped.json()).toMatchObject({
        refusal: { code: 'attempts-spent', rule: 'TRUST-58' },
        message: { 'zh-CN': expect.stringMatching(/请稍后/u) as string, en: expect.stringMatching(/later/u) as string },
      })
    }
    const [, entrances] = open.find(([name]) => name === 'login.entrances') ?? []
    expect(entrances && (await ask(entrances, '203.0.113.10')).statusCode).toBe(200)
    await app.close()
  })
})

it('[TRUST-58] says at least a second', () => {
  expect(new AttemptsSpent(5, 5).retryAfterSeconds).toBe(1)
})
