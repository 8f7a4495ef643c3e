import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeSetting } from '../../../src/central/stand-ins/settings.ts'
import { putRow } from '../../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { browser, PASSWORD, readCode } from './taxpayer.ts'
import { identityOf, idNumber, pages, personOf, phonesOf } from './registration-pages.ts'

forEachDatabase('registration from abroad', (open) => {
  let central: TestCentral
  let web: ReturnType<typeof pages>
  beforeAll(async () => {
    central = await startCentral({ database: await open() })
    web = pages(central)
  })
  afterAll(() => central.close())

  const mailbox = 'anna@example.org'
  const passport = { ...identityOf('CD998877'), documentType: 'foreign-passport', name: 'ANNA SMITH' }

  it('[R-REG-14] registers by the code to the mailbox, limited; the code of a phone is none', async () => {
    const registration = await web.open('overseas')
    expect((await web.identity(registration, identityOf(idNumber()))).refused).toBe('account-overseas-document')
    await web.identity(registration, passport)
    expect((await web.api('registrations.code', { body: { registration, to: '13700000080' } })).refused).toBe(
      'account-email-malformed',
    )
    expect((await web.account(registration, mailbox, { code: '000000' })).refused).toBe('sms-code-wrong')
    expect((await web.account(registration, mailbox)).body).toEqual({
      next: 'finish',
      record: null,
    })
    expect((await web.finish(registration)).body).toMatchObject({ message: 'R-MSG-45' })
    const person = await personOf(central, 'CD998877')
    expect(person).toMatchObject({ account_state: 'A3', email: mailbox, level: 1, captured_at: null })
    expect(await phonesOf(central, person?.['id'])).toEqual([])
  })

  it('[R-REG-15] [R-TR-ACC-08] stays limited until a hall captures it and it registers here', async () => {
    const again = { ...passport, documentNumber: 'CD998877' }
    expect((await web.identity(await web.open(), again)).refused).toBe('account-hall-first')
    const person = await personOf(central, 'CD998877')
    await central.change((work) =>
      putRow(work, 'person', { ...person, captured_at: 1, capture_channel: 'hall', captured_phone: '13700000081' }),
    )
    const registration = await web.open()
    expect((await web.identity(registration, again)).status).toBe(200)
    await web.account(registration, '13700000081')
    expect((await web.finish(registration)).status).toBe(200)
    expect(await personOf(central, 'CD998877')).toMatchObject({ account_state: 'A2', level: 4, id: person?.['id'] })
  })

  it('[R-REG-14] [R-PLT-06] logs in by its document and password, with the second code in its mailbox', async () => {
    const registration = await web.open('overseas')
    await web.identity(registration, { ...passport, documentNumber: 'CD998870' })
    await web.account(registration, 'dana@example.org')
    expect((await web.finish(registration)).status).toBe(200)
    const login = browser(central)
    const form = { documentType: 'foreign-passport', account: 'CD998870', password: PASSWORD }
    const first = await login.person({ document: '', password: PASSWORD } as never, form)
    expect(first.body).toMatchObject({ next: 'second-step', codeTo: 'd***@example.org' })
    const { token } = first.body
    await login.post('code', { token })
    const code = await readCode(central, 'dana@example.org')
    expect((await login.post('second-step', { token, factor: 'sms', code })).body).toMatchObject({ next: 'done' })
  })

  it('counts letters like short messages', async () => {
    const registration = await web.open('overseas')
    await web.identity(registration, { ...passport, documentNumber: 'CD998878' })
    const send = async () =>
      (await web.api('registrations.code', { body: { registration, to: 'bob@example.org' } })).refused
    for (let count = 0; count < 5; count++) expect(await send()).toBeUndefined()
    expect(await send()).toBe('sms-limit-reached')
    await writeSetting(central.deps.database, 'mail', { answer: 'unavailable', delay: 0, once: true })
    const other = await web.api('registrations.code', { body: { registration, to: 'cleo@example.org' } })
    expect(other.refused).toBe('sms-service-unavailable')
  })
})
