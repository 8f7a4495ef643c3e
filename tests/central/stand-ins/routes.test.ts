import fastify from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CentralDeps } from '../../../src/central/deps.ts'
import { newId } from '../../../src/central/crypto.ts'
import { standInRoutes } from '../../../src/central/stand-ins/routes.ts'
import { standInGateways } from '../../../src/central/stand-ins/services.ts'
import { readSetting } from '../../../src/central/stand-ins/settings.ts'
import { forEachDatabase } from '../../support/databases.ts'

forEachDatabase('stand-ins page', (open) => {
  // As the central's own application reads and writes.
  const app = fastify()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  let deps: CentralDeps
  beforeAll(async () => {
    const database = await open()
    const now = () => Date.UTC(2026, 4, 12, 2, 30)
    deps = { database, now, newId, gateways: standInGateways({ database, now, newId }) } as unknown as CentralDeps
    await app.register(standInRoutes(deps))
  })
  afterAll(() => app.close())
  const local = { host: '127.0.0.1:7070' }
  const form = { ...local, 'content-type': 'application/x-www-form-urlencoded' }

  it('shows a sent code with its number and Beijing time, and nothing as markup', async () => {
    await deps.gateways.sms.send('13812345678', '验证码 048213 <script>alert(1)</script>')
    const { body } = await app.inject({ url: '/stand-ins', headers: local })
    expect(body).toContain('048213')
    expect(body).toContain('13812345678')
    expect(body).toContain('10:30:00')
    expect(body).not.toContain('<script>alert')
    expect(body).toContain('替身')
  })

  it('steers the next face result', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/stand-ins/face',
      headers: form,
      payload: 'answer=busy&delay=1000&once=yes',
    })
    expect(answer.statusCode).toBe(303)
    expect(await readSetting(deps.database, 'face')).toEqual({ answer: 'busy', delay: 1000, once: true })
    expect((await app.inject({ url: '/stand-ins', headers: local })).body).toMatch(/value="busy" aria-pressed="true"/)
  })

  describe('refuses', () => {
    it.each([
      ['another machine', { remoteAddress: '10.1.2.3', headers: local }],
      ['a foreign name that resolves here', { headers: { host: 'evil.example:7070' } }],
      ['a form of another site', { headers: { ...local, origin: 'https://evil.example' } }],
    ])('%s', async (_what, request) => {
      expect((await app.inject({ url: '/stand-ins', ...request })).statusCode).toBe(403)
    })

    it.each(['answer=explode', 'answer=passed&delay=999999', 'answer=passed&delay=-1', ''])(
      'the setting %s',
      async (payload) => {
        const answer = await app.inject({ method: 'POST', url: '/stand-ins/face', headers: form, payload })
        expect(answer.statusCode).toBe(400)
      },
    )

    it('a stand-in that does not exist', async () => {
      const answer = await app.inject({
        method: 'POST',
        url: '/stand-ins/oracle',
        headers: form,
        payload: 'answer=passed',
      })
      expect(answer.statusCode).toBe(400)
    })
  })
})
