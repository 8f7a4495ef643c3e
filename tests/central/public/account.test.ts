import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { operations } from '../../../src/contract/public/registry.ts'
import { sql } from '../../../src/storage/database.ts'
import { patchRow, putRow, type Row } from '../../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { phoneRow } from '../../support/rows.ts'
import { apiOf, codeFor, logIn, scanFor } from './api.ts'
import { browser, makeTaxpayer, readCode, type Taxpayer } from './taxpayer.ts'

const NEW = 'Nashui#2027'
const changed = { newPassword: NEW, confirmation: NEW }

forEachDatabase('the own account', (open) => {
  let central: TestCentral
  const clock = { now: Date.parse('2026-05-12T10:00:00+08:00') }
  beforeAll(async () => {
    central = await startCentral({ database: await open(), now: () => clock.now })
  })
  afterAll(() => central.close())

  const person = (who: Taxpayer) =>
    central.deps.database.read((db) => db.find<Row>(sql('select * from person where id = ?', [who.personId])))
  const rows = (table: string, who: Taxpayer) =>
    central.deps.database.read((db) => db.all<Row>(sql(`select * from ${table} where person_id = ?`, [who.personId])))
  /** Columns of the person that differ between two looks. */
  const difference = (before: Row | undefined, after: Row | undefined) =>
    Object.keys(after ?? {}).filter(
      (name) => before?.[name] !== after?.[name] && !['version', 'updated_at'].includes(name),
    )
  const session = async (who: Taxpayer, entrance: 'person' | 'enterprise' = 'person') => {
    const token = await logIn(central, who, { entrance })
    return { token, api: apiOf(central, token) }
  }

  it('[R-MSK-03] shows the own data masked', async () => {
    const who = await makeTaxpayer(central, 'anna', {
      person: { name: '王小明', email: 'xiaoming@example.org', contact_address: '辽宁省沈阳市和平区太原街 1 号' },
    })
    const { api } = await session(who)
    const { body } = await api('account.view')
    expect(body).toMatchObject({
      name: '王**',
      document: `2101**********${who.document.slice(-4)}`,
      birth: '1990-**-**',
      email: 'x***@example.org',
      username: 'us****',
      contactAddress: '辽宁省沈阳市****',
      defaultNumber: `138****${who.number.slice(-4)}`,
      notices: [],
    })
    expect(JSON.stringify(body)).not.toContain(who.document)
    expect(JSON.stringify(body)).not.toContain('小明')
  })

  it('[R-PIN-01] is viewed at one place and changed at none of it', () => {
    const here = Object.values(operations).filter(({ path }) => path === '/v1/me')
    expect(here.map(({ method }) => method)).toEqual(['GET'])
  })

  it('[R-PIN-02] [R-PIN-03] says what can be changed, the username first', async () => {
    const who = await makeTaxpayer(central, 'bert')
    const { api } = await session(who)
    const { editable } = (await api('account.view')).body
    expect(editable).toEqual(['username', 'document-validity', 'email', 'contact-address'])
    const before = await person(who)
    await api('account.set-contact-address', { body: { address: '沈阳市' } })
    await api('account.set-validity', { body: { kind: 'custom', start: '2020-01-01', end: '2040-01-01' } })
    expect(difference(before, await person(who)).toSorted()).toEqual([
      'contact_address',
      'validity_end',
      'validity_kind',
      'validity_start',
    ])
  })

  it('[R-USR-01] sets a first username, and logs in by it', async () => {
    const who = await makeTaxpayer(central, 'carl', { person: { username: null } })
    const { token, api } = await session(who)
    const code = await codeFor(central, token, 'account.set-username', who)
    expect((await api('account.set-username', { body: { username: ' Carl.Only ', code } })).status).toBe(200)
    expect((await browser(central).person(who, { tab: 'username', account: 'Carl.Only' })).status).toBe(200)
    expect((await browser(central).person(who)).status).toBe(200)
  })

  it('[R-USR-02] changes it once in a calendar year, and again in the next', async () => {
    const who = await makeTaxpayer(central, 'dora')
    const { token, api } = await session(who)
    const before = clock.now
    const set = async (username: string) => {
      const scan = await scanFor(central, token, 'account.set-username')
      return (await api('account.set-username', { body: { username, scan } })).refused
    }
    expect(await set('dora.2026')).toBeUndefined()
    expect(await set('dora.again')).toBe('account-username-yearly')
    expect((await api('account.view')).body.usernameChangeableFrom).toBe(Date.parse('2027-01-01T00:00:00+08:00'))
    clock.now = Date.parse('2026-12-31T23:59:00+08:00')
    const late = await logIn(central, who)
    const lateApi = apiOf(central, late)
    const scan = await scanFor(central, late, 'account.set-username')
    expect((await lateApi('account.set-username', { body: { username: 'dora.again', scan } })).refused).toBe(
      'account-username-yearly',
    )
    clock.now = Date.parse('2027-01-01T00:00:00+08:00')
    const next = await scanFor(central, late, 'account.set-username')
    expect((await lateApi('account.set-username', { body: { username: 'dora.again', scan: next } })).status).toBe(200)
    clock.now = before
  })

  it('[R-USR-03] saves nothing without a right code or a scan, at either entrance', async () => {
    const who = await makeTaxpayer(central, 'emil')
    const taken = await makeTaxpayer(central, 'fred')
    for (const entrance of ['person', 'enterprise'] as const) {
      const { token, api } = await session(who, entrance)
      const username = `emil.${entrance}`
      expect((await api('account.set-username', { body: { username } })).refused).toBe('verification-needed')
      await codeFor(central, token, 'account.set-username', who)
      expect((await api('account.set-username', { body: { username, code: '000000' } })).refused).toBe('sms-code-wrong')
    }
    const { token, api } = await session(who, 'enterprise')
    const held = await scanFor(central, token, 'account.set-username', 'iit-app')
    expect((await api('account.set-username', { body: { username: taken.username, scan: held } })).refused).toBe(
      'account-username-taken',
    )
    const scan = await scanFor(central, token, 'account.set-username', 'iit-app')
    expect((await api('account.set-username', { body: { username: 'emil.2026', scan } })).status).toBe(200)
    expect(await person(who)).toMatchObject({ username: 'emil.2026' })
  })

  it('[R-EML-01] saves a mailbox by the code that went to it', async () => {
    const who = await makeTaxpayer(central, 'gina')
    const { api } = await session(who)
    const email = 'gina@example.org'
    expect((await api('account.set-email', { body: { email } })).refused).toBe('account-email-unproved')
    await api('account.send-mail-code', { body: { email: 'Gina@Example.org' } })
    const code = await readCode(central, email)
    expect(
      (await api('account.set-email', { body: { email, code: code === '000000' ? '000001' : '000000' } })).refused,
    ).toBe('sms-code-wrong')
    expect((await api('account.set-email', { body: { email: 'else@example.org', code } })).refused).toBe(
      'sms-code-none',
    )
    expect((await api('account.set-email', { body: { email, code } })).status).toBe(200)
    expect(await person(who)).toMatchObject({ email })
  })

  it('[R-ADR-01] saves the contact address without proof; the verified residence stays', async () => {
    const who = await makeTaxpayer(central, 'hugo', { person: { residence: '户籍地' } })
    const { api } = await session(who, 'enterprise')
    expect((await api('account.set-contact-address', { body: { address: '' } })).refused).toBe(
      'account-address-malformed',
    )
    expect((await api('account.set-contact-address', { body: { address: '沈阳市和平区' } })).status).toBe(200)
    expect(await person(who)).toMatchObject({ contact_address: '沈阳市和平区', residence: '户籍地' })
  })

  it('[R-VAL-01] [R-VAL-02] [R-VAL-04] saves a term and nothing else', async () => {
    const who = await makeTaxpayer(central, 'ida')
    const { api } = await session(who, 'enterprise')
    const wrong = await api('account.set-validity', { body: { kind: 'custom', start: '2020-01-01' } })
    expect(wrong.refused).toBe('document-validity-wrong')
    const before = await person(who)
    await api('account.set-validity', { body: { kind: 'custom', start: '2020-01-01', end: '2040-01-01' } })
    expect(difference(before, await person(who)).toSorted()).toEqual([
      'validity_end',
      'validity_kind',
      'validity_start',
    ])
    await api('account.set-validity', { body: { kind: 'long-term', start: '2020-01-01', end: '2040-01-01' } })
    expect(await person(who)).toMatchObject({ validity_kind: 'long-term', validity_end: null })
  })

  it('[R-VAL-03] [R-MSG-23] tells of an expired card at 自然人业务, and no typed term clears it', async () => {
    const expired = { validity_kind: 'custom', validity_start: '2010-01-01', validity_end: '2020-01-01' }
    const who = await makeTaxpayer(central, 'jan', { person: expired })
    const { api } = await session(who)
    expect((await api('account.view')).body).toMatchObject({ notices: ['R-MSG-23'], validity: { expired: true } })
    expect((await (await session(who, 'enterprise')).api('account.view')).body.notices).toEqual([])
    await api('account.set-validity', { body: { kind: 'custom', start: '2020-01-02', end: '2040-01-01' } })
    expect((await api('account.view')).body).toMatchObject({
      notices: ['R-MSG-23'],
      validity: { end: '2040-01-01', expired: true },
    })
  })

  it('[R-TR-PHN-07] [R-TR-PHN-08] makes another number the default, then deletes the former', async () => {
    const who = await makeTaxpayer(central, 'xena')
    await central.change((work) =>
      putRow(work, 'phone', phoneRow('phone-xena-2', who.personId, '13700000901', { is_default: 0 })),
    )
    const { token, api } = await session(who)
    expect((await api('phones.set-default', { params: { phoneId: 'phone-xena-2' } })).body).toMatchObject({
      message: 'R-MSG-07',
    })
    await api('codes.send', { body: { purpose: 'phones.delete' } })
    const code = await readCode(central, '13700000901')
    expect((await api('phones.delete', { params: { phoneId: 'phone-xena-2' }, body: { code } })).refused).toBe(
      'phone-default-not-deletable',
    )
    const scan = await scanFor(central, token, 'phones.delete')
    expect((await api('phones.delete', { params: { phoneId: 'phone-xena' }, body: { scan } })).body).toMatchObject({
      message: 'R-MSG-08',
    })
    expect(await rows('phone', who)).toMatchObject([{ number: '13700000901', is_default: 1 }])
  })

  it('[R-TR-PHN-02] [R-TR-PHN-03] [R-TR-PHN-04] binds first, further and replacing numbers', async () => {
    const who = await makeTaxpayer(central, 'yves', { number: null })
    const { token, api } = await session(who)
    const bind = async (name: 'phones.add' | 'phones.modify', number: string, phoneId = '') => {
      const scan = await scanFor(central, token, name)
      const numberCode = await codeFor(central, token, name, who, number)
      const body = { number, numberCode, scan }
      return name === 'phones.add' ? api(name, { body }) : api(name, { params: { phoneId }, body })
    }
    await bind('phones.add', '13700000910')
    expect((await bind('phones.add', '13700000911')).body).toMatchObject({ message: 'R-MSG-06' })
    const list = async () =>
      (await api('phones.list')).body.map(({ masked, isDefault }) => [masked.slice(-4), isDefault])
    expect(await list()).toEqual([
      ['0910', true],
      ['0911', false],
    ])
    const first = (await api('phones.list')).body[0]?.id ?? ''
    expect((await bind('phones.modify', '13700000912', first)).status).toBe(200)
    expect(await list()).toEqual([
      ['0912', true],
      ['0911', false],
    ])
  })

  it('[R-TR-ACC-05] the change of an initial value puts the account in order', async () => {
    const who = await makeTaxpayer(central, 'zoe', { person: { account_state: 'A1', credential_state: 'K1' } })
    const web = browser(central)
    const first = await web.person(who, { password: who.document.slice(-6) })
    const second = await web.scan(first.body['token'], 'iit-app')
    expect(second.body).toMatchObject({ next: 'change-password' })
    const token = second.body['token']
    expect(
      (await web.post('initial-password', { token, newPassword: '12345678', confirmation: '12345678' })).status,
    ).toBe(409)
    expect(await person(who)).toMatchObject({ account_state: 'A1' })
    await web.post('initial-password', { token, ...changed })
    expect(await person(who)).toMatchObject({ account_state: 'A2', credential_state: 'K2' })
  })

  it('[R-MSG-09] [R-MSG-12] [R-MSG-15] [R-MSG-17] [R-MSG-45] gives the prescribed texts to the letter', async () => {
    const { body } = await apiOf(central)('messages.list')
    expect(body['zh-CN']).toMatchObject({
      'R-MSG-09': '您的实名等级已为四级，暂无需提升等级',
      'R-MSG-12': '请选择证件类型',
      'R-MSG-15': '账号注销成功',
      'R-MSG-16': '请点击确定截取头像部分',
      'R-MSG-17': '我已阅读并同意',
      'R-MSG-39': '当前实名核验服务繁忙，请稍后重试',
      'R-MSG-45': '去登录',
    })
    for (const locale of ['zh-CN', 'en'] as const) expect(Object.keys(body[locale])).toHaveLength(46)
  })

  it('[R-HAL-08] names the hall wherever the way on is not online', async () => {
    const words = JSON.parse(
      readFileSync(new URL('../../../src/central/public/words/zh-CN.json', import.meta.url), 'utf8'),
    ) as { refusal: Record<string, string> }
    for (const code of [
      'account-hall-first',
      'account-overseas-closed',
      'account-record-differs',
      'account-face-failed',
      'document-held-by-another',
      'document-face-failed',
      'level-face-failed',
      'scan-failed',
      'verification-no-face-record',
    ])
      expect(words.refusal[code], code).toMatch(/办税(服务厅|大厅)/)
  })

  it('a person changed by many at once stays consistent', async () => {
    const who = await makeTaxpayer(central, 'aaron')
    const { api } = await session(who)
    await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        api('account.set-contact-address', { body: { address: `地址 ${String(n)}` } }),
      ),
    )
    expect((await person(who))?.['version']).toBe(9)
    await central.change((work) => patchRow(work, 'person', [who.personId], { contact_address: null }))
  })
})
