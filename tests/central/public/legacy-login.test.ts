import { afterAll, beforeAll, expect, it } from 'vitest'
import zhLog from '../../../src/renderer/locales/zh-CN/login-log.json' with { type: 'json' }
import { writeSetting } from '../../../src/central/stand-ins/settings.ts'
import { liaoningLegacy } from '../../../src/domain/policy/profiles.ts'
import { sql } from '../../../src/storage/database.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { apiOf, appOf } from './api.ts'
import {
  ENTERPRISE_PASSWORD,
  enterpriseOf,
  giveSecret,
  legacyOf,
  makeCompany,
  makeIdentity,
  makeMember,
  MEMBER_PASSWORD,
  PICTURE,
  register,
  relationOf,
  setFrozen,
} from './legacy-scene.ts'
import { readCode, readLog } from './taxpayer.ts'

forEachDatabase('the earlier log-in of enterprises', (open) => {
  let central: TestCentral
  let legacy: ReturnType<typeof legacyOf>
  const clock = { now: Date.UTC(2026, 4, 12, 2) }
  beforeAll(async () => {
    central = await startCentral({ database: await open(), now: () => clock.now, policy: liaoningLegacy })
    legacy = legacyOf(central)
  })
  afterAll(() => central.close())

  const session = (token: string) => apiOf(central, token)('session.read')
  const reasons = async (name: string) => (await readLog(central, name)).map((row) => row['reason'])

  it('[R-LEG-01] offers three kinds of log-in, and an enterprise two ways', async () => {
    expect((await legacy.api('legacy.entrances')).body).toEqual({
      open: true,
      until: 'always',
      entries: ['enterprise', 'person', 'agency'],
      enterpriseWays: ['quick', 'ordinary'],
    })
  })

  it('[R-LEG-06] gives the list of people for code, enterprise password, picture code and agreement', async () => {
    const who = await makeCompany(central, 'anna')
    const listed = await legacy.list(who)
    expect(listed.body).toMatchObject({
      next: 'pick',
      people: [{ member: 'relation-anna', name: 'anna', identityType: 'legal-representative', state: 'normal' }],
    })
    expect((await legacy.list(who, { enterpriseCode: `n${who.enterpriseCode}` })).status).toBe(200)
    expect((await legacy.list(who, { enterprisePassword: '' })).refused).toBe('legacy-incomplete')
    expect((await legacy.list(who, { humanCheck: { ...PICTURE, agreed: false } })).refused).toBe(
      'legacy-agreement-missing',
    )
    expect((await legacy.list(who, { humanCheck: { ...PICTURE, answer: 'x' } })).refused).toBe('legacy-human-check')
    // No attempt was made by any of these.
    expect(await readLog(central, 'anna')).toEqual([])
  })

  it('[R-MSG-37] answers a wrong enterprise password, a missing one and an unknown enterprise alike', async () => {
    const who = await makeCompany(central, 'bob')
    const wrong = await legacy.list(who, { enterprisePassword: 'Wrong#2026' })
    const unknown = await legacy.list(who, { enterpriseCode: '91210102MA0NOBODY0' })
    expect(wrong.refused).toBe('legacy-enterprise-password-wrong')
    expect(unknown.body).toEqual(wrong.body)
    expect((wrong.body as unknown as { message: { 'zh-CN': string } }).message['zh-CN']).toBe('密码有误')
    expect((wrong.body as unknown as { refusal: object }).refusal).toMatchObject({ message: 'R-MSG-37' })
    expect(await reasons('bob')).toEqual(['enterprise-password-wrong'])
  })

  it('[R-LCK-01] locks the enterprise’s password after five wrong ones, until midnight', async () => {
    const who = await makeCompany(central, 'carl')
    for (let count = 0; count < 5; count++) await legacy.list(who, { enterprisePassword: 'Wrong#2026' })
    expect((await legacy.list(who)).refused).toBe('legacy-locked')
    clock.now += 24 * 3_600_000
    expect((await legacy.list(who)).status).toBe(200)
  })

  it('[R-LEG-07] fills an empty list from the core system and says R-MSG-36', async () => {
    const who = await makeCompany(central, 'dora', { seen: false })
    await central.change((work) =>
      work.db.run(sql("delete from relation where id = 'relation-dora'")).then(() => undefined),
    )
    const { body } = await legacy.list(who)
    expect(body.people).toEqual([])
    await register(central, who, [
      { name: 'dora', documentNumber: who.document, role: 'legal-representative', mobile: who.number },
    ])
    const synchronised = await legacy.api('legacy.synchronise', { body: { token: body.token } })
    expect(synchronised.body).toMatchObject({
      message: 'R-MSG-36',
      people: [{ name: 'dora', identityType: 'legal-representative', state: 'normal' }],
      problems: [],
    })
    const picked = await legacy.api('legacy.pick', {
      body: { token: body.token, member: synchronised.body.people[0]?.member ?? '' },
    })
    expect(picked.status).toBe(200)
  })

  it('[R-LEG-08] says of each registered person what has to be captured or corrected', async () => {
    const who = await makeCompany(central, 'emil')
    const other = await makeMember(central, who, 'Ella')
    const { body } = await legacy.list(who)
    await register(central, who, [
      { name: 'emil', documentNumber: who.document, role: 'legal-representative', mobile: who.number },
      { name: 'Ella', documentNumber: other.document, mobile: '13900009999' },
      { name: 'unknown', documentNumber: '210102199003079999' },
    ])
    const { body: done } = await legacy.api('legacy.synchronise', { body: { token: body.token } })
    expect(done.problems.map(({ problem }) => problem)).toEqual(['mobile-differs', 'not-captured'])
  })

  it('[R-LEG-09] fails where neither LR nor FO agrees with the registration', async () => {
    const who = await makeCompany(central, 'fred')
    const { body } = await legacy.list(who)
    const sync = () => legacy.api('legacy.synchronise', { body: { token: body.token } })
    await register(central, who, [{ name: '别人', documentNumber: who.document, role: 'legal-representative' }])
    expect((await sync()).refused).toBe('legacy-sync-failed')
    await writeSetting(central.deps.database, 'core', { answer: 'unavailable', delay: 0, once: true })
    expect((await sync()).refused).toBe('legacy-core-busy')
  })

  it('[R-MSG-36] is said when the synchronising went well, and not otherwise', async () => {
    const who = await makeCompany(central, 'gus')
    const { body } = await legacy.list(who)
    expect((await legacy.api('legacy.synchronise', { body: { token: body.token } })).body.message).toBe('R-MSG-36')
    await register(central, who, [])
    expect((await legacy.api('legacy.synchronise', { body: { token: body.token } })).refused).toBe('legacy-sync-failed')
  })

  it('[R-LEG-10] lets in LR or FO first, and then everybody', async () => {
    const who = await makeCompany(central, 'hans', { seen: false })
    const staff = await makeMember(central, who, 'Hugo')
    await giveSecret(central, staff)
    await giveSecret(central, who)
    expect((await legacy.pick(who, staff)).refused).toBe('legacy-manager-first')
    expect((await legacy.byPassword(who, who)).body.next).toBe('done')
    expect((await legacy.byPassword(who, staff)).body.next).toBe('done')
  })

  it('[R-LEG-11] offers code and password, and goes back to the list', async () => {
    const who = await makeCompany(central, 'ida')
    const staff = await makeMember(central, who, 'Ivo')
    await giveSecret(central, who)
    const { body } = await legacy.list(who)
    const first = await legacy.api('legacy.pick', { body: { token: body.token, member: relationOf(staff) } })
    expect(first.body).toMatchObject({ ways: ['sms'], next: 'sms' })
    const back = await legacy.api('legacy.pick', { body: { token: body.token, member: relationOf(who) } })
    expect(back.body).toMatchObject({ ways: ['sms', 'password'], next: 'password', codeTo: null })
  })

  it('[R-LEG-12] sends whoever has no password a code at once, and [R-PWD-12] makes them set one', async () => {
    const who = await makeCompany(central, 'jack')
    const proved = await legacy.bySms(who, who)
    expect(proved.body).toMatchObject({ next: 'set-password', proved: ['sms'] })
    expect((await session(proved.body.token)).status).toBe(401)
    const set = (newPassword: string, confirmation = newPassword) =>
      legacy.api('legacy.set-password', { body: { token: proved.body.token, newPassword, confirmation } })
    // R-PWD-04: three classes of four are needed; R-PWD-24: the fixed value is never one.
    expect((await set('abcd1234')).refused).toBe('member-password-breaks-rule')
    expect((await set('111111')).refused).toBe('member-password-breaks-rule')
    expect((await set('Abcd1234', 'Abcd1235')).refused).toBe('legacy-confirmation-differs')
    const done = await set('Abcd1234')
    expect(done.body).toMatchObject({ next: 'done', identityType: 'legal-representative' })
    expect((await session(done.body.token)).body).toMatchObject({ enterpriseId: enterpriseOf(who) })
    expect((await set('Abcd1234')).refused).toBe('legacy-step-expired')
    expect((await legacy.byPassword(who, who, 'Abcd1234')).body.next).toBe('done')
  })

  it('[R-TR-CRD-08] leads from none to one’s own by the code, [R-TR-CRD-07] and never by a password', async () => {
    const who = await makeCompany(central, 'karl')
    const refused = await legacy.byPassword(who, who)
    expect(refused.refused).toBe('legacy-password-none')
    expect((await legacy.bySms(who, who)).body.next).toBe('set-password')
  })

  it('[R-PWD-13] tells whoever has no password so, in the words of R-MSG-30', async () => {
    const who = await makeCompany(central, 'lena')
    const refused = await legacy.byPassword(who, who)
    expect((refused.body as unknown as { message: { 'zh-CN': string } }).message['zh-CN']).toBe('尚未设置密码')
    expect(await reasons('lena')).toEqual(['password-none'])
  })

  it('[R-MSG-30] is said to nobody who has a password', async () => {
    const who = await makeCompany(central, 'mona')
    await giveSecret(central, who)
    expect((await legacy.byPassword(who, who, 'Wrong#2026')).refused).toBe('legacy-password-wrong')
  })

  it('[R-PWD-22] keeps the enterprise’s password and the personal one apart', async () => {
    const who = await makeCompany(central, 'nina')
    await giveSecret(central, who)
    expect((await legacy.byPassword(who, who, ENTERPRISE_PASSWORD)).refused).toBe('legacy-password-wrong')
    expect((await legacy.list(who, { enterprisePassword: MEMBER_PASSWORD })).refused).toBe(
      'legacy-enterprise-password-wrong',
    )
    const done = await legacy.byPassword(who, who)
    expect(done.body).toMatchObject({ next: 'done', proved: ['password'] })
  })

  it('[R-LEG-13] sends a payer of social insurance alone straight on, by a ticket that counts once', async () => {
    const who = await makeCompany(central, 'olga', { accountKind: 'social-insurance' })
    const { body } = await legacy.list(who)
    expect(body).toMatchObject({ next: 'social-insurance', people: [] })
    expect((await legacy.api('legacy.pick', { body: { token: body.token, member: relationOf(who) } })).refused).toBe(
      'legacy-step-expired',
    )
    const redeem = () => appOf(central)('legacy.redeem-social', { body: { ticket: body.token } })
    expect((await redeem()).body).toMatchObject({ enterpriseId: enterpriseOf(who) })
    expect((await redeem()).refused).toBe('legacy-step-expired')
    expect((await legacy.quick(who, who)).refused).toBe('legacy-social-ordinary-only')
  })

  it('[R-LEG-15] refuses whoever the registration doesn’t name, in the words of [R-MSG-31]', async () => {
    const who = await makeCompany(central, 'paul')
    const staff = await makeMember(central, who, 'Pia', { relation: { in_core: 0 } })
    const refused = await legacy.pick(who, staff)
    expect(refused.refused).toBe('legacy-not-in-core')
    expect((refused.body as unknown as { message: { 'zh-CN': string } }).message['zh-CN']).toBe(
      '当前办税人与税务登记办税人信息不符，请通过变更税务登记维护办税人，并重新同步办税人信息。',
    )
    // Registered and synchronised again, it works.
    await register(central, who, [
      { name: 'paul', documentNumber: who.document, role: 'legal-representative', mobile: who.number },
      { name: 'Pia', documentNumber: staff.document, mobile: staff.number },
    ])
    const { body } = await legacy.list(who)
    await legacy.api('legacy.synchronise', { body: { token: body.token } })
    expect((await legacy.pick(who, staff)).status).toBe(200)
    // Taken out of the registration, it stops with the next synchronising.
    await register(central, who, [
      { name: 'paul', documentNumber: who.document, role: 'legal-representative', mobile: who.number },
    ])
    await legacy.api('legacy.synchronise', { body: { token: body.token } })
    expect((await legacy.pick(who, staff)).refused).toBe('legacy-not-in-core')
  })

  it('[R-STF-06] locks a frozen member out in the words of [R-MSG-28]', async () => {
    const who = await makeCompany(central, 'quin')
    const staff = await makeMember(central, who, 'Quax')
    await setFrozen(central, who, staff, true)
    const { body } = await legacy.list(who)
    expect(body.people[1]).toMatchObject({ name: 'Quax', state: 'frozen' })
    const refused = await legacy.pick(who, staff)
    expect((refused.body as unknown as { message: { 'zh-CN': string } }).message['zh-CN']).toBe(
      '您选择的办税人已经被锁定，请选择其他办税人',
    )
  })

  it('[R-MSG-29] is what the log says of it', async () => {
    const who = await makeCompany(central, 'rosa')
    const staff = await makeMember(central, who, 'Rolf')
    await setFrozen(central, who, staff, true)
    await legacy.pick(who, staff)
    const [row] = await readLog(central, 'Rolf')
    expect(row).toMatchObject({ result: 'failure', reason: 'relation-frozen', identity_type: 'staff' })
    expect(zhLog.reason['relation-frozen']).toBe('办税人员已冻结')
  })

  it('[R-LCK-08] keeps them frozen over midnight, and [R-STF-07] lets them in once unfrozen', async () => {
    const who = await makeCompany(central, 'sven')
    const staff = await makeMember(central, who, 'Sara')
    await giveSecret(central, staff)
    await setFrozen(central, who, staff, true)
    clock.now += 24 * 3_600_000
    expect((await legacy.pick(who, staff)).refused).toBe('legacy-member-frozen')
    await setFrozen(central, who, staff, false)
    expect((await legacy.byPassword(who, staff)).body.next).toBe('done')
  })

  it('[R-LEG-03] logs in at once by mobile and code, with no list between', async () => {
    const who = await makeCompany(central, 'tina')
    await makeIdentity(central, who, [])
    const sent = await legacy.quick(who, who)
    expect(sent.body.codeTo).toMatch(/^138\*{4}/)
    // By its code alone.
    await giveSecret(central, who)
    expect(
      (await legacy.api('legacy.password', { body: { token: sent.body.token, password: MEMBER_PASSWORD } })).refused,
    ).toBe('legacy-step-expired')
    const code = await readCode(central, who.number)
    const done = await legacy.api('legacy.quick', { body: { token: sent.body.token, code } })
    expect(done.body).toMatchObject({ next: 'done', identityType: 'legal-representative' })
    expect((await session(done.body.token)).body).toMatchObject({ enterpriseId: enterpriseOf(who) })
    expect((await legacy.quick(who, who, { humanCheck: { ...PICTURE, agreed: false } })).refused).toBe(
      'legacy-agreement-missing',
    )
  })

  it('[R-LEG-02] refuses it before the first ordinary log-in, [R-LEG-04] and before identities are maintained', async () => {
    const who = await makeCompany(central, 'uwe', { seen: false })
    await makeIdentity(central, who, [])
    expect((await legacy.quick(who, who)).refused).toBe('legacy-quick-first')
    const late = await makeCompany(central, 'vera')
    expect((await legacy.quick(late, late)).refused).toBe('legacy-quick-not-prepared')
    await makeIdentity(central, late, [])
    expect((await legacy.quick(late, late)).status).toBe(200)
  })

  it('[R-LEG-05] refuses a number that isn’t the captured one of its people, and sends nothing there', async () => {
    const who = await makeCompany(central, 'willi')
    await makeIdentity(central, who, [])
    expect((await legacy.quick(who, { number: '13999999999' })).refused).toBe('legacy-mobile-not-captured')
    expect(await readCode(central, '13999999999')).toBe('')
    expect((await legacy.quick(who, who, { identityType: 'finance-officer' })).refused).toBe(
      'legacy-quick-not-prepared',
    )
  })

  it('[R-SMS-06] sends no code to a mobile in the field of the fixed line, and does once it was moved', async () => {
    const who = await makeCompany(central, 'xenia')
    const row = { name: 'xenia', documentNumber: who.document, role: 'legal-representative' } as const
    await register(central, who, [{ ...row, fixedLine: who.number }])
    expect((await legacy.pick(who, who)).refused).toBe('legacy-number-fixed-line')
    await register(central, who, [{ ...row, mobile: who.number }])
    expect((await legacy.pick(who, who)).body.codeTo).toMatch(/^138/)
  })

  it('[R-SMS-07] compares both numbers, and [R-LEG-16] asks for a capture where they differ', async () => {
    const who = await makeCompany(central, 'yves')
    await giveSecret(central, who)
    const row = { name: 'yves', documentNumber: who.document, role: 'legal-representative' } as const
    await register(central, who, [{ ...row, mobile: '13900001111' }])
    const { body } = await legacy.pick(who, who)
    expect((await legacy.api('legacy.code', { body: { token: body.token } })).refused).toBe('legacy-number-differs')
    expect((await legacy.api('legacy.number', { body: { token: body.token } })).body).toEqual({
      finding: 'differs',
      registered: '139****1111',
      captured: expect.stringMatching(/^138/) as unknown,
    })
  })

  it('[R-PHN-19] lists somebody added without a capture, and lets them in nowhere', async () => {
    const who = await makeCompany(central, 'zeno')
    const staff = await makeMember(central, who, 'Zora', { person: { captured_at: null, level: 1 } })
    expect((await legacy.pick(who, staff)).refused).toBe('legacy-not-captured')
    expect(await reasons('Zora')).toEqual(['not-captured'])
  })
})
