import { afterAll, beforeAll, expect, it } from 'vitest'
import { beijingMidnight } from '../../../src/domain/kernel/calendar.ts'
import { DAY, HOUR } from '../../../src/domain/kernel/instant.ts'
import { putRow, type Row } from '../../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { agree, enterpriseOf, logInAsAgent, makeAgency } from './agents.ts'
import { apiOf, logIn } from './api.ts'
import { makeTaxpayer, type Taxpayer } from './taxpayer.ts'

/** 31 March: the month before has no such day, so that its last one is where the month begins (OP-03). */
const NOW = beijingMidnight('2026-03-31') + 10 * HOUR

forEachDatabase('log-ins as taxpayers see them', (open) => {
  let central: TestCentral
  let rows = 0
  beforeAll(async () => {
    central = await startCentral({ database: await open(), now: () => NOW })
  })
  afterAll(() => central.close())

  const log = (who: Taxpayer, at: number, columns: Row = {}) =>
    central.change((work) =>
      putRow(work, 'login_log', {
        id: `log-${String(++rows)}`,
        hall_id: 'h2',
        at,
        login_type: 'enterprise',
        method: 'password',
        channel: 'web',
        result: 'success',
        reason: null,
        person_id: who.personId,
        name: '张三丰',
        identity_type: 'legal-representative',
        enterprise_id: enterpriseOf(who),
        taxpayer_name: '沈阳甲贸易有限公司',
        credit_code: who.enterpriseCode,
        address: '10.0.0.7',
        place: null,
        ...columns,
      }),
    )
  const managerOf = async (who: Taxpayer) => apiOf(central, await logIn(central, who, { entrance: 'enterprise' }))

  it('[R-JRN-02] shows the last month unasked, and older ones only by their dates', async () => {
    const who = await makeTaxpayer(central, 'anna')
    const first = beijingMidnight('2026-02-28')
    await log(who, first)
    await log(who, first - 1)
    const api = await managerOf(who)
    const { body } = await api('log-ins.enterprise')
    expect(body).toMatchObject({ from: '2026-02-28', to: '2026-03-31', rows: [{ at: first }] })
    expect((await api('log-ins.person')).body.rows).toHaveLength(1)
    const older = await api('log-ins.enterprise', { query: { from: '2026-02-27', to: '2026-02-27' } })
    expect(older.body.rows).toMatchObject([{ at: first - 1 }])
    const reversed = await api('log-ins.person', { query: { from: '2026-03-02', to: '2026-03-01' } })
    expect(reversed.refused).toBe('log-range-reversed')
    const long = await api('log-ins.person', { query: { from: '2025-01-01', to: '2026-03-01' } })
    expect(long.refused).toBe('log-range-too-long')
  })

  it('[R-JRN-01] gives only log-ins to this enterprise that match type, time, name and identity', async () => {
    const who = await makeTaxpayer(central, 'bob')
    const other = await makeTaxpayer(central, 'carl')
    await log(who, NOW - DAY)
    await log(who, NOW - 2 * DAY, { name: '李四', identity_type: 'staff-full' })
    await log(who, NOW - 3 * DAY, { login_type: 'agency', name: '王五', identity_type: 'agent' })
    await log(other, NOW - DAY)
    const api = await managerOf(who)
    const days = async (query: object) =>
      (await api('log-ins.enterprise', { query })).body.rows.map(({ at }) => (NOW - at) / DAY)
    expect(await days({})).toEqual([1, 2, 3])
    expect(await days({ type: 'agency' })).toEqual([3])
    expect(await days({ name: '李四' })).toEqual([2])
    expect(await days({ identityType: 'legal-representative' })).toEqual([1])
    expect(await days({ from: '2026-03-29', to: '2026-03-29' })).toEqual([2])
    expect(await days({ name: '李四', type: 'agency' })).toEqual([])
  })

  it('[R-JRN-03] knows three types of log-in and no fourth', async () => {
    const who = await makeTaxpayer(central, 'dora')
    const api = await managerOf(who)
    for (const type of ['enterprise', 'agency', 'person'] as const)
      expect((await api('log-ins.person', { query: { type } })).status).toBe(200)
    expect((await api('log-ins.person', { query: { type: 'guest' as never } })).status).toBe(400)
  })

  it('[R-JRN-04] gives the person their own log-ins by type, time, taxpayer and code', async () => {
    const who = await makeTaxpayer(central, 'emil')
    const other = await makeTaxpayer(central, 'frederic')
    await log(who, NOW - DAY)
    await log(who, NOW - 2 * DAY, {
      login_type: 'person',
      enterprise_id: null,
      taxpayer_name: null,
      credit_code: null,
      identity_type: null,
    })
    await log(other, NOW - DAY, { enterprise_id: enterpriseOf(who), credit_code: who.enterpriseCode })
    const api = apiOf(central, await logIn(central, who))
    const days = async (query: object) =>
      (await api('log-ins.person', { query })).body.rows.map(({ at }) => (NOW - at) / DAY)
    expect(await days({})).toEqual([1, 2])
    expect(await days({ creditCode: who.enterpriseCode })).toEqual([1])
    expect(await days({ taxpayerName: '沈阳甲贸易有限公司' })).toEqual([1])
    expect(await days({ type: 'person' })).toEqual([2])
    // CF-24: the other log's filters work here, too.
    expect(await days({ name: '张三丰', identityType: 'legal-representative' })).toEqual([1])
  })

  it('[R-JRN-05] holds type, time, name, identity, taxpayer and code of each, masked', async () => {
    const who = await makeTaxpayer(central, 'gretelxx')
    await log(who, NOW - DAY)
    const { body } = await (await managerOf(who))('log-ins.enterprise')
    expect(body.rows[0]).toMatchObject({
      type: 'enterprise',
      at: NOW - DAY,
      name: '张**',
      identityType: 'legal-representative',
      taxpayerName: '沈阳*****公司',
      creditCode: expect.stringMatching(/^9121\*+MAXX$/),
      result: 'success',
      method: 'password',
      channel: 'web',
    })
  })

  it('[R-PM-23] shows all to managers, and staff and agents their own (OP-21)', async () => {
    const who = await makeTaxpayer(central, 'hugo')
    const staff = await makeTaxpayer(central, 'ivan', { relation: { identity_type: 'staff-full' } })
    const agent = await makeTaxpayer(central, 'jan', { relation: null })
    await log(staff, NOW - DAY)
    await log(who, NOW - 2 * DAY, { enterprise_id: enterpriseOf(staff) })
    const token = await logIn(central, staff, { entrance: 'enterprise', identityType: 'staff-full' })
    expect((await apiOf(central, token)('log-ins.enterprise')).body.rows).toHaveLength(1)
    await log(agent, NOW - DAY, { login_type: 'agency', enterprise_id: enterpriseOf(who) })
    await log(who, NOW - DAY)
    const agencyId = await makeAgency(central, 'x', [agent])
    await agree(central, 'x', { agencyId, client: who, agents: [agent] })
    const entered = apiOf(central, await logInAsAgent(central, agent, agencyId, who))
    expect((await entered('log-ins.enterprise')).body.rows).toMatchObject([{ personId: agent.personId }])
    expect((await (await managerOf(who))('log-ins.enterprise')).body.rows).toHaveLength(2)
    const outside = apiOf(central, await logInAsAgent(central, agent, agencyId))
    expect((await outside('log-ins.enterprise')).refused).toBe('log-enterprise-not-entered')
    const person = apiOf(central, await logIn(central, who))
    expect((await person('log-ins.enterprise')).refused).toBe('session-not-permitted')
  })

  it('[R-JRN-01] pages without losing or repeating a row, also at one instant', async () => {
    const who = await makeTaxpayer(central, 'karolina')
    for (let count = 0; count < 5; count++) await log(who, NOW - DAY)
    const api = await managerOf(who)
    const seen: string[] = []
    let after: string | undefined
    do {
      const { body } = await api('log-ins.enterprise', {
        query: { size: 2, ...(after === undefined ? {} : { after }) },
      })
      seen.push(...body.rows.map(({ id }) => id))
      after = body.next
    } while (after !== undefined)
    expect(seen).toHaveLength(5)
    expect(new Set(seen).size).toBe(5)
  })
})
