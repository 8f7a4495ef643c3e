import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCentralDatabase } from '../../src/central/open.ts'
import { idNumberChecksum } from '../../src/domain/document/id-number.ts'
import { beijingDate } from '../../src/domain/kernel/calendar.ts'
import { sql, type Database } from '../../src/storage/database.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { createDatabase } from '../support/postgres.ts'
import { startService, type Service } from '../support/service.ts'
import { apiOf, appOf, codeFor, logIn, type Answered } from './public/api.ts'
import { openApp } from './public/log-in-scenes.ts'
import { browser, codeOf, makeTaxpayer, PASSWORD, readCode } from './public/taxpayer.ts'

const TRIES = 20
const DAY = 86_400_000

interface Place {
  readonly where: string
  readonly processes: number
  remove(): Promise<void>
}

const PLACES: Readonly<Record<string, () => Promise<Place>>> = {
  'two processes on PostgreSQL': async () => {
    const { url, drop } = await createDatabase()
    return { where: url, processes: 2, remove: drop }
  },
  'one process on SQLite': async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'hall-parallel-'))
    const remove = () => rm(folder, { recursive: true, force: true })
    return { where: path.join(folder, 'central.db'), processes: 1, remove }
  },
}

describe.each(Object.entries(PLACES))(
  'tries at once at %s',
  (_, find) => {
    let place: Place
    let database: Database
    let central: TestCentral
    let service: Service

    beforeAll(async () => {
      place = await find()
      database = await openCentralDatabase(place.where)
      // Fills the database, and reads what came of it; nothing is asked of it.
      central = await startCentral({ database })
      service = await startService(place.where, place.processes)
    }, 120_000)
    afterAll(async () => {
      await service.stop()
      await central.close()
      await database.close()
      await place.remove()
    })

    /** The service as the n-th caller meets it: at one process or another. */
    const at = (n: number): TestCentral => ({ ...central, url: service.urls[n % service.urls.length] ?? '' })
    const api = (n = 0, token = '') => apiOf(at(n), token)
    const atOnce = <Result>(one: (n: number) => Promise<Result>) =>
      Promise.all(Array.from({ length: TRIES }, (_none, n) => one(n)))
    const tally = (answers: readonly Answered<unknown>[]) => {
      const counts: Record<string, number> = {}
      for (const { status, refused } of answers) counts[refused ?? status] = (counts[refused ?? status] ?? 0) + 1
      return counts
    }
    const count = async (text: string, bindings: readonly unknown[]) =>
      (await database.read((db) => db.find<{ n: number }>(sql(text, bindings))))?.n

    it('[R-LCK-01] counts five wrong passwords, and keeps the lock over a restart until midnight', async () => {
      const who = await makeTaxpayer(central, 'anna')
      const wrong = await atOnce((n) => browser(at(n)).person(who, { password: `Wrong#${String(n)}` }))
      expect(wrong.map(codeOf).toSorted()).toEqual([
        ...Array.from({ length: 4 }, () => 'login-failed'),
        ...Array.from({ length: TRIES - 4 }, () => 'login-locked'),
      ])
      const kept = await database.read((db) =>
        db.all(sql('select method, count from auth_failure where person_id = ?', [who.personId])),
      )
      expect(kept).toEqual([{ method: 'password', count: 5 }])
      for (const n of [0, 1]) expect(codeOf(await browser(at(n)).person(who))).toBe('login-locked')
      await service.restart()
      for (const n of [0, 1]) expect(codeOf(await browser(at(n)).person(who))).toBe('login-locked')

      const midnight = Date.parse(`${beijingDate(Date.now() + DAY)}T00:00:00+08:00`)
      const clock = { now: midnight - 1_000 }
      const later = await startCentral({ database, empty: true, now: () => clock.now })
      expect(codeOf(await browser(later).person(who))).toBe('login-locked')
      clock.now = midnight
      expect((await browser(later).person(who)).status).toBe(200)
      await later.close()
    })

    it('[R-LCK-01] looks at five passwords of a phone recovery, the right one among those after them too', async () => {
      const who = await makeTaxpayer(central, 'lena')
      const form = { documentType: 'resident-id', documentNumber: who.document, number: '13700000083', code: '000000' }
      const finish = (n: number, password: string) => api(n)('phone-recovery.finish', { body: { ...form, password } })
      const wrong = await atOnce((n) => finish(n, `Wrong#${String(n)}`))
      expect(tally(wrong)).toEqual({ 'recovery-failed': 5, 'verification-locked': TRIES - 5 })
      expect((await finish(1, who.password)).refused).toBe('verification-locked')
    })

    it('[R-SMS-04] sends five codes to a number, and none after a restart', async () => {
      const who = await makeTaxpayer(central, 'bob')
      const token = String((await browser(at(0)).person(who)).body['token'])
      const asked = await atOnce((n) => api(n)('login.code', { body: { token } }))
      expect(tally(asked)).toEqual({ 200: 5, 'sms-limit-reached': TRIES - 5 })
      const sent = 'select count(*) as n from stand_in_message where recipient = ?'
      expect(await count(sent, [who.number])).toBe(5)
      await service.restart()
      expect((await api(1)('login.code', { body: { token } })).refused).toBe('sms-limit-reached')
    })

    it('[R-SMS-05] takes a right code once: at the log-in', async () => {
      const who = await makeTaxpayer(central, 'carl')
      const token = String((await browser(at(0)).person(who)).body['token'])
      await api(0)('login.code', { body: { token } })
      const code = await readCode(central, who.number)
      const tried = await atOnce((n) => api(n)('login.second-step', { body: { token, factor: 'sms', code } }))
      expect(tally(tried)['200'], JSON.stringify(tally(tried))).toBe(1)
      const sessions =
        'select count(*) as n from person_session where person_id = ? and content like \'%"stage":"done"%\''
      expect(await count(sessions, [who.personId])).toBe(1)
    })

    it('[R-SMS-05] takes a right code once: of a forgotten password', async () => {
      const who = await makeTaxpayer(central, 'dora')
      const body = { documentType: 'resident-id', documentNumber: who.document }
      const { token } = (await api(0)('forgotten.begin', { body })).body
      await api(0)('forgotten.code', { body: { token } })
      const code = await readCode(central, who.number)
      const tried = await atOnce((n) => api(n)('forgotten.prove', { body: { token, code } }))
      expect(tally(tried)['200'], JSON.stringify(tally(tried))).toBe(1)
    })

    it('[OP-05] lets a wrong code be tried five times', async () => {
      const who = await makeTaxpayer(central, 'emil')
      const body = { documentType: 'resident-id', documentNumber: who.document }
      const { token } = (await api(0)('forgotten.begin', { body })).body
      await api(0)('forgotten.code', { body: { token } })
      const code = await readCode(central, who.number)
      const wrong = code === '000000' ? '111111' : '000000'
      const tried = await atOnce((n) => api(n)('forgotten.prove', { body: { token, code: wrong } }))
      expect(tally(tried)['sms-code-wrong'], JSON.stringify(tally(tried))).toBe(5)
      expect((await api(1)('forgotten.prove', { body: { token, code } })).refused).toBe('verification-locked')
    })

    it('[R-QRC-01] gives the log-in behind a QR code once', async () => {
      const who = await makeTaxpayer(central, 'fred')
      const { scan } = (await api(0)('qr.open', { body: { page: 'person' } })).body
      const session = await openApp(at(1), who)
      const read = await atOnce((n) => appOf(at(n))('app.take-scan', { body: { scan, app: 'province-app', session } }))
      expect(tally(read)['200'], JSON.stringify(tally(read))).toBe(1)
      const taken = await atOnce((n) => api(n)('qr.take', { body: { scan } }))
      expect(tally(taken)).toEqual({ 200: 1, 'scan-used': TRIES - 1 })
    })

    it('[R-PLT-19] takes a face once', async () => {
      const who = await makeTaxpayer(central, 'gina')
      const body = { documentType: 'resident-id', documentNumber: who.document }
      const { token } = (await api(0)('forgotten.begin', { body })).body
      const { scan } = (await api(0)('forgotten.scan', { body: { token } })).body
      await appOf(at(1))('app.take-scan', { body: { scan, app: 'iit-app' } })
      const tried = await atOnce((n) => api(n)('forgotten.prove', { body: { token, scan } }))
      expect(tally(tried)['200'], JSON.stringify(tally(tried))).toBe(1)
    })

    it('[R-REG-09] registers one person by one registration', async () => {
      const { registration } = (await api(0)('registrations.open', { body: { road: 'person', agreed: true } })).body
      const first17 = '21010219900307118'
      const documentNumber = first17 + idNumberChecksum(first17)
      const identity = {
        name: '关山月',
        documentType: 'resident-id',
        documentNumber,
        sex: 'female',
        nationality: '中国',
      }
      await api(0)('registrations.identity', { body: { registration, ...identity } })
      const to = '13700000081'
      await api(0)('registrations.code', { body: { registration, to } })
      const account = { to, code: await readCode(central, to), password: PASSWORD, confirmation: PASSWORD }
      await api(1)('registrations.account', { body: { registration, ...account } })
      const { scan } = (await api(0)('registrations.scan', { body: { registration } })).body
      await appOf(at(1))('app.take-scan', { body: { scan, app: 'province-app' } })
      const tried = await atOnce((n) => api(n)('registrations.finish', { body: { registration, scan } }))
      expect(tally(tried)['200'], JSON.stringify(tally(tried))).toBe(1)
      expect(await count('select count(*) as n from person where document_number = ?', [documentNumber])).toBe(1)
    })

    it('[R-PHN-05] leaves one holder of a number that two bind at once', async () => {
      const number = '13700000082'
      const people = [await makeTaxpayer(central, 'hugo'), await makeTaxpayer(central, 'ida')]
      const bind = await Promise.all(
        people.map(async (who, n) => {
          const token = await logIn(central, who)
          const code = await codeFor(at(n), token, 'phones.add', who)
          const numberCode = await codeFor(at(n), token, 'phones.add', who, number)
          return () => api(n, token)('phones.add', { body: { number, code, numberCode } })
        }),
      )
      const tried = await Promise.all(bind.map((one) => one()))
      expect(
        tried.filter(({ status }) => status === 200),
        JSON.stringify(tally(tried)),
      ).not.toEqual([])
      expect(await count("select count(*) as n from phone where number = ? and state = 'bound'", [number])).toBe(1)
    })

    it('[R-USR-01] leaves one owner of a username that two take at once', async () => {
      const username = 'wanted2026'
      const people = [await makeTaxpayer(central, 'jana'), await makeTaxpayer(central, 'kurt')]
      const take = await Promise.all(
        people.map(async (who, n) => {
          const token = await logIn(central, who)
          const code = await codeFor(at(n), token, 'account.set-username', who)
          return () => api(n, token)('account.set-username', { body: { username, code } })
        }),
      )
      const tried = await Promise.all(take.map((one) => one()))
      expect(tally(tried)).toEqual({ 200: 1, 'account-username-taken': 1 })
      expect(await count('select count(*) as n from person where username = ?', [username])).toBe(1)
    })
  },
  120_000,
)
