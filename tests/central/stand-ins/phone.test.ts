import { afterAll, beforeAll, expect, it } from 'vitest'
import { readSetting } from '../../../src/central/stand-ins/settings.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { apiOf, logIn } from '../public/api.ts'
import { makeTaxpayer } from '../public/taxpayer.ts'

forEachDatabase('a phone that scans', (open) => {
  let central: TestCentral
  beforeAll(async () => {
    central = await startCentral({ database: await open() })
  })
  afterAll(() => central.close())

  const scan = async (fields: Record<string, string>) => {
    const answer = await fetch(`${central.url}/stand-ins/phone`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ app: 'province-app', ...fields }),
    })
    return { status: answer.status, text: await answer.text() }
  }
  const page = async () => (await fetch(`${central.url}/stand-ins/phone`)).text()

  it('[R-QRC-01] reads a pasted code as whoever is logged in to it, for an enterprise too', async () => {
    const who = await makeTaxpayer(central, 'anna')
    const opened = (await apiOf(central)('qr.open', { body: { page: 'enterprise' } })).body
    expect(await page()).toContain('企业业务扫码登录')
    expect((await scan({ scan: opened.scan })).text).toContain('请先在 APP 中登录')
    const login = { scan: opened.scan, document: who.document, enterprise: who.enterpriseCode }
    expect((await scan(login)).text).toContain('通过')
    const given = await apiOf(central)('qr.take', { body: { scan: opened.scan } })
    expect((await apiOf(central, given.body.token)('session.read')).body.business).toBe('enterprise')
    expect(await page()).not.toContain('企业业务扫码登录')
  })

  it('[R-QRC-04] reads one that waits, with a face that passes or not, and leaves the face as it was', async () => {
    const who = await makeTaxpayer(central, '<b>bob</b>')
    const api = apiOf(central, await logIn(central, who))
    const opened = (await api('scans.open', { body: { purpose: 'phones.delete' } })).body
    const html = await page()
    expect(html).toContain('phones.delete')
    expect(html).not.toContain('<b>bob')
    const ticket = central.deps.sha256(opened.scan)
    expect((await scan({ ticket, face: 'busy' })).text).toContain('服务繁忙')
    expect((await scan({ ticket, face: 'failed' })).text).toContain('没有通过')
    expect((await api('scans.read', { body: { scan: opened.scan } })).body).toEqual({ state: 'failed' })
    expect((await readSetting(central.deps.database, 'face')).answer).toBe('passed')
  })

  it('says what is wrong with a code, an APP, or the form', async () => {
    expect((await scan({ scan: 'nothing' })).text).toContain('二维码无效')
    expect((await scan({ scan: 'x', document: '999' })).text).toContain('该用户未注册')
    expect((await scan({ scan: 'x', app: 'other' })).status).toBe(400)
  })
})
