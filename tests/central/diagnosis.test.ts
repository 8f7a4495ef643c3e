import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anything, enrolAnswer, staffSignInAnswer } from '../../src/contract/central.ts'
import { beijingDate, beijingMidnight, addDays } from '../../src/domain/kernel/calendar.ts'
import { liaoningLegacy } from '../../src/domain/policy/profiles.ts'
import { countFailure } from '../../src/storage/auth-failure.ts'
import { sql } from '../../src/storage/database.ts'
import { putRow } from '../../src/storage/rows.ts'
import { DeskClock } from '../../src/worker/clock.ts'
import { newDeviceKey } from '../../src/worker/crypto.ts'
import { CentralHttp, Denied } from '../../src/worker/http.ts'
import { agencyPersonRow, agencyRow, agreementRow } from '../support/agency-rows.ts'
import { PASSWORD, startCentral, type TestCentral } from '../support/central.ts'
import { startTestDesk, type TestDesk } from '../support/desk.ts'
import { enterpriseRow, personRow, phoneRow, relationRow } from '../support/rows.ts'
import { apiOf, logIn } from './public/api.ts'
import { makeTaxpayer } from './public/taxpayer.ts'

const CODE = '91210102MA0UY1QQ89'
let central: TestCentral
let desk: TestDesk

const lock = (personId: string) =>
  central.deps.database.write(async (db) => {
    for (let count = 0; count < 5; count++) await countFailure(db, personId, 'password', central.deps.now())
  })
const limit = (number: string) =>
  central.deps.database.write((db) =>
    db.run(sql('insert into sms_window (number, started_at, count) values (?, ?, 5)', [number, central.deps.now()])),
  )

beforeAll(async () => {
  central = await startCentral()
  await central.change(async (work) => {
    await putRow(work, 'person', personRow('p1', 'h1'))
    await putRow(work, 'person', personRow('p2', 'h2'))
    await putRow(work, 'phone', phoneRow('f1', 'p1', '13800000001'))
    await putRow(work, 'enterprise', enterpriseRow('e1', 'h1', { credit_code: CODE }))
    await putRow(work, 'enterprise', enterpriseRow('e3', 'h1', { credit_code: '91210102MA0UY1QQ8A' }))
    const frozen = { state: 'R5', disabled_reason: 'freeze', functions: '["filing.declare"]' }
    await putRow(work, 'relation', relationRow('r1', 'h1', 'e1', 'p1', frozen))
    await putRow(work, 'agency', agencyRow('a1', 'h1'))
    await putRow(work, 'agency_person', agencyPersonRow('a1', 'p1'))
    await putRow(work, 'agency_agreement', agreementRow('g1', 'a1', 'e3', ['p1'], { valid_until: '2021-01-01' }))
    await putRow(work, 'login_log', {
      id: 'l1',
      hall_id: 'h1',
      at: central.deps.now() - 1000,
      login_type: 'enterprise',
      method: 'password',
      channel: 'web',
      result: 'failure',
      reason: 'relation-frozen',
      person_id: 'p1',
      name: '张三',
      identity_type: null,
      enterprise_id: 'e1',
      taxpayer_name: null,
      credit_code: null,
      address: null,
      place: null,
    })
  })
  await lock('p1')
  await limit('13800000001')
  desk = await startTestDesk(central)
})
afterAll(async () => {
  await desk.close()
  await central.close()
})

describe('a diagnosis for a clerk', () => {
  it('[R-LGE-18] names the frozen relation first, which the last attempt failed for, with its rows', async () => {
    const found = await desk.get('diagnosis.ask', { personId: 'p1', enterpriseCode: CODE })
    expect(found.map(({ cause }) => cause)).toEqual(['relation-frozen', 'locked', 'agency-agreement', 'sms-limit'])
    expect(found[0]).toMatchObject({
      rule: 'R-LGE-18',
      card: 'frozen',
      likelihood: 'certain',
      evidence: [{ table: 'relation', id: 'r1' }],
    })
  })

  it('[R-LCK-01] knows at the central which way is locked and until when', async () => {
    const found = await desk.get('diagnosis.ask', { personId: 'p1' })
    const midnight = beijingMidnight(addDays(beijingDate(central.deps.now()), 1))
    expect(found.find(({ cause }) => cause === 'locked')).toMatchObject({
      method: 'password',
      until: midnight,
      count: 5,
    })
  })

  it('[R-AGY-14] says that an agency’s agreement has run out', async () => {
    const found = await desk.get('diagnosis.ask', { personId: 'p1' })
    expect(found.find(({ cause }) => cause === 'agency-term')).toMatchObject({
      card: 'agency-forms',
      evidence: [{ table: 'agency_agreement', id: 'g1' }],
    })
  })

  it('[R-HAL-08] decides the same from the cache, as far as that goes', async () => {
    await desk.settle()
    const cached = await desk.get('diagnosis.read', { personId: 'p1', enterpriseCode: CODE })
    expect(cached.map(({ cause }) => cause)).toEqual(['relation-frozen', 'agency-agreement', 'failures-today'])
    await central.goOffline()
    expect(await desk.call('diagnosis.ask', { personId: 'p1' })).toMatchObject({ kind: 'fault' })
    expect(await desk.get('diagnosis.read', { personId: 'p1', enterpriseCode: CODE })).toEqual(cached)
    await central.goOnline()
    expect(await desk.get('diagnosis.read', { personId: 'nobody' })).toEqual([])
  })

  it('[OP-21] is about people of the hall alone, and is written down', async () => {
    expect(await desk.call('diagnosis.ask', { personId: 'p2' })).toMatchObject({
      kind: 'refused',
      refusal: { code: 'diagnosis-person-unknown' },
    })
    const rows = await central.deps.database.read((db) =>
      db.all<{ subjects: string; detail: string }>(
        sql("select subjects, detail from audit where action = 'diagnosis.ask' order by seq"),
      ),
    )
    expect(rows.map(({ subjects }) => subjects)).not.toContain('["p2"]')
    expect(JSON.parse(rows[0]?.detail ?? '')).toEqual({
      causes: ['relation-frozen', 'locked', 'agency-agreement', 'sms-limit'],
    })
  })

  it('has an address of its own, for an enrolled desk with somebody signed in', async () => {
    const http = new CentralHttp(central.url, new DeskClock(0))
    const key = newDeviceKey()
    const path = `/v1/people/p1/login-diagnosis?enterpriseCode=${CODE}`
    expect((await fetch(`${central.url}${path}`)).status).toBe(401)
    const { deviceId } = await http.ask('/v1/devices/enrol', enrolAnswer, {
      json: { code: await central.enrolmentCode('h1'), name: '2号窗口', publicKey: key.publicKey },
    })
    http.identity = { deviceId, key }
    await expect(http.ask(path, anything)).rejects.toThrow(Denied)
    const { token } = await http.ask('/v1/desk/sign-in', staffSignInAnswer, {
      json: { login: 'supervisor-h1', password: PASSWORD },
    })
    expect(await http.ask(path, anything, { token })).toMatchObject({
      kind: 'ok',
      value: [{ cause: 'relation-frozen' }, { cause: 'locked' }, { cause: 'agency-agreement' }, { cause: 'sms-limit' }],
    })
    const wrong = await http.ask(`/v1/people/p1/login-diagnosis?hidden=1`, anything, { token })
    expect(wrong).toMatchObject({ kind: 'fault', fault: { code: 'input' } })
  })
})

describe('a diagnosis for oneself', () => {
  it('[R-LGE-09] says why an enterprise can’t be entered', async () => {
    const who = await makeTaxpayer(central, 'anna', { relation: { functions: '["filing.declare"]' } })
    const other = await makeTaxpayer(central, 'bobby')
    const api = apiOf(central, await logIn(central, who))
    expect((await api('diagnosis.own')).body).toEqual([])
    const { body } = await api('diagnosis.own', { query: { enterpriseCode: other.enterpriseCode } })
    expect(body).toMatchObject([
      { cause: 'relation-none', rule: 'R-LGE-09', card: 'no-relation', likelihood: 'certain' },
    ])
    expect((await apiOf(central)('diagnosis.own')).status).toBe(401)
  })

  it('[R-SMS-07] compares the core’s mobile with the captured one where the earlier log-in is in use', async () => {
    const earlier = await startCentral({ policy: liaoningLegacy })
    const who = await makeTaxpayer(earlier, 'carl', { person: { captured_phone: '13900000009' } })
    const record = {
      enterprise: { creditCode: who.enterpriseCode, taxpayerNumber: null, name: '甲', taxAuthority: '乙' },
      people: [
        {
          name: 'carl',
          documentType: 'resident-id',
          documentNumber: who.document,
          role: 'legal-representative',
          mobile: null,
          fixedLine: '13900000009',
        },
      ],
    }
    await earlier.deps.database.write((db) =>
      db.run(
        sql('insert into stand_in_core (credit_code, taxpayer_number, record) values (?, null, ?)', [
          who.enterpriseCode,
          JSON.stringify(record),
        ]),
      ),
    )
    const { body } = await apiOf(earlier, await logIn(earlier, who))('diagnosis.own', {
      query: { enterpriseCode: who.enterpriseCode },
    })
    expect(body.map(({ cause }) => cause)).toContain('fixed-line')
    await earlier.close()
  })
})
