import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../../src/storage/database.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { browser, codeOf, makeTaxpayer, readCode, readLog, setFace } from './taxpayer.ts'

forEachDatabase('log-in', (open) => {
  let central: TestCentral
  let web: ReturnType<typeof browser>
  // 22:00 in Beijing, so that a test can walk into the next day.
  const clock = { now: Date.UTC(2026, 4, 12, 14) }
  beforeAll(async () => {
    central = await startCentral({ database: await open(), now: () => clock.now })
    web = browser(central)
  })
  afterAll(() => central.close())

  it('[R-LGE-07] opens an enterprise session by password and code, and logs it whole', async () => {
    const who = await makeTaxpayer(central, 'anna')
    const first = await web.enterprise(who)
    expect(first.body).toMatchObject({
      next: 'second-step',
      identities: ['legal-representative'],
      factors: ['sms', 'province-app', 'iit-app'],
      advice: [],
    })
    expect(first.body['codeTo']).toMatch(/^138\*{4}\d{4}$/)
    expect((await web.session(String(first.body['token']))).status).toBe(401)
    await web.post('code', { token: first.body['token'] })
    const code = await readCode(central, who.number)
    const second = await web.post('second-step', { token: first.body['token'], factor: 'sms', code })
    expect(second.body).toMatchObject({ next: 'done', identityType: 'legal-representative' })
    expect((await web.session(String(second.body['token']))).body).toMatchObject({
      personId: who.personId,
      enterpriseId: 'enterprise-anna',
      entrance: 'enterprise',
    })
    // [R-JRN-05] what the log holds of it
    expect(await readLog(central, 'anna')).toMatchObject([
      {
        hall_id: 'h2',
        login_type: 'enterprise',
        method: 'sms',
        channel: 'web',
        result: 'success',
        reason: null,
        name: 'anna',
        identity_type: 'legal-representative',
        taxpayer_name: '沈阳甲贸易有限公司',
        credit_code: who.enterpriseCode,
      },
    ])
  })

  it('[R-JRN-05] reaches the hall by its feed', async () => {
    const fed = await central.deps.database.read((db) =>
      db.find<{ n: number }>(sql("select count(*) as n from feed where hall_id = 'h2' and table_name = 'login_log'")),
    )
    expect(fed?.n).toBeGreaterThan(0)
  })

  it('[R-LGE-02] takes the taxpayer number for the credit code', async () => {
    const who = await makeTaxpayer(central, 'bob')
    expect((await web.enterprise(who, { enterpriseCode: ` n${who.enterpriseCode} ` })).status).toBe(200)
  })

  it('[R-LGE-03] takes document number, phone number and username', async () => {
    const who = await makeTaxpayer(central, 'carl')
    for (const account of [who.document, who.number, who.username])
      expect((await web.enterprise(who, { account })).status).toBe(200)
  })

  it('[R-LGE-04] takes a number that is not the default one', async () => {
    const who = await makeTaxpayer(central, 'dora')
    await central.deps.database.write((db) => db.run(sql("update phone set is_default = 0 where id = 'phone-dora'")))
    expect((await web.enterprise(who, { account: who.number })).body).toMatchObject({ codeTo: null })
  })

  it('[R-LGN-02] takes each tab of 自然人业务 with its own account name', async () => {
    const who = await makeTaxpayer(central, 'emil')
    for (const [tab, account] of [
      ['document', who.document],
      ['phone', who.number],
      ['username', who.username],
    ])
      expect((await web.person(who, { tab, account })).status).toBe(200)
    expect(codeOf(await web.person(who, { tab: 'username', account: who.number }))).toBe('login-failed')
  })

  it('[R-PWD-05] tells upper from lower case', async () => {
    const who = await makeTaxpayer(central, 'fred')
    expect(codeOf(await web.person(who, { password: who.password.toLowerCase() }))).toBe('login-failed')
    expect((await web.person(who)).status).toBe(200)
  })

  it('[R-LGE-02] makes no attempt without a password', async () => {
    const who = await makeTaxpayer(central, 'gina')
    expect(codeOf(await web.enterprise(who, { password: '' }))).toBe('login-incomplete')
    expect(codeOf(await web.enterprise(who, { humanCheck: { challenge: 'slider', answer: 'left' } }))).toBe(
      'login-human-check',
    )
    expect(await readLog(central, 'gina')).toEqual([])
  })

  it('[OP-20] answers an unknown username like a wrong password, and logs the difference', async () => {
    const who = await makeTaxpayer(central, 'hugo')
    const wrong = await web.enterprise(who, { account: who.username, password: 'Wrong#2026' })
    const unknown = await web.enterprise(who, { account: 'nobody-at-all' })
    expect(unknown.body).toEqual(wrong.body)
    const reasons = (await readLog(central, 'hugo')).map((row) => row['reason'])
    expect(reasons.toSorted()).toEqual(['account-unknown', 'password-wrong'])
  })

  it('[R-LCK-01] locks at the fifth failure, right entries too, until the next day begins [R-LCK-05]', async () => {
    const who = await makeTaxpayer(central, 'ida')
    const before = clock.now
    for (let attempt = 1; attempt <= 4; attempt++)
      expect(codeOf(await web.person(who, { password: 'Wrong#2026' }))).toBe('login-failed')
    expect(codeOf(await web.person(who, { password: 'Wrong#2026' }))).toBe('login-locked')
    expect(codeOf(await web.person(who))).toBe('login-locked')
    clock.now = Date.parse('2026-05-12T23:59:59+08:00')
    expect(codeOf(await web.person(who))).toBe('login-locked')
    clock.now = Date.parse('2026-05-13T00:00:00+08:00')
    expect((await web.person(who)).status).toBe(200)
    clock.now = before
  })

  it('[R-LCK-01] counts attempts that come at the same time', async () => {
    const who = await makeTaxpayer(central, 'jana')
    await Promise.all(Array.from({ length: 8 }, () => web.person(who, { password: 'Wrong#2026' })))
    expect(codeOf(await web.person(who))).toBe('login-locked')
  })

  it('[R-LCK-06] begins to count anew after a right password', async () => {
    const who = await makeTaxpayer(central, 'kurt')
    for (const password of ['a', 'b', 'c', 'd', who.password, 'a', 'b', 'c', 'd'])
      expect(codeOf(await web.person(who, { password }))).not.toBe('login-locked')
  })

  describe('second step', () => {
    it('[R-LCK-04] five wrong codes lock codes and passwords; a passed face opens both', async () => {
      const who = await makeTaxpayer(central, 'lena')
      const { body } = await web.enterprise(who)
      const { token } = body
      await web.post('code', { token })
      const wrong = () => web.post('second-step', { token, factor: 'sms', code: 'xxxxxx' })
      for (let attempt = 1; attempt <= 4; attempt++) expect(codeOf(await wrong())).toBe('login-code-wrong')
      expect(codeOf(await wrong())).toBe('login-locked')
      expect(codeOf(await web.person(who))).toBe('login-locked')
      expect(codeOf(await web.post('code', { token }))).toBe('login-locked')
      await setFace(central, 'passed')
      expect((await web.scan(token, 'iit-app')).body).toMatchObject({ next: 'done' })
      expect((await web.person(who)).status).toBe(200)
    })

    it('[R-LGE-07] a failed face is counted, a busy or dead service is not', async () => {
      const who = await makeTaxpayer(central, 'mila')
      const { token } = (await web.enterprise(who)).body
      const scan = () => web.scan(token, 'province-app')
      for (const answer of ['busy', 'unavailable', 'nonsense'] as const) {
        await setFace(central, answer)
        expect(codeOf(await scan())).toBe('scan-waiting')
      }
      expect(await readLog(central, 'mila')).toEqual([])
      await setFace(central, 'failed')
      expect(codeOf(await scan())).toBe('login-face-failed')
      expect(await readLog(central, 'mila')).toMatchObject([{ method: 'scan', reason: 'face-failed' }])
      await setFace(central, 'passed')
    })

    it('[R-LGE-07] no step works twice, and none works late', async () => {
      const who = await makeTaxpayer(central, 'nora')
      const { token } = (await web.enterprise(who)).body
      expect((await web.scan(token, 'iit-app')).status).toBe(200)
      expect(codeOf(await web.scan(token, 'iit-app'))).toBe('login-step-expired')
      const late = (await web.enterprise(who)).body['token']
      clock.now += 11 * 60_000
      expect(codeOf(await web.post('second-step', { token: late, factor: 'iit-app' }))).toBe('login-step-expired')
      expect(codeOf(await web.post('second-step', { token: 'made up', factor: 'iit-app' }))).toBe('login-step-expired')
    })

    it('[R-LGE-10] asks which identity, when there are several', async () => {
      const who = await makeTaxpayer(central, 'otto')
      await central.deps.database.write((db) =>
        db.run(
          sql(
            "insert into relation (id, hall_id, enterprise_id, person_id, identity_type, functions, state, initiator, in_core, created_at, hidden_for_enterprise, hidden_for_person, version, updated_at) select 'relation-otto-2', hall_id, enterprise_id, person_id, 'finance-officer', functions, state, initiator, in_core, created_at + 1, 0, 0, 1, updated_at from relation where id = 'relation-otto'",
          ),
        ),
      )
      const { token, identities } = (await web.enterprise(who)).body
      expect(identities).toEqual(['legal-representative', 'finance-officer'])
      expect(codeOf(await web.post('second-step', { token, factor: 'iit-app' }))).toBe('login-identity-not-chosen')
      const chosen = await web.scan(token, 'iit-app', { identityType: 'finance-officer' })
      expect(chosen.body).toMatchObject({ next: 'done', identityType: 'finance-officer' })
    })

    it('[R-LGE-12] [R-LGE-14] without a number no code can be sent, and the person is advised to add one', async () => {
      const who = await makeTaxpayer(central, 'paul', { number: null })
      const { token, advice, codeTo } = (await web.enterprise(who)).body
      expect({ advice, codeTo }).toEqual({ advice: ['add-phone'], codeTo: null })
      expect(codeOf(await web.post('code', { token }))).toBe('login-phone-empty')
    })

    it('[R-SMS-04] the sixth code within ten minutes is not sent', async () => {
      const who = await makeTaxpayer(central, 'rosa')
      const { token } = (await web.enterprise(who)).body
      for (let sent = 1; sent <= 5; sent++) expect((await web.post('code', { token })).status).toBe(200)
      expect(codeOf(await web.post('code', { token }))).toBe('sms-limit-reached')
    })
  })

  it('[R-LGE-09] refuses without a relation, and [R-LGE-18] answers a frozen one with R-MSG-28', async () => {
    const without = await makeTaxpayer(central, 'sara', { relation: null })
    expect(codeOf(await web.enterprise(without))).toBe('login-no-relation')
    const frozen = await makeTaxpayer(central, 'tom', { relation: { state: 'R5', disabled_reason: 'freeze' } })
    const answer = await web.enterprise(frozen)
    expect(answer.body).toMatchObject({ refusal: { code: 'login-relation-frozen', message: 'R-MSG-28' } })
    expect(await readLog(central, 'tom')).toMatchObject([{ reason: 'relation-frozen', result: 'failure' }])
  })

  it('[R-LGE-13] [R-LGE-15] gives the two prescribed answers', async () => {
    const who = await makeTaxpayer(central, 'ulla')
    const phone = await web.person(who, { tab: 'phone', account: '13900000000' })
    expect(phone.body).toMatchObject({ refusal: { code: 'login-phone-unknown', message: 'R-MSG-33' } })
    const document = await web.person(who, { account: '210102198001011234' })
    expect(document.body).toMatchObject({ refusal: { code: 'login-not-registered', message: 'R-MSG-34' } })
  })

  describe('initial password', () => {
    it('[R-PWD-06] [R-LGE-08] the last six open the way to their own change, and nothing afterwards', async () => {
      const who = await makeTaxpayer(central, 'vera', { person: { account_state: 'A1', credential_state: 'K1' } })
      const initial = who.document.slice(-6)
      const first = await web.person(who, { password: initial })
      const second = await web.scan(first.body['token'], 'iit-app')
      expect(second.body).toMatchObject({ next: 'change-password' })
      const { token } = second.body
      expect((await web.session(String(token))).status).toBe(401)
      const change = (newPassword: string, confirmation = newPassword) =>
        web.post('initial-password', { token, newPassword, confirmation })
      // [R-PWD-24] six characters are never a new password
      expect(codeOf(await change(initial))).toBe('login-password-breaks-rule')
      expect(codeOf(await change('Neues#2026', 'Neues#2027'))).toBe('login-confirmation-differs')
      const changed = await change('Neues#2026')
      expect(changed.body).toMatchObject({ next: 'done' })
      expect((await web.session(String(changed.body['token']))).status).toBe(200)
      expect(codeOf(await web.person(who, { password: initial }))).toBe('login-failed')
      expect((await web.person(who, { password: 'Neues#2026' })).body).toMatchObject({ next: 'second-step' })
      const person = await central.deps.database.read((db) =>
        db.find(sql("select account_state, credential_state from person where id = 'person-vera'")),
      )
      expect(person).toEqual({ account_state: 'A2', credential_state: 'K2' })
    })

    it('[OP-06] a reset value past its day opens nothing', async () => {
      const person = { credential_state: 'K3', credential_void_at: clock.now - 1 }
      const who = await makeTaxpayer(central, 'wim', { person })
      expect(codeOf(await web.person(who, { password: who.document.slice(-6) }))).toBe('login-failed')
      expect(await readLog(central, 'wim')).toMatchObject([{ reason: 'password-void' }])
    })
  })

  it('refuses malformed requests by field and keeps secrets out of its answer', async () => {
    const answer = await web.post('first-step', { entrance: 'person', tab: 'nose', account: 'x', password: 'Secret#1' })
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body)).not.toContain('Secret#1')
  })
})
