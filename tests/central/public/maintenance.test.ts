import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shandong } from '../../../src/domain/policy/profiles.ts'
import { sql } from '../../../src/storage/database.ts'
import { putRow, type Row } from '../../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { relationRow } from '../../support/rows.ts'
import { apiOf, codeFor, logIn, scanFor } from './api.ts'
import { phonesOf } from './capture-app.ts'
import { makeTaxpayer, type Taxpayer } from './taxpayer.ts'

forEachDatabase('maintenance of others', (open) => {
  let central: TestCentral
  beforeAll(async () => {
    central = await startCentral({ database: await open() })
  })
  afterAll(() => central.close())

  const colleague = async (manager: Taxpayer, name: string, columns: Row = {}) => {
    const who = await makeTaxpayer(central, name, { relation: null })
    const enterpriseId = manager.personId.replace('person-', 'enterprise-')
    const relation = relationRow(`relation-${name}-at`, 'h2', enterpriseId, who.personId, columns)
    await central.change((work) => putRow(work, 'relation', relation))
    return who
  }
  const byFace = async (who: Taxpayer, token: string) => {
    const hash = central.deps.sha256(token)
    await central.deps.database.write(async (db) => {
      const row = await db.find<{ content: string }>(
        sql('select content from person_session where token_hash = ?', [hash]),
      )
      const content = { ...(JSON.parse(row?.content ?? '{}') as object), method: 'scan' }
      await db.run(sql('update person_session set content = ? where token_hash = ?', [JSON.stringify(content), hash]))
    })
    return who
  }

  it('[R-MNT-01] is for an enterprise’s session, after a log-in by face or a scan', async () => {
    const manager = await makeTaxpayer(central, 'anton')
    const staff = await colleague(manager, 'berta')
    const natural = apiOf(central, await logIn(central, manager))
    expect((await natural('maintenance.open')).refused).toBe('session-not-permitted')
    const token = await logIn(central, manager, { entrance: 'enterprise' })
    const api = apiOf(central, token)
    expect((await api('maintenance.open')).body).toMatchObject({ faceLoggedIn: false })
    const submit = { params: { personId: staff.personId }, body: { residence: '沈阳市' } }
    expect((await api('maintenance.submit', submit)).refused).toBe('verification-needed')
    const scan = await scanFor(central, token, 'maintenance.submit')
    expect((await api('maintenance.submit', { ...submit, body: { ...submit.body, scan } })).status).toBe(200)
    await byFace(manager, token)
    expect((await api('maintenance.open')).body).toMatchObject({ faceLoggedIn: true })
    expect((await api('maintenance.submit', submit)).body).toMatchObject({ message: 'R-MSG-25' })
  })

  it('[R-MNT-02] shows people linked with the enterprise, masked, and takes no others', async () => {
    const manager = await makeTaxpayer(central, 'clara')
    const staff = await colleague(manager, 'dietrich')
    const stranger = await makeTaxpayer(central, 'erika', { relation: null })
    const token = await logIn(central, manager, { entrance: 'enterprise' })
    await byFace(manager, token)
    const api = apiOf(central, token)
    const { people } = (await api('maintenance.open')).body
    expect(people.map(({ personId }) => personId).toSorted()).toEqual([manager.personId, staff.personId].toSorted())
    expect(JSON.stringify(people)).not.toContain(staff.document)
    const other = { params: { personId: stranger.personId }, body: { residence: '沈阳市' } }
    expect((await api('maintenance.submit', other)).refused).toBe('capture-maintain-not-linked')
  })

  it('[R-MNT-02] lets staff in whom the enterprise gave the function, but not to a manager’s number', async () => {
    const manager = await makeTaxpayer(central, 'fritz')
    const plain = await colleague(manager, 'greta', { identity_type: 'staff-full' })
    const trusted = await colleague(manager, 'horst', {
      identity_type: 'staff-full',
      functions: JSON.stringify(['realname-maintenance.others']),
    })
    const enter = async (who: Taxpayer) => {
      const session = await logIn(
        central,
        { ...who, personId: who.personId },
        { entrance: 'enterprise', identityType: 'staff-full' },
      )
      const hash = central.deps.sha256(session)
      await central.deps.database.write((db) =>
        db.run(
          sql("update person_session set content = replace(content, ?, 'enterprise-fritz') where token_hash = ?", [
            who.personId.replace('person-', 'enterprise-'),
            hash,
          ]),
        ),
      )
      await byFace(who, session)
      return { session, api: apiOf(central, session) }
    }
    const to = (who: Taxpayer, body: object) => ({ params: { personId: who.personId }, body })
    expect((await (await enter(plain)).api('maintenance.submit', to(plain, { residence: '沈阳' }))).refused).toBe(
      'capture-maintain-not-allowed',
    )
    const { api, session } = await enter(trusted)
    expect((await api('maintenance.submit', to(plain, { residence: '沈阳' }))).status).toBe(200)
    const number = '13600000030'
    const numberCode = await codeFor(central, session, 'maintenance.submit', trusted, number)
    expect((await api('maintenance.submit', to(manager, { number, numberCode }))).refused).toBe(
      'capture-maintain-manager-number',
    )
  })

  it('[R-MNT-03] [R-PHN-17] [R-TR-CAP-19] saves a number by its own code alone, and tells the former one', async () => {
    const manager = await makeTaxpayer(central, 'ilse')
    const staff = await colleague(manager, 'jochen')
    const token = await logIn(central, manager, { entrance: 'enterprise' })
    await byFace(manager, token)
    const api = apiOf(central, token)
    const number = '13600000031'
    const submit = (body: object) =>
      api('maintenance.submit', { params: { personId: staff.personId }, body: { number, ...body } })
    expect((await submit({})).refused).toBe('verification-needed')
    const numberCode = await codeFor(central, token, 'maintenance.submit', staff, number)
    const wrong = numberCode === '000000' ? '000001' : '000000'
    expect((await submit({ numberCode: wrong })).refused).toBe('sms-code-wrong')
    expect((await phonesOf(central, staff.personId)).map((row) => row['number'])).toEqual([staff.number])
    expect((await submit({ numberCode })).body).toMatchObject({ message: 'R-MSG-25' })
    expect((await phonesOf(central, staff.personId)).map((row) => row['number'])).toEqual([staff.number, number])
    const told = await central.deps.database.read((db) =>
      db.all<{ content: string }>(sql('select content from stand_in_message where recipient = ?', [staff.number])),
    )
    expect(told.at(-1)?.content).toContain('实名手机号码')
  })
})

describe('maintenance in Shandong', () => {
  let central: TestCentral
  beforeAll(async () => {
    central = await startCentral({ policy: shandong })
  })
  afterAll(() => central.close())

  it('[R-POL-24] is for managers alone', async () => {
    const who = await makeTaxpayer(central, 'karl', {
      relation: { identity_type: 'staff-full', functions: JSON.stringify(['realname-maintenance.others']) },
    })
    const token = await logIn(central, who, { entrance: 'enterprise', identityType: 'staff-full' })
    const scan = await scanFor(central, token, 'maintenance.submit')
    const answer = await apiOf(central, token)('maintenance.submit', {
      params: { personId: who.personId },
      body: { residence: '济南', scan },
    })
    expect(answer.refused).toBe('capture-maintain-not-allowed')
  })
})
