import { afterAll, beforeAll, expect, it } from 'vitest'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { apiOf, codeFor, logIn, scanFor } from './api.ts'
import { makeTaxpayer, readCode, setFace } from './taxpayer.ts'

forEachDatabase('phones of whoever is logged in', (open) => {
  let central: TestCentral
  beforeAll(async () => {
    central = await startCentral({ database: await open() })
  })
  afterAll(() => central.close())

  it('[R-PHN-09] adds a number by a code to the old one and a code to the new one', async () => {
    const who = await makeTaxpayer(central, 'anna')
    const token = await logIn(central, who)
    const api = apiOf(central, token)
    const number = '13900000001'
    const code = await codeFor(central, token, 'phones.add', who)
    const numberCode = await codeFor(central, token, 'phones.add', who, number)
    const added = await api('phones.add', { body: { number, numberCode, code } })
    expect(added.body).toMatchObject({ message: 'R-MSG-06' })
    const { body: phones } = await api('phones.list')
    expect(phones).toMatchObject([
      { masked: '138****7004', isDefault: true },
      { masked: '139****0001', isDefault: false },
    ])
  })

  it('[R-PHN-09] adds nothing without the person proved, and leaves no mark', async () => {
    const who = await makeTaxpayer(central, 'bob')
    const token = await logIn(central, who)
    const api = apiOf(central, token)
    const number = '13900000002'
    const numberCode = await codeFor(central, token, 'phones.add', who, number)
    expect((await api('phones.add', { body: { number, numberCode } })).refused).toBe('verification-needed')
    expect((await api('phones.list')).body).toHaveLength(1)
  })

  it('[R-PHN-09] takes a scan for the old number, once, and for nothing else', async () => {
    const who = await makeTaxpayer(central, 'carl')
    const token = await logIn(central, who)
    const api = apiOf(central, token)
    const scan = await scanFor(central, token, 'phones.add')
    const number = '13900000003'
    const add = async () => {
      const numberCode = await codeFor(central, token, 'phones.add', who, number)
      return api('phones.add', { body: { number, numberCode, scan } })
    }
    expect((await add()).status).toBe(200)
    expect((await add()).refused).toBe('scan-used')
    const other = await scanFor(central, token, 'phones.modify')
    const phoneId = (await api('phones.list')).body[1]?.id ?? ''
    expect((await api('phones.delete', { params: { phoneId }, body: { scan: other } })).refused).toBe('scan-unknown')
  })

  it('[R-LCK-01] counts wrong codes and locks the way, right ones included', async () => {
    const who = await makeTaxpayer(central, 'dora')
    const token = await logIn(central, who)
    const api = apiOf(central, token)
    await api('codes.send', { body: { purpose: 'phones.delete' } })
    const right = await readCode(central, who.number)
    const wrong = right === '000000' ? '111111' : '000000'
    const attempt = async (code: string) =>
      (await api('phones.delete', { params: { phoneId: 'phone-dora' }, body: { code } })).refused
    for (let count = 0; count < 5; count++) expect(await attempt(wrong)).toBe('sms-code-wrong')
    expect(await attempt(right)).toBe('verification-locked')
  })

  it('[R-RNL-05] proves nothing by a face that failed', async () => {
    const who = await makeTaxpayer(central, 'emil')
    const token = await logIn(central, who)
    await setFace(central, 'failed')
    const scan = await scanFor(central, token, 'phones.delete')
    await setFace(central, 'passed')
    const tried = await apiOf(central, token)('phones.delete', { params: { phoneId: 'phone-emil' }, body: { scan } })
    expect(tried.refused).toBe('scan-failed')
  })

  it('[R-PLT-03] is closed to whoever isn’t logged in', async () => {
    expect((await apiOf(central)('phones.list')).status).toBe(401)
  })

  it('names the field at fault in both languages', async () => {
    const who = await makeTaxpayer(central, 'fred')
    const api = apiOf(central, await logIn(central, who))
    const answer = await api('phones.add', { body: { number: 5 as never, numberCode: '1' } })
    expect(answer).toMatchObject({
      status: 400,
      body: { field: 'number', rule: 'API-INPUT', message: { en: /number/ } },
    })
    const extra = await api('phones.delete', { params: { phoneId: 'x' }, body: { hidden: 1 } as never })
    expect(extra).toMatchObject({ status: 400, body: { field: 'hidden' } })
  })
})
