import { afterAll, beforeAll, expect, it } from 'vitest'
import { shandong } from '../../../src/domain/policy/profiles.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { apiOf, appOf, logIn, scanFor } from './api.ts'
import { makeProject, openApp } from './log-in-scenes.ts'
import { browser, makeTaxpayer, readCode, readLog, setFace, type Taxpayer } from './taxpayer.ts'

forEachDatabase('QR log-in', (open) => {
  let central: TestCentral
  let inShandong: TestCentral
  beforeAll(async () => {
    const database = await open()
    central = await startCentral({ database })
    inShandong = await startCentral({ database, policy: shandong, empty: true })
  })
  afterAll(async () => {
    await inShandong.close()
    await central.close()
  })

  type Page = 'enterprise' | 'person' | 'special'
  type App = 'province-app' | 'iit-app'
  const openPage = async (page: Page, at = central) => (await apiOf(at)('qr.open', { body: { page } })).body
  const read = (scan: string, app: App, session?: string, at = central) =>
    appOf(at)('app.take-scan', { body: { scan, app, ...(session === undefined ? {} : { session }) } })
  /** Opens a page's code, lets the APP of somebody read it, and asks for the log-in. */
  const logInBy = async (page: Page, who: Taxpayer, app: App, asEnterprise: boolean) => {
    const { scan } = await openPage(page)
    const taken = await read(scan, app, await openApp(central, who, app, asEnterprise))
    const given = await apiOf(central)('qr.take', { body: { scan } })
    return { taken, given, scan }
  }

  it('[R-QRC-01] [R-MSG-01] takes over the business that the APP is logged in to, and says so in the log', async () => {
    const who = await makeTaxpayer(central, 'anna')
    const asEnterprise = await logInBy('enterprise', who, 'province-app', true)
    expect(asEnterprise.given.body).toMatchObject({ next: 'done', identityType: 'legal-representative' })
    const session = await apiOf(central, asEnterprise.given.body.token)('session.read')
    expect(session.body).toMatchObject({ business: 'enterprise', enterpriseId: 'enterprise-anna' })
    const asPerson = await logInBy('enterprise', who, 'province-app', false)
    const personal = await apiOf(central, asPerson.given.body.token)('session.read')
    expect(personal.body).toMatchObject({ business: 'person', enterpriseId: null })
    const log = (await readLog(central, 'anna')).map((row) => [row['method'], row['login_type'], row['result']])
    expect(log.toSorted()).toEqual([
      ['qr', 'enterprise', 'success'],
      ['qr', 'person', 'success'],
    ])
  })

  it('[R-QRC-01] gives the log-in once, and none while nobody has read the code', async () => {
    const who = await makeTaxpayer(central, 'bob')
    const { scan } = await logInBy('person', who, 'province-app', false)
    expect((await apiOf(central)('qr.take', { body: { scan } })).refused).toBe('scan-used')
    const fresh = await openPage('person')
    expect((await apiOf(central)('scans.read', { body: { scan: fresh.scan } })).body).toEqual({ state: 'waiting' })
    expect((await apiOf(central)('qr.take', { body: { scan: fresh.scan } })).refused).toBe('scan-waiting')
  })

  it('[R-QRC-02] an enterprise’s page is read by the province’s APP alone', async () => {
    const who = await makeTaxpayer(central, 'carl')
    expect((await openPage('enterprise')).apps).toEqual(['province-app'])
    const { taken, given } = await logInBy('enterprise', who, 'iit-app', false)
    expect(taken.refused).toBe('scan-other-app')
    expect(given.refused).toBe('scan-waiting')
  })

  it('[R-QRC-03] a person’s page is read by either APP, and 个人所得税 never gives enterprise business', async () => {
    const who = await makeTaxpayer(central, 'dora')
    for (const app of ['province-app', 'iit-app'] as const) {
      const { given } = await logInBy('person', who, app, false)
      expect((await apiOf(central, given.body.token)('session.read')).body).toMatchObject({ business: 'person' })
    }
    const enterprise = { enterpriseId: 'enterprise-dora', identityType: 'legal-representative' }
    const document = { documentType: 'resident-id', documentNumber: who.document }
    const claimed = await appOf(central)('app.log-in', { body: { app: 'iit-app', ...document, enterprise } })
    expect(claimed.refused).toBe('scan-app-business')
    const { scan } = await openPage('person')
    const other = await openApp(central, who, 'province-app', true)
    expect((await read(scan, 'iit-app', other)).refused).toBe('scan-app-business')
  })

  it('[R-QRC-04] [R-PLT-19] a code inside a log-in starts the face at once, in an APP that is not logged in', async () => {
    const who = await makeTaxpayer(central, 'emil')
    const web = browser(central)
    const { token } = (await web.enterprise(who)).body
    const opened = await apiOf(central)('login.scan', { body: { token: String(token), factor: 'province-app' } })
    expect((await read(opened.body.scan, 'iit-app')).refused).toBe('scan-other-app')
    expect((await read(opened.body.scan, 'province-app')).body).toEqual({ result: 'passed' })
    const done = await apiOf(central)('login.second-step', {
      body: { token: String(token), factor: 'province-app', scan: opened.body.scan },
    })
    expect(done.body).toMatchObject({ next: 'done' })
  })

  it('[R-QRC-04] a code is good for the one log-in it was opened in', async () => {
    const who = await makeTaxpayer(central, 'fred')
    const web = browser(central)
    const first = String((await web.enterprise(who)).body['token'])
    const second = String((await web.enterprise(who)).body['token'])
    const { scan } = (await apiOf(central)('login.scan', { body: { token: first, factor: 'iit-app' } })).body
    await read(scan, 'iit-app')
    const stolen = await apiOf(central)('login.second-step', { body: { token: second, factor: 'iit-app', scan } })
    expect(stolen.refused).toBe('scan-unknown')
  })

  it('[R-QRC-04] [R-PLT-19] a code inside the account centre takes the face, at the APPs the profile names', async () => {
    const who = await makeTaxpayer(central, 'gina')
    const token = await logIn(central, who)
    const scan = await scanFor(central, token, 'phones.delete', 'iit-app')
    expect((await apiOf(central)('scans.read', { body: { scan } })).body).toEqual({ state: 'passed' })
  })

  it('[R-QRC-05] [R-XRG-03] a special entity logs in by APP and face alone where the profile says so', async () => {
    expect((await apiOf(central)('qr.open', { body: { page: 'special' } })).refused).toBe('scan-not-offered')
    const who = await makeTaxpayer(central, 'hugo')
    const projectId = await makeProject(central, 'hugo', who)
    const special = { projectKind: 'report', enterpriseCode: who.enterpriseCode } as const
    const session = await openApp(central, who)
    const failing = await openPage('special', inShandong)
    await setFace(central, 'failed')
    expect((await read(failing.scan, 'province-app', session, inShandong)).body).toEqual({ result: 'failed' })
    await setFace(central, 'passed')
    expect((await apiOf(inShandong)('qr.take', { body: { scan: failing.scan, special } })).refused).toBe('scan-failed')
    const passing = await openPage('special', inShandong)
    await read(passing.scan, 'province-app', session, inShandong)
    const given = await apiOf(inShandong)('qr.take', { body: { scan: passing.scan, special } })
    expect(given.body).toMatchObject({ next: 'done', identityType: 'legal-representative' })
    expect((await apiOf(inShandong, given.body.token)('session.read')).body).toMatchObject({
      entrance: 'special',
      projectId,
    })
  })

  it('[R-QRC-05] the face opens no entity that the person has nothing to do with', async () => {
    const who = await makeTaxpayer(central, 'ida')
    const other = await makeTaxpayer(central, 'jana')
    await makeProject(central, 'jana', other)
    const { scan } = await openPage('special', inShandong)
    await read(scan, 'province-app', await openApp(central, who), inShandong)
    const special = { projectKind: 'report', enterpriseCode: other.enterpriseCode } as const
    const given = await apiOf(inShandong)('qr.take', { body: { scan, special } })
    expect(given.refused).toBe('login-project-number-missing')
    expect(await readLog(central, 'ida')).toMatchObject([{ method: 'qr', result: 'failure', reason: 'no-relation' }])
  })

  it('[R-QRC-06] somebody without number and password comes in by 个人所得税 and adds a number', async () => {
    const who = await makeTaxpayer(central, 'kurt', { number: null })
    const { given } = await logInBy('person', who, 'iit-app', false)
    const api = apiOf(central, given.body.token)
    expect((await api('session.read')).body.advice).toEqual(['add-phone'])
    const scan = await scanFor(central, given.body.token, 'phones.add', 'iit-app')
    await api('codes.send', { body: { purpose: 'phones.add', number: '13900000071' } })
    const numberCode = await readCode(central, '13900000071')
    expect((await api('phones.add', { body: { number: '13900000071', numberCode, scan } })).status).toBe(200)
    expect((await api('session.read')).body.advice).toEqual([])
  })

  it('[R-QRC-07] an APP that is not logged in gives no log-in', async () => {
    const who = await makeTaxpayer(central, 'lena')
    const { scan } = await openPage('person')
    expect((await read(scan, 'province-app')).refused).toBe('scan-app-not-logged-in')
    const atTheWeb = await logIn(central, who)
    expect((await read(scan, 'province-app', atTheWeb)).refused).toBe('scan-app-not-logged-in')
    expect((await apiOf(central)('qr.take', { body: { scan } })).refused).toBe('scan-waiting')
  })
})
