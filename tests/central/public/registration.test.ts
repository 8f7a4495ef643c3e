import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shandong } from '../../../src/domain/policy/profiles.ts'
import { operations } from '../../../src/contract/public/registry.ts'
import { sql } from '../../../src/storage/database.ts'
import { putRow } from '../../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { personRow } from '../../support/rows.ts'
import { apiOf, appOf, logIn } from './api.ts'
import { captured, identityOf, idNumber, pages, personOf, phonesOf } from './registration-pages.ts'
import { browser, codeOf, makeTaxpayer, PASSWORD, setFace } from './taxpayer.ts'

forEachDatabase('registration', (open) => {
  let central: TestCentral
  let web: ReturnType<typeof pages>
  beforeAll(async () => {
    central = await startCentral({ database: await open() })
    web = pages(central)
  })
  afterAll(() => central.close())

  it('[R-REG-02] is offered by 自然人业务 alone, to whoever isn’t logged in', () => {
    const ways = Object.entries(operations).filter(([, { path }]) => path.startsWith('/v1/registrations'))
    expect(ways.length).toBeGreaterThan(0)
    for (const [, { access }] of ways) expect(access.kind).toBe('open')
    const elsewhere = Object.keys(operations).filter(
      (name) => /(?<!de)regist/.test(name) && !name.startsWith('registrations.'),
    )
    expect(elsewhere).toEqual([])
  })

  it('[R-REG-03] refuses page 1 without the ticked agreement', async () => {
    const answer = await web.api('registrations.open', { body: { road: 'person', agreed: false } })
    expect(answer.refused).toBe('account-agreement-missing')
    expect((await web.api('registrations.open', { body: { road: 'person', agreed: true } })).body).toMatchObject({
      next: 'identity',
    })
  })

  it('[R-REG-04] refuses page 2 with a gap, and asks for the type of document in the prescribed words', async () => {
    const registration = await web.open()
    const filled = identityOf(idNumber())
    for (const field of ['name', 'documentNumber', 'sex', 'nationality'] as const)
      expect((await web.identity(registration, { ...filled, [field]: '' })).refused, field).toBe(
        'account-identity-incomplete',
      )
    const untyped = await web.identity(registration, { ...filled, documentType: '' })
    expect(untyped.body).toMatchObject({ refusal: { message: 'R-MSG-12' }, message: { 'zh-CN': '请选择证件类型' } })
    expect((await web.identity(registration, filled)).body).toEqual({ next: 'account' })
  })

  it('[R-REG-05] refuses page 3 with a wrong code, and uses none up while something else is wrong', async () => {
    const registration = await web.open()
    await web.identity(registration, identityOf(idNumber()))
    const number = '13700000010'
    expect((await web.account(registration, number, { code: '000000' })).refused).toBe('sms-code-wrong')
    expect((await web.account(registration, number, { password: 'short1' })).refused).toBe(
      'account-password-breaks-rule',
    )
    expect((await web.account(registration, number, { username: '12345678' })).refused).toBe(
      'account-username-malformed',
    )
    expect((await web.account(registration, number, { username: 'guan.page3' })).body).toEqual({
      next: 'face',
      record: null,
    })
  })

  it('[R-PWD-23] lets no password through that breaks the rule, nor one typed in two ways', async () => {
    const registration = await web.open()
    await web.identity(registration, identityOf(idNumber()))
    const number = '13700000011'
    for (const password of ['12345678', 'Ab1@567', 'Nashui#2026Nashui'])
      expect((await web.account(registration, number, { password, code: '1' })).refused).toBe(
        'account-password-breaks-rule',
      )
    const body = { registration, to: number, code: '1', password: PASSWORD, confirmation: 'Nashui#2027' }
    expect((await web.api('registrations.account', { body })).refused).toBe('registration-confirmation-differs')
  })

  it('[R-REG-06] registers by the face, sends to the log-in, and logs nobody in', async () => {
    const document = idNumber()
    const done = await web.all(document, '13700000020')
    expect(done.body).toEqual({ next: 'log-in', message: 'R-MSG-45' })
    const person = await personOf(central, document)
    expect(person).toMatchObject({ account_state: 'A2', credential_state: 'K2', name: '关山月' })
    expect(await phonesOf(central, person?.['id'])).toEqual([{ number: '13700000020', state: 'bound', is_default: 1 }])
    const sessions = await central.deps.database.read((db) =>
      db.all(sql('select * from person_session where person_id = ?', [person?.['id']])),
    )
    expect(sessions).toEqual([])
    // [R-REG-10] the level of a full registration
    expect(person).toMatchObject({ level: 4 })
  })

  it('[R-REG-10] [R-TR-LVL-01] gives level four at once', async () => {
    const document = idNumber()
    await web.all(document, '13700000021')
    expect(await personOf(central, document)).toMatchObject({ level: 4 })
  })

  it('[R-REG-09] cannot finish before the face has passed', async () => {
    const document = idNumber()
    const registration = await web.open()
    await web.identity(registration, identityOf(document))
    expect((await web.account(registration, '13700000022')).body).toMatchObject({ next: 'face' })
    expect((await web.finish(registration)).refused).toBe('verification-needed')
    const { scan } = (await web.api('registrations.scan', { body: { registration } })).body
    expect((await web.finish(registration, scan)).refused).toBe('scan-waiting')
    expect(await personOf(central, document)).toBeUndefined()
  })

  it('[R-REG-17] [R-TR-ACC-12] a face that fails registers nobody, says what helps, and may be tried again', async () => {
    const document = idNumber()
    const registration = await web.open()
    await web.identity(registration, identityOf(document))
    await web.account(registration, '13700000023')
    await setFace(central, 'failed')
    const failed = await web.finish(registration, await web.scan(registration))
    expect(failed.refused).toBe('scan-failed')
    const { 'zh-CN': advice } = (failed.body as unknown as { message: { 'zh-CN': string } }).message
    for (const help of ['暗光', '他人面孔', '动作幅度', '办税服务厅']) expect(advice).toContain(help)
    expect(await personOf(central, document)).toBeUndefined()
    await setFace(central, 'passed')
    expect((await web.finish(registration, await web.scan(registration))).status).toBe(200)
  })

  it('[R-MSG-39] a busy face service registers nobody and keeps the code readable', async () => {
    const registration = await web.open()
    await web.identity(registration, identityOf(idNumber()))
    await web.account(registration, '13700000024')
    await setFace(central, 'busy')
    const ticket = await web.scan(registration)
    expect((await web.finish(registration, ticket)).refused).toBe('scan-waiting')
    await setFace(central, 'passed')
    await appOf(central)('app.take-scan', { body: { scan: ticket, app: 'province-app' } })
    expect((await web.finish(registration, ticket)).status).toBe(200)
  })

  it('[R-REG-06] takes no scan of another registration, and no other APP', async () => {
    const first = await web.open()
    const second = await web.open()
    for (const [registration, number] of [
      [first, '13700000025'],
      [second, '13700000026'],
    ] as const) {
      await web.identity(registration, identityOf(idNumber()))
      await web.account(registration, number)
    }
    const ticket = await web.scan(first)
    expect((await web.finish(second, ticket)).refused).toBe('scan-unknown')
    const { scan } = (await web.api('registrations.scan', { body: { registration: second } })).body
    expect((await appOf(central)('app.take-scan', { body: { scan, app: 'iit-app' } })).refused).toBe('scan-other-app')
  })

  it('[R-REG-01] sends whoever has an account to the log-in', async () => {
    const document = idNumber()
    await web.all(document, '13700000030')
    const again = await web.identity(await web.open(), identityOf(document))
    expect(again.refused).toBe('account-exists')
    expect((again.body as unknown as { message: { 'zh-CN': string } }).message['zh-CN']).toContain('登录')
  })

  it('[R-REG-07] [R-HAL-02] needs no face with the number the hall captured, and brings its record out', async () => {
    const document = await captured(central, { captured_phone: '13700000040', residence: '沈阳' })
    const registration = await web.open()
    await web.identity(registration, identityOf(document))
    expect((await web.account(registration, '13700000040')).body).toEqual({
      next: 'finish',
      record: { name: '关**', document: `2101**********${document.slice(-4)}`, level: 4 },
    })
    expect((await web.finish(registration)).status).toBe(200)
    expect(await personOf(central, document)).toMatchObject({
      account_state: 'A2',
      residence: '沈阳',
      capture_channel: 'hall',
    })
  })

  it('[R-REG-08] needs the face with another number', async () => {
    const document = await captured(central, { captured_phone: '13700000041' })
    const registration = await web.open()
    await web.identity(registration, identityOf(document))
    expect((await web.account(registration, '13700000042')).body).toEqual({ next: 'face', record: null })
    expect((await web.finish(registration)).refused).toBe('verification-needed')
    await setFace(central, 'failed')
    expect((await web.finish(registration, await web.scan(registration))).refused).toBe('scan-failed')
    expect(await personOf(central, document)).toMatchObject({ account_state: 'A1' })
    await setFace(central, 'passed')
    expect((await web.finish(registration, await web.scan(registration))).status).toBe(200)
    expect(await personOf(central, document)).toMatchObject({ account_state: 'A2' })
  })

  it('[R-REG-16] [R-PHN-03] takes a held number without complaint; its former holder has it no more', async () => {
    const who = await makeTaxpayer(central, 'olga')
    const document = idNumber()
    const registration = await web.open()
    await web.identity(registration, identityOf(document))
    const page = await web.account(registration, who.number)
    expect(page.status).toBe(200)
    await web.finish(registration, await web.scan(registration))
    expect(await phonesOf(central, who.personId)).toMatchObject([
      { number: who.number, state: 'emptied', is_default: 0 },
    ])
    expect(await phonesOf(central, (await personOf(central, document))?.['id'])).toMatchObject([{ state: 'bound' }])
  })

  it('[R-PHN-16] advises against another person’s number, and enforces nothing', async () => {
    const registration = await web.open()
    await web.identity(registration, identityOf(idNumber()))
    const sent = await web.api('registrations.code', { body: { registration, to: '13700000050' } })
    expect(sent.body).toMatchObject({ advice: 'own-number-only', codeTo: '137****0050' })
  })

  it('[R-REG-18] a document that an account has beside its main one registers no second account', async () => {
    const who = await makeTaxpayer(central, 'pia')
    await central.change((work) =>
      putRow(work, 'person_document', {
        person_id: who.personId,
        document_type: 'chinese-passport',
        document_number: 'E87654321',
        is_main: 0,
        added_at: 0,
        version: 0,
      }),
    )
    const passport = { ...identityOf('E87654321'), documentType: 'chinese-passport' }
    expect((await web.identity(await web.open(), passport)).refused).toBe('account-exists')
  })

  it('[R-REG-19] the password of the registration opens every business', async () => {
    const document = idNumber()
    await web.all(document, '13700000060')
    const who = { ...(await makeTaxpayer(central, 'quinn')), document }
    const login = browser(central)
    expect((await login.person(who)).status).toBe(200)
    // What is missing is told to whoever knows the password, and to nobody else (OP-20).
    expect(codeOf(await login.enterprise(who))).toBe('login-no-relation')
    expect(codeOf(await login.enterprise(who, { password: 'Nashui#2025' }))).toBe('login-failed')
  })

  it('[R-REG-13] [R-MSG-32] [R-HAL-01] sends a foreign document to the hall in the prescribed words', async () => {
    const passport = { ...identityOf('AB123456'), documentType: 'foreign-passport', name: 'ANNA SMITH' }
    const refused = await web.identity(await web.open(), passport)
    expect(refused.body).toMatchObject({
      refusal: { code: 'account-hall-first', rule: 'R-REG-13', message: 'R-MSG-32' },
      message: { 'zh-CN': '未查询到您的手机号码，请稍后重试或携带相关证件前往办税大厅办理' },
    })
    const seen = personRow('hall-anna', 'h1', {
      name: 'ANNA SMITH',
      document_type: 'foreign-passport',
      document_number: 'AB123457',
      account_state: 'A1',
    })
    await central.change((work) => putRow(work, 'person', seen))
    expect((await web.identity(await web.open(), { ...passport, documentNumber: 'AB123457' })).status).toBe(200)
  })

  it('[R-REG-12] [R-DOC-04] lists the documents of each road', async () => {
    const list = async (purpose: 'registration' | 'overseas' | 'document') =>
      (await web.api('documents.types', { query: { purpose } })).body
    const registration = await list('registration')
    expect(registration.prompt).toBe('R-MSG-12')
    const byRoad = (road: string) => registration.types.filter((type) => type.road === road).map(({ rule }) => rule)
    expect(byRoad('self-register')).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => `R-EN-DOC-0${String(n)}`))
    expect(byRoad('hall-first')).toEqual(['R-EN-DOC-08', 'R-EN-DOC-09', 'R-EN-DOC-10', 'R-EN-DOC-11'])
    expect((await list('overseas')).types.map(({ rule }) => rule)).toEqual(
      [8, 9, 10, 11, 12].map((n) => `R-EN-DOC-${String(n).padStart(2, '0')}`),
    )
    expect((await list('document')).types).toHaveLength(12)
  })

  it('one document registered twice at the same moment makes one account', async () => {
    const document = idNumber()
    const ready = await Promise.all(
      ['13700000071', '13700000072'].map(async (number) => {
        const registration = await web.open()
        await web.identity(registration, identityOf(document))
        await web.account(registration, number)
        return { registration, ticket: await web.scan(registration) }
      }),
    )
    const ends = await Promise.all(ready.map(({ registration, ticket }) => web.finish(registration, ticket)))
    expect(ends.map(({ status }) => status).toSorted()).toEqual([200, 409])
    const people = await central.deps.database.read((db) =>
      db.all(sql('select id from person where document_number = ?', [document])),
    )
    expect(people).toHaveLength(1)
  })
})

describe('registration in Shandong', () => {
  let central: TestCentral
  beforeAll(async () => {
    central = await startCentral({ policy: shandong })
  })
  afterAll(() => central.close())

  it('[R-REG-11] needs no face after any capture at a hall, whatever the number', async () => {
    const web = pages(central)
    const document = await captured(central, { captured_phone: '13700000001' })
    const registration = await web.open()
    await web.identity(registration, identityOf(document))
    expect((await web.account(registration, '13700000099')).body).toMatchObject({ next: 'finish' })
    expect((await web.finish(registration)).status).toBe(200)
  })

  it('[R-PLT-03] shows nothing of the account without a log-in', async () => {
    expect((await apiOf(central)('account.view')).status).toBe(401)
    const who = await makeTaxpayer(central, 'rosa')
    expect((await apiOf(central, await logIn(central, who))('account.view')).status).toBe(200)
  })
})
