import { afterAll, beforeAll, expect, it } from 'vitest'
import { isPassword } from '../../../src/central/sealed-secrets.ts'
import { putRow } from '../../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { phoneRow } from '../../support/rows.ts'
import { apiOf, codeFor, logIn, scanFor } from './api.ts'
import { makeTaxpayer, PASSWORD, readCode, setFace, type Taxpayer } from './taxpayer.ts'

const NEW = 'Nashui#2027'
const changed = { newPassword: NEW, confirmation: NEW }

forEachDatabase('the own password', (open) => {
  let central: TestCentral
  const clock = { now: Date.parse('2026-05-12T10:00:00+08:00') }
  beforeAll(async () => {
    central = await startCentral({ database: await open(), now: () => clock.now })
  })
  afterAll(() => central.close())

  const session = async (who: Taxpayer, entrance: 'person' | 'enterprise' = 'person') => {
    const token = await logIn(central, who, { entrance })
    return { token, api: apiOf(central, token) }
  }

  it('[R-PWD-08] [R-PWD-09] changes the password by the old one', async () => {
    const who = await makeTaxpayer(central, 'kurt')
    const { api } = await session(who)
    const by = (body: object) =>
      api('account.change-password', { body: { by: 'password', oldPassword: PASSWORD, ...changed, ...body } as never })
    expect((await by({ oldPassword: 'Nashui#2025' })).refused).toBe('credential-old-wrong')
    expect((await by({ confirmation: 'Nashui#2028' })).refused).toBe('login-confirmation-differs')
    expect((await by({ newPassword: '12345678', confirmation: '12345678' })).refused).toBe('credential-rule-classes')
    // [R-PWD-24] an initial value is never a new password
    const initial = who.document.slice(-6)
    expect((await by({ newPassword: initial, confirmation: initial })).refused).toBe('credential-rule-length')
    expect(await isPassword(central.deps, who.personId, PASSWORD)).toBe(true)
    expect((await by({})).body).toMatchObject({ message: 'R-MSG-14' })
    expect(await isPassword(central.deps, who.personId, NEW)).toBe(true)
    expect(await isPassword(central.deps, who.personId, PASSWORD)).toBe(false)
    // Whoever opened a session by the old one has lost it.
    expect((await api('account.view')).status).toBe(401)
  })

  it('[R-PWD-24] takes no initial value for a new password', async () => {
    const who = await makeTaxpayer(central, 'lea')
    const { api } = await session(who)
    for (const value of [who.document.slice(-6), '111111']) {
      const body = { by: 'password', oldPassword: PASSWORD, newPassword: value, confirmation: value } as const
      expect((await api('account.change-password', { body })).refused).toBe('credential-rule-length')
    }
  })

  it('[R-PWD-10] [R-PHN-15] changes it by a code to the default number', async () => {
    const who = await makeTaxpayer(central, 'mia')
    await central.change((work) =>
      putRow(work, 'phone', phoneRow('phone-mia-2', who.personId, '13700000900', { is_default: 0 })),
    )
    const { token, api } = await session(who, 'enterprise')
    const code = await codeFor(central, token, 'account.change-password', who)
    expect(await readCode(central, '13700000900')).toBe('')
    const wrong = code === '000000' ? '000001' : '000000'
    expect((await api('account.change-password', { body: { by: 'code', code: wrong, ...changed } })).refused).toBe(
      'sms-code-wrong',
    )
    expect((await api('account.change-password', { body: { by: 'code', code, ...changed } })).body).toMatchObject({
      message: 'R-MSG-14',
    })
    expect(await isPassword(central.deps, who.personId, NEW)).toBe(true)
  })

  it('[R-PWD-11] changes it by a face, with the APPs of the entrance', async () => {
    const who = await makeTaxpayer(central, 'nora')
    const enterprise = await session(who, 'enterprise')
    const apps = async (api: typeof enterprise.api) =>
      (await api('scans.open', { body: { purpose: 'account.change-password' } })).body.apps
    expect(await apps(enterprise.api)).toEqual(['province-app'])
    const own = await session(who)
    expect(await apps(own.api)).toEqual(['province-app', 'iit-app'])
    await setFace(central, 'failed')
    const failed = await scanFor(central, own.token, 'account.change-password', 'iit-app')
    expect((await own.api('account.change-password', { body: { by: 'face', scan: failed, ...changed } })).refused).toBe(
      'scan-failed',
    )
    await setFace(central, 'passed')
    const scan = await scanFor(central, own.token, 'account.change-password', 'iit-app')
    expect((await own.api('account.change-password', { body: { by: 'face', scan, ...changed } })).body).toMatchObject({
      message: 'R-MSG-14',
    })
  })

  it('[R-PWD-22] leaves every other password as it was', async () => {
    const who = await makeTaxpayer(central, 'otto')
    const other = await makeTaxpayer(central, 'paul')
    const { api } = await session(who)
    await api('account.change-password', { body: { by: 'password', oldPassword: PASSWORD, ...changed } })
    expect(await isPassword(central.deps, other.personId, PASSWORD)).toBe(true)
  })

  it('[R-LCK-01] counts wrong old passwords, and then takes no right one', async () => {
    const who = await makeTaxpayer(central, 'quin')
    const { api } = await session(who)
    const by = async (oldPassword: string) =>
      (await api('account.change-password', { body: { by: 'password', oldPassword, ...changed } })).refused
    for (let count = 0; count < 5; count++) expect(await by('Nashui#2025')).toBe('credential-old-wrong')
    expect(await by(PASSWORD)).toBe('verification-locked')
  })
})
