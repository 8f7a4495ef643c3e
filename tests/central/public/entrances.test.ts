import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeSetting } from '../../../src/central/stand-ins/settings.ts'
import { operations } from '../../../src/contract/public/registry.ts'
import { liaoningLegacy, shandong } from '../../../src/domain/policy/profiles.ts'
import { patchRow, putRow } from '../../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { phoneRow } from '../../support/rows.ts'
import { agree, enterpriseOf, makeAgency } from './agents.ts'
import { apiOf, logIn } from './api.ts'
import { logInByCode, makeProject, nameInReport, relate } from './log-in-scenes.ts'
import { browser, codeOf, makeTaxpayer, readCode, readLog, setFace, SLID, type Taxpayer } from './taxpayer.ts'

forEachDatabase('log-in pages', (open) => {
  let central: TestCentral
  let inShandong: TestCentral
  let earlier: TestCentral
  let web: ReturnType<typeof browser>
  let api: ReturnType<typeof apiOf>
  const clock = { now: Date.parse('2026-05-12T10:00:00+08:00') }
  const now = () => clock.now
  beforeAll(async () => {
    const database = await open()
    central = await startCentral({ database, now })
    inShandong = await startCentral({ database, now, policy: shandong, empty: true })
    earlier = await startCentral({ database, now, policy: liaoningLegacy, empty: true })
    web = browser(central)
    api = apiOf(central)
  })
  afterAll(async () => {
    await earlier.close()
    await inShandong.close()
    await central.close()
  })

  const special = (who: Taxpayer, fields: object = {}, at = web) =>
    at.post('first-step', {
      entrance: 'special',
      projectKind: 'report',
      enterpriseCode: who.enterpriseCode,
      account: who.document,
      password: who.password,
      humanCheck: SLID,
      ...fields,
    })
  const agency = (agencyCode: string, who: Taxpayer, fields: object = {}) =>
    web.post('first-step', {
      entrance: 'agency',
      agencyCode,
      account: who.document,
      password: who.password,
      humanCheck: SLID,
      ...fields,
    })

  it('[R-LGE-01] [R-LGN-01] offers scan and password at the enterprise’s and the person’s page, and no third', async () => {
    const { body } = await api('login.entrances')
    const page = (name: string) => body.find(({ entrance }) => entrance === name)
    expect(page('enterprise')).toMatchObject({ heading: '企业业务', modules: ['scan', 'password'] })
    expect(page('person')).toMatchObject({ heading: '自然人业务', modules: ['scan', 'password'] })
    expect(page('enterprise')?.scanApps).toEqual(['province-app'])
    expect(page('person')?.scanApps).toEqual(['province-app', 'iit-app'])
  })

  it('[R-XRG-01] [R-XRG-04] [R-LGE-17] the special entities have a page of their own below, with exactly two types', async () => {
    const { body } = await api('login.entrances')
    const page = body.find(({ entrance }) => entrance === 'special')
    expect(page?.heading).toBe('特定主体')
    expect(page?.projectKinds.map(({ name }) => name)).toEqual(['跨区域报验户', '跨区税源登记纳税人'])
    expect(body.find(({ entrance }) => entrance === 'enterprise')?.links).toContain('special')
    expect((await special(await makeTaxpayer(central, 'anna'), { projectKind: 'other' })).status).toBe(400)
  })

  it('[R-LGE-11] advises the document first and takes the other account names too', async () => {
    const { body } = await api('login.entrances')
    expect(body[0]?.accounts).toEqual(['document', 'phone', 'username'])
  })

  it('[R-LGE-12] [R-LGE-16] leads from every page to the recovery of a number', async () => {
    const { body } = await api('login.entrances')
    for (const { links } of body) expect(links).toContain('phone-recovery')
  })

  it('[R-PLT-01] is in force from its first day, and not the day before', async () => {
    const who = await makeTaxpayer(central, 'bob')
    const today = clock.now
    clock.now = Date.parse('2023-04-21T23:59:59+08:00')
    expect(codeOf(await web.person(who))).toBe('login-not-in-force')
    clock.now = Date.parse('2023-04-22T00:00:00+08:00')
    expect((await web.person(who)).status).toBe(200)
    clock.now = today
  })

  it('[R-LGE-06] takes no slider that isn’t fully right, and no program while the service is away', async () => {
    const who = await makeTaxpayer(central, 'carl')
    const half = { humanCheck: { challenge: 'slider', answer: 'half' } }
    expect(codeOf(await web.person(who, half))).toBe('login-human-check')
    const setting = { answer: 'unavailable', delay: 0, once: true } as const
    await writeSetting(central.deps.database, 'human-check', setting)
    expect(codeOf(await web.person(who))).toBe('login-human-check-busy')
    expect(await readLog(central, 'carl')).toEqual([])
    expect((await web.person(who)).status).toBe(200)
  })

  it('[R-LGE-06] the earlier profile asks for a picture’s code and the agreement instead', async () => {
    const who = await makeTaxpayer(central, 'dora')
    const { challenge, picture } = (await apiOf(earlier)('login.human-check')).body
    const drawing = Buffer.from((picture ?? '').split(',')[1] ?? '', 'base64').toString()
    const answer = />(\d{4})</u.exec(drawing)?.[1] ?? ''
    const logInWith = (humanCheck: object) => browser(earlier).person(who, { humanCheck })
    expect(codeOf(await logInWith({ challenge, answer }))).toBe('login-human-check')
    expect(codeOf(await logInWith({ challenge, answer: 'xxxx', agreed: true }))).toBe('login-human-check')
    expect((await logInWith({ challenge, answer, agreed: true })).body).toMatchObject({ next: 'done' })
  })

  it('[R-PLT-06] [R-LGE-05] knows the person’s own password alone: there is no field for another', async () => {
    const who = await makeTaxpayer(central, 'emil')
    expect(await web.enterprise(who, { enterprisePassword: 'Qiye#2026' })).toMatchObject({
      status: 400,
      body: { field: 'enterprisePassword' },
    })
    expect(codeOf(await web.enterprise(who, { password: 'Qiye#2026' }))).toBe('login-failed')
    expect((await web.enterprise(who)).status).toBe(200)
  })

  it('[R-PLT-07] one password opens all three businesses, and after a change only the new one', async () => {
    const who = await makeTaxpayer(central, 'fred')
    await makeAgency(central, 'fred', [who])
    const all = async (password: string) => {
      const tries = [
        web.enterprise(who, { password }),
        web.person(who, { password }),
        agency('AGENCYFRED', who, { password }),
      ]
      return (await Promise.all(tries)).map(({ status }) => status)
    }
    expect(await all(who.password)).toEqual([200, 200, 200])
    const { body } = await api('forgotten.begin', {
      body: { documentType: 'resident-id', documentNumber: who.document },
    })
    await api('forgotten.code', { body: { token: body.token } })
    const code = await readCode(central, who.number)
    const proved = await api('forgotten.prove', { body: { token: body.token, code } })
    await api('forgotten.set', {
      body: { token: proved.body.token, newPassword: 'Neues#2027', confirmation: 'Neues#2027' },
    })
    expect(await all(who.password)).toEqual([409, 409, 409])
    expect(await all('Neues#2027')).toEqual([200, 200, 200])
  })

  it('[R-PLT-08] somebody registered in another province is let in as they are', async () => {
    const elsewhere = { hall_id: 'hall-of-shandong', document_number: '370102199003070017' }
    const who = await makeTaxpayer(central, 'gina', { person: elsewhere, relation: null })
    expect((await web.person(who, { account: '370102199003070017' })).status).toBe(200)
  })

  it('[R-PLT-09] a relation is all that an enterprise’s log-in needs: nobody registers an enterprise', async () => {
    const who = await makeTaxpayer(central, 'hugo')
    expect((await web.enterprise(who)).status).toBe(200)
    const summaries = Object.values(operations).map(({ summary }) => summary)
    expect(summaries.filter((text) => /企业注册|register(s|ing)? an enterprise/iu.test(text))).toEqual([])
  })

  it('[R-PLT-10] [R-PLT-20] a member of staff registers, then both sides confirm, then the log-in opens', async () => {
    const boss = await makeTaxpayer(central, 'ida')
    const account = { account_state: 'A0', credential_state: 'K0' }
    const staff = await makeTaxpayer(central, 'jana', { person: account, relation: null })
    const id = `relation-${staff.personId}`
    await relate(central, staff, enterpriseOf(boss), { state: 'R1' })
    const logInThere = () => web.enterprise(staff, { enterpriseCode: boss.enterpriseCode })
    expect(codeOf(await logInThere())).toBe('login-not-registered')
    await central.change(async (work) => {
      await patchRow(work, 'person', [staff.personId], { account_state: 'A2', credential_state: 'K2' })
    })
    expect(codeOf(await logInThere())).toBe('login-no-relation')
    await central.change(async (work) => {
      await patchRow(work, 'relation', [`${id}-${enterpriseOf(boss)}-staff-full`], { state: 'R4' })
    })
    expect((await logInThere()).status).toBe(200)
  })

  it('[R-PLT-11] [R-MSG-34] the manager of a new taxpayer registers as a person first', async () => {
    const who = await makeTaxpayer(central, 'kurt', { person: { account_state: 'A0', credential_state: 'K0' } })
    const answer = await web.enterprise(who)
    expect(answer.body).toMatchObject({ refusal: { code: 'login-not-registered', message: 'R-MSG-34' } })
    expect((answer.body['message'] as { 'zh-CN': string })['zh-CN']).toBe('该用户未注册')
    expect((await api('login.entrances')).body.find(({ entrance }) => entrance === 'person')?.links).toContain(
      'register',
    )
  })

  it('[R-PLT-15] somebody without a real-name record is sent to capture, and may act for themselves alone', async () => {
    const who = await makeTaxpayer(central, 'lena', { person: { captured_at: null, level: 2 } })
    expect(codeOf(await web.enterprise(who))).toBe('login-not-captured')
    expect(await readLog(central, 'lena')).toMatchObject([{ reason: 'not-captured' }])
    expect((await web.person(who)).status).toBe(200)
    const known = await makeTaxpayer(central, 'mi', { person: { captured_at: null, level: 3 } })
    expect((await web.enterprise(known)).status).toBe(200)
  })

  it('[R-LGN-02] [R-LGN-03] a person’s second step sends its code to the default number', async () => {
    const who = await makeTaxpayer(central, 'nora')
    await central.change(async (work) => {
      await putRow(work, 'phone', phoneRow('phone-nora-2', who.personId, '13900000061', { is_default: 0 }))
    })
    const first = await web.person(who, { tab: 'phone', account: '13900000061' })
    expect(first.body).toMatchObject({ next: 'second-step', codeTo: `138****${who.number.slice(-4)}` })
    expect((await logInByCode(central, who, first)).body).toMatchObject({ next: 'done', identityType: null })
  })

  it('[R-MSG-42] without a number the step by code says so', async () => {
    const who = await makeTaxpayer(central, 'otto', { number: null })
    const { token } = (await web.person(who)).body
    const answer = await web.post('code', { token })
    expect(answer.body).toMatchObject({
      refusal: { code: 'login-phone-empty', message: 'R-MSG-42' },
      message: { 'zh-CN': '短信验证显示手机号码为空' },
    })
  })

  it('[R-MSG-39] a busy face service counts nothing, and the code can be read again', async () => {
    const who = await makeTaxpayer(central, 'paul')
    const { token } = (await web.person(who)).body
    await setFace(central, 'busy')
    expect(codeOf(await web.scan(token, 'iit-app'))).toBe('scan-waiting')
    await setFace(central, 'passed')
    expect((await web.scan(token, 'iit-app')).body).toMatchObject({ next: 'done' })
    expect(await readLog(central, 'paul')).toMatchObject([{ result: 'success', method: 'scan' }])
  })

  it('[R-XRG-02] [R-XRG-03] a special entity takes both codes and three account names, then a code or the province’s APP', async () => {
    const who = await makeTaxpayer(central, 'rosa')
    await makeProject(central, 'rosa', who)
    for (const account of [who.document, who.number, who.username])
      expect((await special(who, { account })).body).toMatchObject({ factors: ['sms', 'province-app'] })
    expect((await special(who, { enterpriseCode: `N${who.enterpriseCode}` })).status).toBe(200)
    expect((await logInByCode(central, who, special(who))).body).toMatchObject({ next: 'done' })
    const { token } = (await special(who)).body
    expect(codeOf(await web.scan(token, 'iit-app'))).toBe('login-factor-not-offered')
    const other = (await special(who, {}, browser(inShandong))).body
    expect(other).toMatchObject({ factors: ['sms', 'province-app', 'iit-app'] })
    expect((await browser(inShandong).scan(other['token'], 'iit-app')).body).toMatchObject({ next: 'done' })
  })

  it.each(['handler', 'contact'] as const)(
    '[R-XRG-06] a %s of the report is let in, anybody else is not',
    async (role) => {
      const [a, b, c] = role === 'handler' ? (['sara', 'so', 's'] as const) : (['tom', 'tilo', 't'] as const)
      const owner = await makeTaxpayer(central, a)
      const named = await makeTaxpayer(central, b, { relation: null })
      const stranger = await makeTaxpayer(central, c, { relation: null })
      const projectId = await makeProject(central, a, owner)
      await nameInReport(central, projectId, named, role)
      const at = { enterpriseCode: owner.enterpriseCode }
      const first = await special(named, at)
      expect(first.body).toMatchObject({ identities: [role] })
      const { token } = await logInByCode(central, named, first)
      const session = await apiOf(central, token)('session.read')
      expect(session.body).toMatchObject({ business: 'enterprise', projectId, identityType: role })
      expect(codeOf(await special(stranger, at))).toBe('login-project-number-missing')
      expect(codeOf(await web.enterprise(named, at))).toBe('login-no-relation')
    },
  )

  it('[R-XRG-07] [R-MSG-38] offers matching numbers to whoever has a relation, and asks to choose', async () => {
    const who = await makeTaxpayer(central, 'ulla')
    await makeProject(central, 'ulla1', who)
    const chosen = await makeProject(central, 'ulla2', who)
    await makeProject(central, 'ulla3', who, { kind: 'tax-source', number: null })
    const { token } = (await special(who)).body
    const offered = (part: string) => api('login.projects', { body: { token: String(token), part } })
    expect((await offered('ULLA')).body.rows).toHaveLength(2)
    expect((await offered('ulla2')).body.rows).toMatchObject([{ projectId: chosen, number: '2102022026ulla2' }])
    expect((await offered('%')).body.rows).toEqual([])
    const second = { token, factor: 'sms', code: 'xxxxxx' }
    const missing = await web.post('second-step', second)
    expect(missing.body).toMatchObject({
      refusal: { code: 'login-project-not-chosen', message: 'R-MSG-38' },
      message: { 'zh-CN': '编号必填' },
    })
    const done = await logInByCode(central, who, special(who), { projectId: chosen })
    expect((await apiOf(central, done.token)('session.read')).body.projectId).toBe(chosen)
    const stranger = await makeTaxpayer(central, 'uwe', { relation: null })
    const refused = await special(stranger, { enterpriseCode: who.enterpriseCode })
    expect(refused.body).toMatchObject({ refusal: { code: 'login-project-number-missing', message: 'R-MSG-38' } })
  })

  it('[R-AGY-01] [R-AGY-02] an agent logs in for the agency, sees its clients and enters one', async () => {
    const agent = await makeTaxpayer(central, 'vera', { relation: null })
    const client = await makeTaxpayer(central, 'wim')
    const agencyId = await makeAgency(central, 'vera', [agent])
    await agree(central, 'vera', { agencyId, client, agents: [agent] })
    for (const account of [agent.document, agent.number, agent.username])
      expect((await agency('agencyvera', agent, { account })).body).toMatchObject({ next: 'second-step' })
    const done = await logInByCode(central, agent, agency('AGENCYVERA', agent))
    const me = apiOf(central, done.token)
    expect((await me('session.read')).body).toMatchObject({
      business: 'agency',
      firstPage: 'client-list',
      enterpriseId: null,
      agencyId,
    })
    const { rows } = (await me('switch.clients')).body
    expect(rows).toMatchObject([{ enterpriseId: enterpriseOf(client), validFrom: '2020-01-01' }])
    expect((await me('switch.client', { body: { enterpriseId: enterpriseOf(client) } })).status).toBe(200)
    expect((await me('session.read')).body).toMatchObject({
      business: 'agency',
      firstPage: 'enterprise-info',
      enterpriseId: enterpriseOf(client),
    })
    const log = await readLog(central, 'vera')
    expect(log.map((row) => [row['login_type'], row['taxpayer_name'], row['enterprise_id']])).toEqual([
      ['agency', '沈阳诚信税务师事务所有限公司', null],
      ['agency', '沈阳甲贸易有限公司', enterpriseOf(client)],
    ])
  })

  it('[R-AGY-10] nobody logs in for an agency that hasn’t filed them, or without an account', async () => {
    const filed = await makeTaxpayer(central, 'xena', { person: { account_state: 'A0' }, relation: null })
    const stranger = await makeTaxpayer(central, 'yves', { relation: null })
    const early = await makeTaxpayer(central, 'zoe', { relation: null })
    await makeAgency(central, 'xena', [filed])
    await makeAgency(central, 'zoe', [early], { basic_form_at: null })
    expect(codeOf(await agency('AGENCYXENA', filed))).toBe('login-not-registered')
    expect(codeOf(await agency('AGENCYXENA', stranger))).toBe('login-no-agency')
    expect(codeOf(await agency('AGENCYZOE', early))).toBe('login-no-agency')
    expect(await readLog(central, 'yves')).toMatchObject([
      { login_type: 'agency', reason: 'no-agency', identity_type: 'agent', hall_id: 'h1' },
    ])
    await central.change(async (work) => {
      await patchRow(work, 'person', [filed.personId], { account_state: 'A2' })
    })
    expect((await agency('AGENCYXENA', filed)).status).toBe(200)
  })

  it('[R-LGE-08] [R-TR-CRD-01] an initial value opens its change alone, whatever the entrance', async () => {
    const person = { account_state: 'A1', credential_state: 'K1' }
    const who = await makeTaxpayer(central, 'Anna', { person })
    const password = who.document.slice(-6)
    const second = await logInByCode(central, who, web.enterprise(who, { password }))
    expect(second.body).toMatchObject({ next: 'change-password' })
    expect((await apiOf(central, second.token)('session.read')).status).toBe(401)
    const changed = await api('login.initial-password', {
      body: { token: second.token, newPassword: 'Neues#2027', confirmation: 'Neues#2027' },
    })
    expect((await apiOf(central, changed.body.token)('session.read')).body).toMatchObject({ business: 'enterprise' })
    expect(codeOf(await web.enterprise(who, { password }))).toBe('login-failed')
    expect((await web.enterprise(who, { password: 'Neues#2027' })).body).toMatchObject({ next: 'second-step' })
  })

  it('[R-PLT-02] a log-in is of one business, and the functions of another are closed to it', async () => {
    const who = await makeTaxpayer(central, 'Bob')
    const person = apiOf(central, await logIn(central, who))
    expect((await person('session.read')).body).toMatchObject({ business: 'person', enterpriseId: null })
    expect(await person('enterprise.basic')).toMatchObject({ status: 403, refused: 'session-not-permitted' })
    expect(await person('switch.clients')).toMatchObject({ status: 403, refused: 'session-not-permitted' })
    const enterprise = apiOf(central, await logIn(central, who, { entrance: 'enterprise' }))
    expect((await enterprise('enterprise.basic')).status).toBe(200)
  })

  it('[R-PLT-03] ends with a sign-out', async () => {
    const me = apiOf(central, await logIn(central, await makeTaxpayer(central, 'Carl')))
    expect((await me('session.sign-out')).status).toBe(200)
    expect((await me('session.read')).status).toBe(401)
    expect((await me('session.sign-out')).status).toBe(200)
  })
})
