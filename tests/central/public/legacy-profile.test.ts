import { afterAll, beforeAll, expect, it } from 'vitest'
import { findPasswordBar } from '../../../src/domain/login/switch.ts'
import { liaoning, liaoningLegacy } from '../../../src/domain/policy/profiles.ts'
import { sql } from '../../../src/storage/database.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { apiOf } from './api.ts'
import {
  ENTERPRISE_PASSWORD,
  enterpriseOf,
  giveSecret,
  legacyOf,
  makeCompany,
  PICTURE,
  relationOf,
} from './legacy-scene.ts'
import { readCode, readLog } from './taxpayer.ts'

forEachDatabase('the earlier log-in of natural persons, and beside the new one', (open) => {
  let central: TestCentral
  let legacy: ReturnType<typeof legacyOf>
  beforeAll(async () => {
    central = await startCentral({ database: await open(), policy: liaoningLegacy })
    legacy = legacyOf(central)
  })
  afterAll(() => central.close())

  const session = (token: string) => apiOf(central, token)('session.read')
  const reasons = async (name: string) => (await readLog(central, name)).map((row) => row['reason'])

  it('[R-LGN-04] logs a natural person in by registered name, picture code and agreement', async () => {
    const who = await makeCompany(central, 'Adam')
    const body = { username: who.username, password: who.password, humanCheck: PICTURE }
    const done = await legacy.api('legacy.person', { body })
    expect((await session(done.body.token)).body).toMatchObject({ entrance: 'person', enterpriseId: null })
    expect((await legacy.api('legacy.person', { body: { ...body, password: '' } })).refused).toBe('legacy-incomplete')
    expect((await legacy.api('legacy.person', { body: { ...body, username: '' } })).refused).toBe('legacy-incomplete')
    const unticked = { ...body, humanCheck: { ...PICTURE, agreed: false } }
    expect((await legacy.api('legacy.person', { body: unticked })).refused).toBe('legacy-agreement-missing')
    const unread = { ...body, humanCheck: { ...PICTURE, answer: 'x' } }
    expect((await legacy.api('legacy.person', { body: unread })).refused).toBe('legacy-human-check')
    expect((await legacy.api('legacy.person', { body: { ...body, username: who.document } })).refused).toBe(
      'legacy-person-failed',
    )
  })

  it('[R-LGN-05] points whoever has no password to 忘记密码, as it does for a wrong one', async () => {
    const who = await makeCompany(central, 'Bert')
    await central.deps.database.write((db) =>
      db.run(sql("update person set credential_state = 'K0' where id = 'person-Bert'")),
    )
    const none = await legacy.api('legacy.person', {
      body: { username: who.username, password: who.password, humanCheck: PICTURE },
    })
    const nobody = await legacy.api('legacy.person', {
      body: { username: 'nobody-at-all', password: 'x', humanCheck: PICTURE },
    })
    expect(none.refused).toBe('legacy-person-failed')
    expect(none.body).toEqual(nobody.body)
    expect(await reasons('Bert')).toEqual(['password-none'])
    expect((none.body as unknown as { message: { 'zh-CN': string } }).message['zh-CN']).toContain('忘记密码')
  })

  it('[R-LEG-14] asks for password and code where the profile wants both', async () => {
    const strict = await startCentral({ policy: { ...liaoningLegacy, legacyForcesSms: true } })
    const pages = legacyOf(strict)
    const who = await makeCompany(strict, 'anna')
    await giveSecret(strict, who)
    const first = await pages.byPassword(who, who)
    expect(first.body).toMatchObject({ next: 'sms', proved: ['password'] })
    await pages.api('legacy.code', { body: { token: first.body.token } })
    const code = await readCode(strict, who.number)
    const second = await pages.api('legacy.sms', { body: { token: first.body.token, code } })
    expect(second.body).toMatchObject({ next: 'done', proved: ['password', 'sms'] })
    await strict.close()
  })

  it('[R-PLT-12] works beside the new log-in up to the announced day, and is refused after it', async () => {
    const beside = { now: Date.UTC(2026, 4, 31, 15, 59) }
    const policy = { ...liaoning, legacyLoginUntil: '2026-05-31' }
    const both = await startCentral({ policy, now: () => beside.now })
    const pages = legacyOf(both)
    const who = await makeCompany(both, 'anna')
    const slid = { challenge: 's', answer: 'right', agreed: true }
    expect((await pages.list(who, { humanCheck: slid })).status).toBe(200)
    beside.now += 60_000
    expect((await pages.list(who, { humanCheck: slid })).refused).toBe('legacy-closed')
    expect((await readLog(both, 'anna')).map((row) => row['reason'])).toEqual(['legacy-closed'])
    expect((await pages.api('legacy.entrances')).body).toMatchObject({ open: false, entries: [] })
    await both.close()
  })

  it('[R-PLT-06] takes the natural person’s password where the profile has no other, and no enterprise password', async () => {
    const policy = { ...liaoning, legacyLoginUntil: 'always' as const }
    const both = await startCentral({ policy })
    const who = await makeCompany(both, 'anna')
    const api = apiOf(both)
    const listed = await legacyOf(both).list(who, { humanCheck: { challenge: 's', answer: 'right', agreed: true } })
    const picked = await api('legacy.pick', { body: { token: listed.body.token, member: relationOf(who) } })
    const done = await api('legacy.password', { body: { token: picked.body.token, password: who.password } })
    expect(done.body.next).toBe('done')
    const change = await apiOf(both, done.body.token)('enterprise-password.change', {
      body: {
        oldPassword: ENTERPRISE_PASSWORD,
        newPassword: 'Xin#mima26',
        confirmation: 'Xin#mima26',
        humanCheck: { challenge: 's', answer: 'right' },
      },
    })
    expect(change.refused).toBe('member-not-offered')
    await both.close()
  })

  it('[R-PLT-06] moves no log-in to an enterprise or a client that has a password of its own', async () => {
    const who = await makeCompany(central, 'Cleo')
    const done = await legacy.api('legacy.person', {
      body: { username: who.username, password: who.password, humanCheck: PICTURE },
    })
    const api = apiOf(central, done.body.token)
    const moved = await api('switch.enterprise', { body: { enterpriseId: enterpriseOf(who) } })
    expect(moved.refused).toBe('switch-needs-password')
    expect(findPasswordBar('client', liaoningLegacy)).toMatchObject({ code: 'switch-needs-password' })
    for (const destination of ['enterprise', 'client']) expect(findPasswordBar(destination, liaoning)).toBeUndefined()
  })
})
