import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from '../../../src/storage/database.ts'
import { patchRow } from '../../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { agree, enterpriseOf, logInAsAgent, makeAgency } from './agents.ts'
import { apiOf, appOf, logIn } from './api.ts'
import { makeProject, nameInReport, relate } from './log-in-scenes.ts'
import { makeTaxpayer, readLog, type Taxpayer } from './taxpayer.ts'

forEachDatabase('a log-in', (open) => {
  let central: TestCentral
  beforeAll(async () => {
    central = await startCentral({ database: await open() })
  })
  afterAll(() => central.close())

  const asPerson = async (who: Taxpayer) => apiOf(central, await logIn(central, who))
  const asEnterprise = async (who: Taxpayer, identityType?: string) =>
    apiOf(central, await logIn(central, who, { entrance: 'enterprise', ...(identityType ? { identityType } : {}) }))
  const change = (table: 'relation' | 'agency_agreement' | 'cross_project', id: string, columns: object) =>
    central.change((work) => patchRow(work, table, [id], { ...columns }))

  it('[R-PLT-05] begins with the enterprise, the person’s own data, or the list of clients', async () => {
    const who = await makeTaxpayer(central, 'anna')
    const agencyId = await makeAgency(central, 'anna', [who])
    const first = async (api: Awaited<ReturnType<typeof asPerson>>) => (await api('session.read')).body.firstPage
    expect(await first(await asEnterprise(who))).toBe('enterprise-info')
    expect(await first(await asPerson(who))).toBe('personal-info')
    expect(await first(apiOf(central, await logInAsAgent(central, who, agencyId)))).toBe('client-list')
  })

  it('[R-ENT-01] [R-MSK-01] [R-MSG-43] shows the enterprise in two parts, masked', async () => {
    const who = await makeTaxpayer(central, 'bobby')
    const { body } = await (await asEnterprise(who))('enterprise.basic')
    expect(body).toEqual({
      basic: {
        creditCode: `9121**********${who.enterpriseCode.slice(-4)}`,
        name: '沈阳*****公司',
        legalRepresentative: 'b****',
        realName: 'verified',
        realNameLabel: '已实名核验',
        taxAuthority: 'h2 税务局',
      },
      people: {
        identityType: 'legal-representative',
        identities: [{ identityType: 'legal-representative', current: true }],
      },
    })
  })

  it('[R-MSK-02] the eye shows one field whole, and the audit says so without the value', async () => {
    const who = await makeTaxpayer(central, 'carl')
    const api = await asEnterprise(who)
    expect((await api('enterprise.reveal', { body: { field: 'name' } })).body).toEqual({ value: '沈阳甲贸易有限公司' })
    expect((await api('enterprise.reveal', { body: { field: 'creditCode' } })).body.value).toBe(who.enterpriseCode)
    const rows = await central.deps.database.read((db) =>
      db.all<{ detail: string; actor: string }>(
        sql(
          "select detail, actor from audit where action = 'reveal' and subjects like '%enterprise-carl%' order by seq",
        ),
      ),
    )
    expect(rows.map((row) => JSON.parse(row.detail) as unknown)).toEqual([
      { kind: 'enterprise', field: 'name' },
      { kind: 'enterprise', field: 'creditCode' },
    ])
    expect(rows[0]?.actor).toContain('person-carl')
    const staffOnly = await makeTaxpayer(central, 'cara5', { relation: { identity_type: 'staff-full' } })
    const without = await asEnterprise(staffOnly, 'staff-full')
    expect((await without('enterprise.reveal', { body: { field: 'legalRepresentative' } })).refused).toBe(
      'enterprise-field-empty',
    )
  })

  it('[R-ENT-02] [R-ENT-03] lists every identity with the chosen one marked, and changes it in place', async () => {
    const who = await makeTaxpayer(central, 'dora')
    await relate(central, who, enterpriseOf(who), { identity_type: 'finance-officer' })
    await relate(central, who, enterpriseOf(who), { identity_type: 'staff-filing', state: 'R1' })
    const api = await asEnterprise(who)
    const identities = async () => (await api('session.read')).body.identities
    expect(await identities()).toEqual([
      { identityType: 'finance-officer', current: false },
      { identityType: 'legal-representative', current: true },
    ])
    const switched = await api('switch.identity', { body: { identityType: 'finance-officer' } })
    expect(switched.body).toEqual({
      business: 'enterprise',
      enterpriseId: 'enterprise-dora',
      identityType: 'finance-officer',
    })
    expect((await identities())[0]).toEqual({ identityType: 'finance-officer', current: true })
    const refused = await api('switch.identity', { body: { identityType: 'staff-filing' } })
    expect(refused.refused).toBe('switch-identity-not-held')
  })

  it('[R-SWT-01] lists enterprises by code and name, masked, page by page', async () => {
    const who = await makeTaxpayer(central, 'emil')
    const [first, second] = [await makeTaxpayer(central, 'fred'), await makeTaxpayer(central, 'gina')]
    for (const other of [first, second]) await relate(central, who, enterpriseOf(other))
    await central.change((work) => patchRow(work, 'enterprise', [enterpriseOf(second)], { name: '大连Best科技公司' }))
    const api = await asEnterprise(who)
    const list = async (query: object = {}) => (await api('switch.enterprises', { query })).body
    expect((await list()).rows).toHaveLength(3)
    expect((await list({ name: 'best' })).rows).toMatchObject([
      { enterpriseId: 'enterprise-gina', taxpayerName: '大连******公司', identityTypes: ['staff-full'] },
    ])
    expect((await list({ code: first.enterpriseCode.slice(2, 16) })).rows).toMatchObject([
      { creditCode: `9121**********${first.enterpriseCode.slice(-4)}` },
    ])
    expect((await list({ code: `N${first.enterpriseCode}` })).rows).toHaveLength(1)
    expect((await list({ name: '%' })).rows).toEqual([])
    const page = await list({ size: 2 })
    expect(page.rows).toHaveLength(2)
    expect((await list({ size: 2, after: page.next ?? '' })).rows).toHaveLength(1)
  })

  it('[R-SWT-02] moves to another enterprise without a new log-in, which its log tells', async () => {
    const who = await makeTaxpayer(central, 'hugo')
    const other = await makeTaxpayer(central, 'ida')
    await relate(central, who, enterpriseOf(other))
    const api = await asEnterprise(who)
    const moved = await api('switch.enterprise', { body: { enterpriseId: enterpriseOf(other) } })
    expect(moved.body).toMatchObject({ enterpriseId: 'enterprise-ida', identityType: 'staff-full' })
    expect((await api('enterprise.basic')).body.people.identityType).toBe('staff-full')
    expect(await readLog(central, 'ida')).toMatchObject([
      { person_id: 'person-hugo', login_type: 'enterprise', identity_type: 'staff-full', result: 'success' },
    ])
    await change('relation', 'relation-person-hugo-enterprise-ida-staff-full', { state: 'R6' })
    expect((await api('session.read')).status).toBe(401)
  })

  it('[R-SWT-04] offers relations in effect alone, and moves to no other', async () => {
    const who = await makeTaxpayer(central, 'jana')
    const states = [
      ['kurt', { state: 'R1' }],
      ['lena', { state: 'R5', disabled_reason: 'freeze' }],
      ['mila', { valid_until: '2020-01-01' }],
    ] as const
    for (const [name, columns] of states)
      await relate(central, who, enterpriseOf(await makeTaxpayer(central, name)), columns)
    const api = await asPerson(who)
    expect((await api('switch.enterprises')).body.rows.map(({ enterpriseId }) => enterpriseId)).toEqual([
      'enterprise-jana',
    ])
    for (const [name] of states)
      expect((await api('switch.enterprise', { body: { enterpriseId: `enterprise-${name}` } })).refused).toBe(
        'switch-enterprise-not-related',
      )
  })

  it('[R-SWT-02] [R-LGE-10] asks for the identity where the other enterprise has several', async () => {
    const who = await makeTaxpayer(central, 'nora')
    const other = await makeTaxpayer(central, 'otto')
    for (const type of ['staff-full', 'finance-officer'])
      await relate(central, who, enterpriseOf(other), { identity_type: type })
    const api = await asEnterprise(who)
    const to = (identityType = '') =>
      api('switch.enterprise', { body: { enterpriseId: enterpriseOf(other), identityType } })
    expect((await to()).refused).toBe('login-identity-not-chosen')
    expect((await to('legal-representative')).refused).toBe('login-identity-not-chosen')
    expect((await to('finance-officer')).body.identityType).toBe('finance-officer')
  })

  it('[R-SWT-03] [R-MSK-04] shows the person with a masked number, and becomes personal', async () => {
    const who = await makeTaxpayer(central, 'paul')
    const agencyId = await makeAgency(central, 'paul', [who])
    for (const token of [
      await logIn(central, who, { entrance: 'enterprise' }),
      await logInAsAgent(central, who, agencyId),
    ]) {
      const api = apiOf(central, token)
      expect((await api('switch.person')).body).toEqual({
        name: 'paul',
        documentType: 'resident-id',
        documentNumber: `2101**********${who.document.slice(-4)}`,
      })
      expect((await api('switch.to-person')).body).toEqual({
        business: 'person',
        enterpriseId: null,
        identityType: null,
      })
      expect((await api('session.read')).body).toMatchObject({ business: 'person', agencyId: null })
    }
  })

  it('[R-AGY-03] [R-AGY-06] an agent moves among the clients with their terms, and to nobody else', async () => {
    const agent = await makeTaxpayer(central, 'rosa', { relation: null })
    const [first, second, third] = [
      await makeTaxpayer(central, 'sara'),
      await makeTaxpayer(central, 'tom'),
      await makeTaxpayer(central, 'ulla'),
    ]
    const agencyId = await makeAgency(central, 'rosa', [agent])
    await agree(central, 'sara', { agencyId, client: first, agents: [agent] }, { valid_until: '2098-12-31' })
    await agree(central, 'tom', { agencyId, client: second, agents: [agent] })
    const api = apiOf(central, await logInAsAgent(central, agent, agencyId))
    const { rows } = (await api('switch.clients')).body
    expect(rows.map(({ enterpriseId, validFrom, validUntil }) => [enterpriseId, validFrom, validUntil])).toEqual([
      ['enterprise-sara', '2020-01-01', '2098-12-31'],
      ['enterprise-tom', '2020-01-01', '2099-12-31'],
    ])
    expect((await api('switch.clients', { query: { size: 1 } })).body).toMatchObject({ next: 'enterprise-sara' })
    expect((await api('switch.clients', { query: { code: second.enterpriseCode } })).body.rows).toHaveLength(1)
    const enter = (who: Taxpayer) => api('switch.client', { body: { enterpriseId: enterpriseOf(who) } })
    expect((await api('enterprise.basic')).refused).toBe('switch-not-here')
    expect((await enter(first)).body).toMatchObject({ business: 'agency', enterpriseId: 'enterprise-sara' })
    expect((await api('enterprise.basic')).status).toBe(200)
    expect((await enter(second)).status).toBe(200)
    expect((await enter(third)).refused).toBe('switch-client-not-entered')
    expect((await api('session.read')).body.enterpriseId).toBe('enterprise-tom')
  })

  it('[R-AGY-09] in one form or none the client stays closed, and it closes when the agreement ends', async () => {
    const agent = await makeTaxpayer(central, 'vera', { relation: null })
    const other = await makeTaxpayer(central, 'wim', { relation: null })
    const client = await makeTaxpayer(central, 'xena')
    const agencyId = await makeAgency(central, 'vera', [agent, other])
    await agree(central, 'xena', { agencyId, client, agents: [agent] })
    const inOne = apiOf(central, await logInAsAgent(central, other, agencyId))
    expect((await inOne('switch.clients')).body.rows).toEqual([])
    expect((await inOne('switch.client', { body: { enterpriseId: enterpriseOf(client) } })).refused).toBe(
      'switch-client-not-entered',
    )
    const inBoth = apiOf(central, await logInAsAgent(central, agent, agencyId))
    expect((await inBoth('switch.client', { body: { enterpriseId: enterpriseOf(client) } })).status).toBe(200)
    await change('agency_agreement', 'agreement-xena', { state: 'G5' })
    expect((await inBoth('session.read')).status).toBe(401)
  })

  it('[R-XRG-05] an enterprise’s log-in lists all its projects of the province and moves to them', async () => {
    const who = await makeTaxpayer(central, 'yves')
    const mine = [
      await makeProject(central, 'yves1', who),
      await makeProject(central, 'yves2', who, { kind: 'tax-source' }),
    ]
    await makeProject(central, 'yves3', who, { valid_until: '2021-01-01' })
    await makeProject(central, 'zora', await makeTaxpayer(central, 'zora'))
    const api = await asEnterprise(who)
    const { rows } = (await api('switch.projects')).body
    expect(rows.map(({ projectId }) => projectId)).toEqual(mine)
    const moved = await api('switch.project', { body: { projectId: mine[0] ?? '' } })
    expect(moved.body).toMatchObject({ business: 'enterprise', identityType: 'legal-representative' })
    expect((await api('session.read')).body).toMatchObject({ entrance: 'special', projectId: mine[0] })
  })

  it('[R-XRG-08] a special entity moves among the projects it has to do with, and the log-in ends with them', async () => {
    const [a, b, c] = [
      await makeTaxpayer(central, 'Anna'),
      await makeTaxpayer(central, 'Bob'),
      await makeTaxpayer(central, 'Carl'),
    ]
    const handler = await makeTaxpayer(central, 'Dora', { relation: null })
    const [first, second, third] = [
      await makeProject(central, 'Anna', a),
      await makeProject(central, 'Bob', b),
      await makeProject(central, 'Carl', c),
    ]
    await nameInReport(central, first, handler, 'handler')
    await nameInReport(central, second, handler, 'contact')
    const api = await asPerson(handler)
    expect((await api('switch.project', { body: { projectId: first } })).body.identityType).toBe('handler')
    expect((await api('switch.projects')).body.rows.map(({ projectId }) => projectId)).toEqual([first, second])
    expect((await api('switch.project', { body: { projectId: second } })).body).toMatchObject({
      enterpriseId: 'enterprise-Bob',
      identityType: 'contact',
    })
    expect((await api('switch.project', { body: { projectId: third } })).refused).toBe('switch-project-not-related')
    expect(await readLog(central, 'Bob')).toMatchObject([{ person_id: 'person-Dora', identity_type: 'contact' }])
    await change('cross_project', second, { valid_until: '2021-01-01' })
    expect((await api('session.read')).status).toBe(401)
  })

  it('[R-XRG-09] [R-XRG-10] finds reports by region, tax authority and a part of the number', async () => {
    const who = await makeTaxpayer(central, 'Emil')
    await makeProject(central, 'Emil1', who)
    await makeProject(central, 'Emil2', who, { division: '210203', tax_authority: '大连市西岗区税务局' })
    await makeProject(central, 'Emil3', who, { division: '370102' })
    await makeProject(central, 'Emil4', who, { kind: 'tax-source', number: null })
    const api = await asEnterprise(who)
    const region = { kind: 'report', province: '210000', city: '210200' } as const
    const find = async (query: object) => (await api('projects.search', { query: { ...region, ...query } })).body.rows
    expect((await find({})).map(({ projectId }) => projectId)).toEqual(['project-Emil1', 'project-Emil2'])
    expect(await find({ county: '210203' })).toMatchObject([{ projectId: 'project-Emil2' }])
    expect(await find({ taxAuthority: '大连市西岗区税务局' })).toHaveLength(1)
    expect(await find({ number: '026Emil1' })).toMatchObject([{ number: '2102022026Emil1' }])
    const refused = async (query: object) => (await api('projects.search', { query: query as never })).refused
    expect(await refused({ kind: 'report', province: '210000' })).toBe('project-region-missing')
    expect(await refused({ ...region, number: '026' })).toBe('project-number-short')
  })

  it('[R-XRG-11] finds tax sources by region and authority, without a number', async () => {
    const who = await makeTaxpayer(central, 'Fred')
    await makeProject(central, 'Fred1', who)
    await makeProject(central, 'Fred2', who, { kind: 'tax-source', number: null })
    const api = await asEnterprise(who)
    const region = { kind: 'tax-source', province: '210000', city: '210200' } as const
    expect((await api('projects.search', { query: region })).body.rows).toMatchObject([
      { projectId: 'project-Fred2', number: null },
    ])
    expect((await api('projects.search', { query: { ...region, number: '2102' } })).refused).toBe('project-number-none')
  })

  it('[R-XRG-10] [R-XRG-11] has pickers for province, city, county and tax authority', async () => {
    const who = await makeTaxpayer(central, 'Gina')
    await makeProject(central, 'Gina', who)
    const api = await asEnterprise(who)
    const under = async (above?: string) =>
      (await api('regions.list', above === undefined ? {} : { query: { under: above } })).body
    expect(await under()).toContainEqual({ code: '210000', name: '辽宁省' })
    expect((await under()).every(({ code }) => code.endsWith('0000'))).toBe(true)
    expect(await under('210000')).toContainEqual({ code: '210200', name: '大连市' })
    expect(await under('210200')).toContainEqual({ code: '210202', name: '中山区' })
    expect(await under('210202')).toEqual([])
    const authorities = await api('regions.tax-authorities', { params: { division: '210200' } })
    expect(authorities.body).toContain('国家税务总局大连市中山区税务局')
  })

  it('[R-PLT-04] a second application takes the log-in over by a ticket, once, and for itself alone', async () => {
    const who = await makeTaxpayer(central, 'Hugo')
    const api = await asEnterprise(who)
    const ticketFor = async (application: string) =>
      (await api('applications.ticket', { body: { application } })).body.ticket
    const take = (ticket: string, application: string) =>
      appOf(central)('applications.session', { body: { ticket, application } })
    const ticket = await ticketFor('invoices')
    expect((await take(ticket, 'customs')).refused).toBe('application-ticket-void')
    const taken = await take(ticket, 'invoices')
    expect(taken.body.session).toMatchObject({
      business: 'enterprise',
      enterpriseId: 'enterprise-Hugo',
      identityType: 'legal-representative',
    })
    expect((await take(ticket, 'invoices')).refused).toBe('application-ticket-void')
    expect((await apiOf(central, taken.body.token)('enterprise.basic')).status).toBe(200)
    expect((await apiOf(central, await ticketFor('invoices'))('session.read')).status).toBe(401)
    const late = await ticketFor('invoices')
    await change('relation', 'relation-Hugo', { state: 'R5', disabled_reason: 'freeze' })
    expect((await take(late, 'invoices')).refused).toBe('application-ticket-void')
    expect((await apiOf(central)('applications.session', { body: { ticket, application: 'x' } })).status).toBe(401)
  })
})
