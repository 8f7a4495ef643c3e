import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { APP_KEY, CORE_KEY, startCentral, type TestCentral } from '../support/central.ts'
import { mismatch } from './match.ts'
import { readPack, runPack } from './pack.ts'

const keys = { app: APP_KEY, core: CORE_KEY }

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

describe('the conformance pack', () => {
  let central: TestCentral
  beforeAll(async () => {
    central = await startCentral({ proxy: '127.0.0.1' })
  })
  afterAll(() => central.close())

  it('passes against the central, every case of its profile', { timeout: 900_000 }, async () => {
    const results = await runPack({ baseUrl: central.url, keys })
    const failed = results.filter(({ outcome }) => outcome === 'failed')
    expect(failed.map(({ id, title, reason }) => `${id} ${title}: ${String(reason)}`)).toEqual([])
    expect(results.length).toBeGreaterThan(200)
  })

  it('fails where a rule is dropped', { timeout: 60_000 }, async () => {
    const { url, server } = await openBroken(central.url)
    try {
      const results = await runPack({ baseUrl: url, keys, only: ['R-PHN-14'] })
      expect(results).toMatchObject([
        { id: 'R-PHN-14', outcome: 'failed', reason: expect.stringContaining('wanted 409') },
      ])
    } finally {
      server.closeAllConnections()
      server.close()
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
