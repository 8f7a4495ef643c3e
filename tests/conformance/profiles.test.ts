import { describe, expect, it } from 'vitest'
import type { Policy } from '../../src/domain/policy/policy.ts'
import { forEachDatabase, type OpenFresh } from '../support/databases.ts'
import { often } from '../support/soak.ts'
import { runPack } from './pack.ts'
import { KEYS, servePack } from './serve.ts'

/** The soak runs every case of a profile; a change runs those that liaoning doesn't have, for it runs elsewhere. */
const isLong = often(0, 1) === 1

async function pass(open: OpenFresh, profile: Policy['id']): Promise<number> {
  const central = await servePack(profile, await open())
  try {
    const results = await runPack({ baseUrl: central.url, keys: KEYS, ...(isLong ? {} : { besides: 'liaoning' }) })
    const failed = results.filter(({ outcome }) => outcome === 'failed')
    expect(failed.map(({ id, title, reason }) => `${id} ${title}: ${String(reason)}`)).toEqual([])
    return results.filter(({ outcome }) => outcome === 'passed').length
  } finally {
    await central.close()
  }
}

describe('the conformance pack in other profiles', () => {
  forEachDatabase('where they differ', (open) => {
    it('passes in liaoning-legacy', { timeout: 900_000 }, async () => {
      const database = await open()
      // Passwords of three kinds are stretched in nearly every case of it; the soak does that twice.
      if (!isLong && database.dialect === 'sqlite') return
      expect(await pass(() => Promise.resolve(database), 'liaoning-legacy')).toBeGreaterThan(55)
    })

    it('passes in shandong', { timeout: 900_000 }, async () => {
      expect(await pass(open, 'shandong')).toBeGreaterThan(isLong ? 330 : 5)
    })
  })
})
