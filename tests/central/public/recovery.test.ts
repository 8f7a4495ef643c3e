import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from '../../../src/storage/database.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { apiOf, appOf, logIn } from './api.ts'
import { browser, codeOf, makeTaxpayer, readCode, setFace, type Taxpayer } from './taxpayer.ts'

const NEW = 'Neues#2027'

forEachDatabase('without a log-in', (open) => {
  let central: TestCentral
  let api: ReturnType<typeof apiOf>
  let web: ReturnType<typeof browser>
  // 22:00 in Beijing, so that a test can walk into the next day.
  const clock = { now: Date.UTC(2026, 4, 12, 14) }
  beforeAll(async () => {
    central = await startCentral({ database: await open(), now: () => clock.now })
    api = apiOf(central)
    web = browser(central)
  })
  afterAll(() => central.close())

  const documentOf = (who: Taxpayer) => ({ documentType: 'resident-id', documentNumber: who.document })
  const begin = (who: Taxpayer) => api('forgotten.begin', { body: documentOf(who) })
  const scanIt = (scan: string, app: 'province-app' | 'iit-app' = 'iit-app') =>
    appOf(central)('app.take-scan', { body: { scan, app } })
  /** 忘记密码 up to its third step, by a code or by a scan. */
  const prove = async (who: Taxpayer, by: 'code' | 'scan') => {
    const { token } = (await begin(who)).body
    if (by === 'code') {
      await api('forgotten.code', { body: { token } })
      const code = await readCode(central, who.number)
      return (await api('forgotten.prove', { body: { token, code } })).body.token
    }
    const { scan } = (await api('forgotten.scan', { body: { token } })).body
    await scanIt(scan)
    return (await api('forgotten.prove', { body: { token, scan } })).body.token
  }
  const set = (token: string, newPassword = NEW, confirmation = newPassword) =>
    api('forgotten.set', { body: { token, newPassword, confirmation } })
  /** Wrong passwords at the log-in, as often as asked. */
  const fail = async (who: Taxpayer, times: number) => {
    for (let count = 0; count < times; count++) await web.person(who, { password: `Wrong#${String(count)}` })
  }
  const recover = async (who: Taxpayer, number: string, given: { password?: string; code?: string } = {}) => {
    await api('phone-recovery.code', { body: { ...documentOf(who), number } })
    const code = given.code ?? (await readCode(central, number))
    const password = given.password ?? who.password
    return api('phone-recovery.finish', { body: { ...documentOf(who), password, number, code } })
  }

  it('[R-FGT-01] asks for type and number of the document, and goes no further with an unknown one', async () => {
    const who = await makeTaxpayer(central, 'anna')
    expect((await begin(who)).status).toBe(200)
    expect((await begin({ ...who, document: '210102198001011234' })).body).toMatchObject({
      refusal: { code: 'recovery-account-unknown', message: 'R-MSG-34' },
    })
    const gone = await makeTaxpayer(central, 'bob', { person: { account_state: 'A4' } })
    expect((await begin(gone)).refused).toBe('recovery-account-unknown')
  })

  it('[R-FGT-02] [R-MSG-10] [R-MSG-11] offers a code and a scan by either APP', async () => {
    const who = await makeTaxpayer(central, 'carl')
    const { body } = await begin(who)
    expect(body).toMatchObject({
      message: 'R-MSG-10',
      sms: { hint: 'R-MSG-11' },
      scan: { apps: ['province-app', 'iit-app'] },
    })
    expect(body.sms?.codeTo).toMatch(/^138\*{4}\d{4}$/)
  })

  it.each(['code', 'scan'] as const)('[R-FGT-02] [R-FGT-03] one proof, by %s, is enough', async (by) => {
    const who = await makeTaxpayer(central, by === 'code' ? 'dora' : 'emil')
    expect((await set(await prove(who, by))).body).toMatchObject({ message: 'R-MSG-14', next: 'log-in' })
    expect((await web.person(who, { password: NEW })).body).toMatchObject({ next: 'second-step' })
    expect(codeOf(await web.person(who))).toBe('login-failed')
  })

  it('[R-FGT-03] sets nothing before a proof, nor by a wrong one, nor against the rule', async () => {
    const who = await makeTaxpayer(central, 'fred')
    const { token } = (await begin(who)).body
    expect((await set(token)).refused).toBe('recovery-expired')
    expect((await api('forgotten.prove', { body: { token } })).refused).toBe('verification-needed')
    await api('forgotten.code', { body: { token } })
    const code = await readCode(central, who.number)
    const wrong = code === '000000' ? '111111' : '000000'
    expect((await api('forgotten.prove', { body: { token, code: wrong } })).refused).toBe('sms-code-wrong')
    const proved = (await api('forgotten.prove', { body: { token, code } })).body.token
    expect((await set(proved, 'short')).refused).toBe('credential-rule-length')
    expect((await set(proved, NEW, 'Other#2027')).refused).toBe('login-confirmation-differs')
    expect((await web.person(who)).status).toBe(200)
    expect((await set(proved)).status).toBe(200)
    expect((await set(proved)).refused).toBe('recovery-expired')
  })

  it('[R-FGT-04] ends every session and opens none', async () => {
    const who = await makeTaxpayer(central, 'gina')
    const session = await logIn(central, who)
    const answer = await set(await prove(who, 'code'))
    expect(answer.body).toEqual({ message: 'R-MSG-14', next: 'log-in' })
    expect((await apiOf(central, session)('session.read')).status).toBe(401)
  })

  it.each(['K0', 'K1', 'K3'])(
    '[R-FGT-05] [R-TR-CRD-03] sets a password whatever there was before: %s',
    async (state) => {
      const person = { credential_state: state, ...(state === 'K1' ? { account_state: 'A1' } : {}) }
      const who = await makeTaxpayer(central, `h${state.replace(/K/u, 'x'.repeat(Number(state[1]) + 3))}`, { person })
      await set(await prove(who, 'code'))
      expect((await web.person(who, { password: NEW })).body).toMatchObject({ next: 'second-step' })
      const row = await central.deps.database.read((db) =>
        db.find(sql('select account_state, credential_state from person where id = ?', [who.personId])),
      )
      expect(row).toEqual({ account_state: 'A2', credential_state: 'K2' })
    },
  )

  it('[R-FGT-06] without number and password: the face first, then a number by the new password', async () => {
    const who = await makeTaxpayer(central, 'ida', { number: null })
    const { body } = await begin(who)
    expect(body.sms).toBeNull()
    expect((await api('forgotten.code', { body: { token: body.token } })).refused).toBe('sms-number-missing')
    await set(await prove(who, 'scan'))
    expect((await recover(who, '13900000081', { password: NEW })).status).toBe(200)
    expect((await web.person(who, { password: NEW })).body['codeTo']).toBe('139****0081')
  })

  it('[R-FGT-07] without a captured face there is no scan, and without a number no way at all', async () => {
    const captured = { captured_at: null }
    const who = await makeTaxpayer(central, 'jana', { person: captured })
    const { body } = await begin(who)
    expect(body.scan).toBeNull()
    expect((await api('forgotten.scan', { body: { token: body.token } })).refused).toBe('verification-no-face-record')
    const without = await makeTaxpayer(central, 'kurt', { person: captured, number: null })
    expect((await begin(without)).refused).toBe('recovery-no-way')
  })

  it('[R-FGT-08] [R-LCK-03] [R-TR-CRD-12] a locked password is unlocked by setting a new one', async () => {
    const who = await makeTaxpayer(central, 'lena')
    await fail(who, 5)
    expect(codeOf(await web.person(who))).toBe('login-locked')
    await set(await prove(who, 'code'))
    expect((await web.person(who, { password: NEW })).status).toBe(200)
  })

  it('[R-TR-CRD-12] [R-LCK-03] a locked way proves nothing; the face unlocks codes and passwords alike', async () => {
    const who = await makeTaxpayer(central, 'mila')
    const { token } = (await begin(who)).body
    await api('forgotten.code', { body: { token } })
    const code = await readCode(central, who.number)
    const wrong = code === '000000' ? '111111' : '000000'
    for (let count = 0; count < 5; count++) await api('forgotten.prove', { body: { token, code: wrong } })
    expect((await api('forgotten.prove', { body: { token, code } })).refused).toBe('verification-locked')
    expect((await begin(who)).body.sms).toBeNull()
    expect(codeOf(await web.person(who))).toBe('login-locked')
    await set(await prove(who, 'scan'))
    expect((await begin(who)).body.sms).not.toBeNull()
    expect((await web.person(who, { password: NEW })).status).toBe(200)
  })

  it('[R-FGT-09] a code goes to the number the person holds, whatever is typed', async () => {
    const who = await makeTaxpayer(central, 'nora')
    const { token } = (await begin(who)).body
    const extra = await web.post('forgotten-password/code', { token, number: '13900000099' })
    expect(extra.status).toBe(400)
    expect((await api('forgotten.code', { body: { token } })).body.codeTo).toMatch(/^138/)
  })

  it('[R-LCK-01] [R-TR-CRD-09] [R-TR-CRD-10] four failures lock nothing, the fifth locks its level and below', async () => {
    const who = await makeTaxpayer(central, 'otto')
    await fail(who, 4)
    expect((await web.person(who)).status).toBe(200)
    await fail(who, 5)
    expect(codeOf(await web.person(who))).toBe('login-locked')
    expect((await begin(who)).body.sms).not.toBeNull()
  })

  it('[R-LCK-01] five failed faces lock everything until midnight [R-LCK-05] [R-TR-CRD-13]', async () => {
    const who = await makeTaxpayer(central, 'paul')
    await setFace(central, 'failed')
    for (let count = 0; count < 5; count++) {
      const { scan } = (await api('unlock.open', { body: documentOf(who) })).body
      expect((await scanIt(scan)).body).toEqual({ result: 'failed' })
    }
    await setFace(central, 'passed')
    expect((await api('unlock.open', { body: documentOf(who) })).refused).toBe('verification-locked')
    expect((await begin(who)).refused).toBe('recovery-no-way')
    expect(codeOf(await web.person(who))).toBe('login-locked')
    const before = clock.now
    clock.now = Date.parse('2026-05-12T23:59:59+08:00')
    expect(codeOf(await web.person(who))).toBe('login-locked')
    clock.now = Date.parse('2026-05-13T00:00:00+08:00')
    expect((await web.person(who)).status).toBe(200)
    clock.now = before
  })

  it('[R-LCK-04] [R-TR-CRD-11] a passed face unlocks, and says so in the audit', async () => {
    const who = await makeTaxpayer(central, 'rosa')
    await fail(who, 5)
    const { scan, apps } = (await api('unlock.open', { body: documentOf(who) })).body
    expect(apps).toEqual(['province-app', 'iit-app'])
    expect((await api('unlock.finish', { body: { scan } })).refused).toBe('scan-waiting')
    await scanIt(scan)
    expect((await api('unlock.finish', { body: { scan } })).body).toEqual({ unlocked: true })
    expect((await web.person(who)).status).toBe(200)
    const audited = await central.deps.database.read((db) =>
      db.all(sql("select seq from audit where action = 'login.unlock' and subjects like '%person-rosa%'")),
    )
    expect(audited).toHaveLength(1)
  })

  it('[R-LCK-04] a face that failed unlocks nothing, and nobody learns who has an account', async () => {
    const who = await makeTaxpayer(central, 'sara')
    await fail(who, 5)
    await setFace(central, 'failed')
    const { scan } = (await api('unlock.open', { body: documentOf(who) })).body
    await scanIt(scan)
    await setFace(central, 'passed')
    expect((await api('unlock.finish', { body: { scan } })).refused).toBe('scan-failed')
    expect(codeOf(await web.person(who))).toBe('login-locked')
    const stranger = await api('unlock.open', { body: { documentType: 'resident-id', documentNumber: '999' } })
    expect(Object.keys(stranger.body).toSorted()).toEqual(['apps', 'expiresAt', 'scan'])
    expect((await scanIt(stranger.body.scan)).body).toEqual({ result: 'failed' })
  })

  it('[R-LCK-06] [R-TR-CRD-14] a right entry begins the row anew', async () => {
    const who = await makeTaxpayer(central, 'tom')
    await fail(who, 4)
    expect((await web.person(who)).status).toBe(200)
    await fail(who, 4)
    expect((await web.person(who)).status).toBe(200)
  })

  it('[R-LCK-02] [R-LCK-07] any method counts, each by itself', async () => {
    const who = await makeTaxpayer(central, 'ulla')
    await fail(who, 4)
    const { token } = (await begin(who)).body
    await api('forgotten.code', { body: { token } })
    const code = await readCode(central, who.number)
    const wrong = code === '000000' ? '111111' : '000000'
    for (let count = 0; count < 4; count++) await api('forgotten.prove', { body: { token, code: wrong } })
    expect((await web.person(who)).status).toBe(200)
    expect((await api('forgotten.prove', { body: { token, code } })).status).toBe(200)
  })

  it('[R-RPH-01] [R-LGE-16] whoever can’t receive a code sets another number and goes on with it', async () => {
    const who = await makeTaxpayer(central, 'vera')
    await recover(who, '13900000082')
    const { token, codeTo } = (await web.person(who)).body
    expect(codeTo).toBe('139****0082')
    await web.post('code', { token })
    const code = await readCode(central, '13900000082')
    expect((await web.post('second-step', { token, factor: 'sms', code })).body).toMatchObject({ next: 'done' })
  })

  it('[R-RPH-02] [R-RPH-05] every field is needed', async () => {
    const who = await makeTaxpayer(central, 'wim')
    const whole = { ...documentOf(who), password: who.password, number: '13900000083', code: '123456' }
    for (const field of ['documentType', 'documentNumber', 'password', 'number', 'code']) {
      const body = { ...whole, [field]: '' }
      expect((await api('phone-recovery.finish', { body })).refused).toBe('recovery-incomplete')
    }
    expect((await api('phone-recovery.code', { body: { ...documentOf(who), number: ' ' } })).refused).toBe(
      'recovery-incomplete',
    )
  })

  it('[R-RPH-03] [R-MSG-37] the password and the code to the new number have to be right', async () => {
    const who = await makeTaxpayer(central, 'xena')
    const wrong = await recover(who, '13900000084', { password: 'Wrong#2026' })
    expect(wrong.body).toMatchObject({ refusal: { code: 'recovery-failed', message: 'R-MSG-37' } })
    expect((await recover(who, '13900000084', { code: 'xxxxxx' })).refused).toBe('sms-code-wrong')
    expect((await recover(who, '13900000084')).status).toBe(200)
  })

  it('[R-RPH-03] an unknown document sounds like a wrong password, and an initial value is none', async () => {
    const who = await makeTaxpayer(central, 'yves', { person: { credential_state: 'K3' } })
    const initial = await recover(who, '13900000085', { password: who.document.slice(-6) })
    const stranger = await recover({ ...who, document: '210102198001011234' }, '13900000086')
    expect([initial.refused, stranger.refused]).toEqual(['recovery-failed', 'recovery-failed'])
    expect(stranger.body).toEqual(initial.body)
  })

  it('[R-RPH-03] [R-LCK-01] wrong passwords count here as they do at the log-in', async () => {
    const who = await makeTaxpayer(central, 'zora')
    for (let count = 0; count < 5; count++)
      await api('phone-recovery.finish', {
        body: { ...documentOf(who), password: 'Wrong#1', number: '13900000087', code: '1' },
      })
    const right = { ...documentOf(who), password: who.password, number: '13900000087', code: '1' }
    expect((await api('phone-recovery.finish', { body: right })).refused).toBe('verification-locked')
    expect(codeOf(await web.person(who))).toBe('login-locked')
  })

  it('[R-RPH-04] somebody whose number was taken comes in by the face and adds it again', async () => {
    const loser = await makeTaxpayer(central, 'Anna', { number: '13900000088' })
    const taker = await makeTaxpayer(central, 'Bob')
    await recover(taker, '13900000088')
    const { token, codeTo } = (await web.person(loser)).body
    expect(codeTo).toBeNull()
    const session = (await web.scan(token, 'iit-app')).body['token']
    const me = apiOf(central, String(session))
    const { scan } = (await me('scans.open', { body: { purpose: 'phones.add' } })).body
    await scanIt(scan)
    await me('codes.send', { body: { purpose: 'phones.add', number: '13900000088' } })
    const numberCode = await readCode(central, '13900000088')
    expect((await me('phones.add', { body: { number: '13900000088', numberCode, scan } })).status).toBe(200)
  })

  it('[R-RPH-06] [R-RPH-07] [R-TR-PHN-05] the new number becomes the default one, the former stays beside it', async () => {
    const staff = await makeTaxpayer(central, 'Carl', { relation: { identity_type: 'staff-full' } })
    await recover(staff, '13900000089')
    const { body } = await apiOf(central, await logIn(central, staff))('phones.list')
    expect(body.map(({ masked, isDefault }) => [masked, isDefault])).toEqual([
      ['139****0089', true],
      [`138****${staff.number.slice(-4)}`, false],
    ])
  })

  it('[R-TR-PHN-05] [R-TR-PHN-11] [R-MSG-33] [R-MSG-02] a number taken over is its former holder’s no more', async () => {
    const former = await makeTaxpayer(central, 'Dora', { number: '13900000090' })
    const taker = await makeTaxpayer(central, 'Emil')
    await recover(taker, '13900000090')
    const by = (who: Taxpayer, account: string) => web.person(who, { tab: 'phone', account })
    expect((await by(taker, '13900000090')).status).toBe(200)
    const me = apiOf(central, await logIn(central, taker))
    await recover(taker, '13900000091')
    const phones = (await me('phones.list')).body
    const given = phones.find(({ masked }) => masked === '139****0090')
    await me('codes.send', { body: { purpose: 'phones.delete' } })
    const code = await readCode(central, '13900000091')
    await me('phones.delete', { params: { phoneId: given?.id ?? '' }, body: { code } })
    const nobody = await by(former, '13900000090')
    expect(nobody.body).toMatchObject({
      refusal: { code: 'login-phone-unknown', message: 'R-MSG-33' },
      message: { 'zh-CN': '手机号码不存在，您可以尝试使用证件号码登录' },
    })
    // R-LGE-14: the document still opens the account, and says what to do.
    expect((await web.person(former)).body).toMatchObject({ codeTo: null, advice: ['add-phone'] })
  })

  it('[R-TR-PHN-01] a code is sent while the limit allows, and not beyond', async () => {
    const who = await makeTaxpayer(central, 'Fred')
    const send = () => api('phone-recovery.code', { body: { ...documentOf(who), number: '13900000092' } })
    for (let sent = 1; sent <= 5; sent++) expect((await send()).status).toBe(200)
    expect((await send()).body).toMatchObject({ refusal: { code: 'sms-limit-reached', message: 'R-MSG-35' } })
  })

  it('[R-TR-PHN-06] a wrong or late code binds nothing, and one for another document neither', async () => {
    const who = await makeTaxpayer(central, 'Gina')
    const other = await makeTaxpayer(central, 'Hugo')
    const number = '13900000093'
    await api('phone-recovery.code', { body: { ...documentOf(who), number } })
    const code = await readCode(central, number)
    const finish = (person: Taxpayer, typed: string) =>
      api('phone-recovery.finish', {
        body: { ...documentOf(person), password: person.password, number, code: typed },
      })
    expect((await finish(other, code)).refused).toBe('sms-code-none')
    expect((await finish(who, 'x')).refused).toBe('sms-code-wrong')
    clock.now += 5 * 60_000
    expect((await finish(who, code)).refused).toBe('sms-code-expired')
    clock.now -= 5 * 60_000
    const row = await central.deps.database.read((db) =>
      db.find(sql("select id from phone where number = ? and state = 'bound'", [number])),
    )
    expect(row).toBeUndefined()
  })
})
