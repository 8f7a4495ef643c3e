import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCentral, type TestCentral } from '../support/central.ts'
import type { Case } from './format.ts'
import { mismatch } from './match.ts'
import { readPack, runPack } from './pack.ts'
import { KEYS, servePack } from './serve.ts'

/** A server before a central that answers 200 to whatever the central refuses: one rule after the other is gone. */
async function openBroken(url: string): Promise<{ url: string; server: Server }> {
  const server = createServer((given, reply) => {
    const { method, url: path = '/', headers } = given
    const passed = request(`${url}${path}`, { method, headers }, (answer) => {
      reply.writeHead(answer.statusCode === 409 ? 200 : (answer.statusCode ?? 500), answer.headers)
      answer.pipe(reply)
    })
    given.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, server }
}

/** Whether a case ends with a refusal of what it is about. */
const endsRefused = ({ then: [first = {}] }: Case): boolean => 'refused' in first

describe('the conformance pack', () => {
  let central: TestCentral
  beforeAll(async () => {
    central = await servePack('liaoning')
  })
  afterAll(() => central.close())

  it('passes against the central, every case of its profile', { timeout: 900_000 }, async () => {
    const results = await runPack({ baseUrl: central.url, keys: KEYS })
    const failed = results.filter(({ outcome }) => outcome === 'failed')
    expect(failed.map(({ id, title, reason }) => `${id} ${title}: ${String(reason)}`)).toEqual([])
    // Left out is what another profile alone has, and nothing else.
    const without = results.filter(({ outcome }) => outcome === 'left out')
    expect(new Set(without.map(({ reason }) => reason))).toEqual(new Set(['not in the profile liaoning']))
    expect(results.length - without.length).toBeGreaterThan(330)
  })

  it('fails wherever a rule is dropped', { timeout: 300_000 }, async () => {
    const { url, server } = await openBroken(central.url)
    try {
      const groups = ['R-PHN-14', 'R-XRG', 'R-CHG']
      const cases = (await readPack()).flatMap((one) => one.cases)
      const refusing = new Set(cases.filter(endsRefused).map(({ id, title }) => `${id} ${title}`))
      const results = await runPack({ baseUrl: url, keys: KEYS, only: groups })
      const judged = results.filter(
        ({ id, title, outcome }) => refusing.has(`${id} ${title}`) && outcome !== 'left out',
      )
      expect(judged.filter(({ outcome }) => outcome !== 'failed').map(({ id, title }) => `${id} ${title}`)).toEqual([])
      expect(judged.length).toBeGreaterThan(8)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })

  it('leaves out what has no clock, no hall or no key at hand, and says so', { timeout: 60_000 }, async () => {
    const bare = await startCentral({ proxy: '127.0.0.1' })
    try {
      const results = await runPack({ baseUrl: bare.url, only: ['R-LCK-05', 'R-AGY-02', 'R-CAP-01', 'R-XRG-05'] })
      const reasons = new Set(results.filter(({ outcome }) => outcome === 'left out').map(({ reason }) => reason))
      expect([...reasons].toSorted()).toEqual([
        'its clock can’t be set on',
        'no app key was given',
        'no core key was given',
        'no hall is at hand',
      ])
      expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([])
    } finally {
      await bare.close()
    }
  })

  it('names rules of its group alone, each case by a title of its own', async () => {
    for (const { group, cases } of await readPack()) {
      for (const { id } of cases) expect(id).toMatch(new RegExp(`^${group}-\\d+$`, 'u'))
      expect(new Set(cases.map(({ id, title }) => `${id} ${title}`)).size, group).toBe(cases.length)
    }
  })
})

describe('what is wanted of an answer', () => {
  it('may be less than the answer holds, in objects and not in lists', () => {
    expect(mismatch({ a: 1 }, { a: 1, b: 2 })).toBeUndefined()
    expect(mismatch({ a: 1 }, { a: 2 })).toBe('answer.a: wanted 1, found 2')
    expect(mismatch([1], [1, 2])).toContain('wanted [1], found [1,2]')
    expect(mismatch({ a: [{ b: 1 }] }, { a: [{ b: 1, c: 1 }] })).toBeUndefined()
  })

  it('may be said in words', () => {
    expect(mismatch({ $contains: { a: 1 } }, [{ a: 2 }, { a: 1 }])).toBeUndefined()
    expect(mismatch({ $contains: { a: 1 } }, [])).toBeDefined()
    expect(mismatch({ $lacks: { a: 1 } }, [{ a: 1 }])).toBeDefined()
    expect(mismatch({ $lacks: { a: 1 } }, [])).toBeUndefined()
    expect(mismatch({ $length: 2 }, [1, 2])).toBeUndefined()
    expect(mismatch({ $matches: '^a' }, 'ba')).toBeDefined()
    expect(mismatch({ $not: 1 }, 1)).toBeDefined()
  })
})
