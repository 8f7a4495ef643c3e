import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApp } from '../../../src/central/app.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { SLID } from './taxpayer.ts'

forEachDatabase('a text that no database keeps', (open) => {
  let central: TestCentral
  beforeAll(async () => {
    central = await startCentral({ database: await open() })
  })
  afterAll(() => central.close())

  it.each(['\u0000', 'a\u0000b', '\ud842', 'a\udfb7'])(
    '[API-INPUT] is refused or taken, and fails nothing: %j',
    async (text) => {
      const app = await createApp(central.deps)
      const form = { password: 'Wrong#2026', humanCheck: SLID }
      const bodies = [
        ['/v1/auth/first-step', { entrance: 'person', tab: 'username', account: text, ...form }],
        ['/v1/auth/first-step', { entrance: 'enterprise', enterpriseCode: text, account: text, ...form }],
        ['/v1/auth/forgotten-password', { documentType: 'resident-id', documentNumber: text }],
        ['/v1/auth/forgotten-password', { documentType: text, documentNumber: '1' }],
        ['/v1/devices/enrol', { code: text, name: text, publicKey: text }],
      ] as const
      for (const [url, body] of bodies) {
        const payload = JSON.stringify(body)
        const answer = await app.inject({
          method: 'POST',
          url,
          payload,
          headers: { 'content-type': 'application/json' },
        })
        expect(answer.statusCode, `${url} ${payload}: ${answer.body}`).toBeLessThan(500)
      }
      await app.close()
    },
  )
})
