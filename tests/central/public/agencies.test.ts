import { afterAll, beforeAll, expect, it } from 'vitest'
import { liaoningLegacy } from '../../../src/domain/policy/profiles.ts'
import { sql } from '../../../src/storage/database.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { agree, enterpriseOf, logInAsAgent, makeAgency } from './agents.ts'
import { apiOf, logIn } from './api.ts'
import { makeTaxpayer } from './taxpayer.ts'

forEachDatabase('agencies of an enterprise', (open) => {
  let central: TestCentral
  beforeAll(async () => {
    central = await startCentral({ database: await open() })
  })
  afterAll(() => central.close())

  /** Client `c-<name>`, agent `a-<name>` in both forms, agent `b-<name>` in the first alone. */
  async function makeScene(name: string) {
    const client = await makeTaxpayer(central, `${name}c`)
    const agent = await makeTaxpayer(central, `${name}aa`, { relation: null })
    const other = await makeTaxpayer(central, `${name}bbb`, { relation: null })
    const agencyId = await makeAgency(central, name, [agent, other])
    const agreementId = await agree(central, name, { agencyId, client, agents: [agent] })
    return { client, agent, other, agencyId, agreementId }
  }

  it('[R-AGY-13] are seen by 法定代表人 and 财务负责人, and by nobody else', async () => {
    const { client } = await makeScene('k')
    const manager = apiOf(central, await logIn(central, client, { entrance: 'enterprise' }))
    const { body } = await manager('agencies.list')
    expect(body.rows).toMatchObject([{ agencyName: '沈阳诚信税务师事务所有限公司', state: 'G3', recognised: false }])
    const inMenu = async (api: typeof manager) =>
      (await api('menu.read')).body.filter(({ id }) => id.startsWith('agencies.')).map(({ path }) => path[0])
    expect(await inMenu(manager)).toEqual(['我的代理机构', '代理信息查看'])
    const staff = await makeTaxpayer(central, 'kssss', { relation: { identity_type: 'staff-full' } })
    const token = await logIn(central, staff, { entrance: 'enterprise', identityType: 'staff-full' })
    expect((await apiOf(central, token)('agencies.list')).refused).toBe('session-not-permitted')
    expect(await inMenu(apiOf(central, token))).toEqual([])
    const person = apiOf(central, await logIn(central, client))
    expect((await person('agencies.list')).refused).toBe('session-not-permitted')
  })

  it('[R-AGY-14] are listed with both days of validity', async () => {
    const { client, agencyId, agent } = await makeScene('l')
    await agree(
      central,
      'm',
      { agencyId, client, agents: [agent] },
      { valid_from: '2019-01-01', valid_until: '2019-12-31' },
    )
    const api = apiOf(central, await logIn(central, client, { entrance: 'enterprise' }))
    const first = await api('agencies.list', { query: { size: 1 } })
    expect(first.body.rows).toMatchObject([{ validFrom: '2019-01-01', validUntil: '2019-12-31', state: 'G4' }])
    const second = await api('agencies.list', { query: { size: 1, after: first.body.next ?? '' } })
    expect(second.body).toMatchObject({ rows: [{ validFrom: '2020-01-01', validUntil: '2099-12-31' }] })
    expect(second.body.next).toBeUndefined()
  })

  it('[R-AGY-13] show who of them may act, masked, and only to their own client', async () => {
    const { client, agreementId } = await makeScene('n')
    const api = apiOf(central, await logIn(central, client, { entrance: 'enterprise' }))
    const { body } = await api('agencies.agents', { params: { agreementId } })
    expect(body).toEqual([{ name: 'n**', document: expect.stringMatching(/^2101\*+\d{4}$/), bar: null }])
    const stranger = await makeTaxpayer(central, 'o')
    const theirs = apiOf(central, await logIn(central, stranger, { entrance: 'enterprise' }))
    expect((await theirs('agencies.agents', { params: { agreementId } })).refused).toBe('agency-agreement-unknown')
  })

  it('[R-AGY-04] shows the client to the agent who has entered it, the managers’ numbers masked', async () => {
    const { client, agent, agencyId } = await makeScene('p')
    const api = apiOf(central, await logInAsAgent(central, agent, agencyId, client))
    const { body } = await api('agency.client')
    expect(body).toMatchObject({
      creditCode: expect.stringMatching(/^9121\*+MAXX$/),
      taxAuthority: 'h2 税务局',
      state: 'normal',
      legalRepresentative: 'p*',
      legalRepresentativePhone: expect.stringMatching(/^138\*{4}\d{4}$/),
      financeOfficer: null,
      person: { name: 'p**', documentType: 'resident-id' },
    })
    expect(JSON.stringify(body)).not.toContain(client.number)
  })

  it('[R-AGY-03] shows nothing of a taxpayer who isn’t represented', async () => {
    const { agent, agencyId, client, other } = await makeScene('q')
    const before = apiOf(central, await logInAsAgent(central, agent, agencyId))
    expect((await before('agency.client')).refused).toBe('agency-client-not-entered')
    const manager = apiOf(central, await logIn(central, client, { entrance: 'enterprise' }))
    expect((await manager('agency.client')).refused).toBe('agency-client-not-entered')
    // A log-in at a client the agent doesn't handle doesn't stand at all.
    const foreign = apiOf(central, await logInAsAgent(central, other, agencyId, client))
    expect((await foreign('agency.client')).status).toBe(401)
  })

  it('[R-AGY-05] shows the agent what they may do for the client and until when', async () => {
    const { client, agent, agencyId } = await makeScene('r')
    const api = apiOf(central, await logInAsAgent(central, agent, agencyId, client))
    const { body } = await api('agency.permissions')
    expect(body).toMatchObject({ identityType: 'agent', validFrom: '2020-01-01', validUntil: '2099-12-31' })
    expect(body.functions).toContainEqual({ code: 'filing.declare', group: 'filing' })
    expect(body.functions.map(({ group }) => group)).not.toContain('realname-maintenance')
  })

  it('[R-AGY-09] tells an agent why a client is missing from their list', async () => {
    const { client, agent, other, agencyId } = await makeScene('s')
    const bars = async (who: typeof agent) =>
      (await apiOf(central, await logInAsAgent(central, who, agencyId))('agency.agreements')).body.rows.map(
        ({ bar }) => bar,
      )
    expect(await bars(agent)).toEqual([null])
    expect(await bars(other)).toEqual(['not-handling'])
    const person = apiOf(central, await logIn(central, client))
    expect((await person('agency.agreements')).refused).toBe('session-not-permitted')
  })

  it('[R-HAL-06] hand in the form of a client, by which nobody acts before the hall has it', async () => {
    const { agent, agencyId } = await makeScene('t')
    const newClient = await makeTaxpayer(central, 'ttttt')
    const api = apiOf(central, await logInAsAgent(central, agent, agencyId))
    const body = {
      clientCode: newClient.enterpriseCode,
      agents: [{ documentType: 'resident-id' as const, documentNumber: agent.document }],
      validFrom: '2020-01-01',
      validUntil: '2099-12-31',
    }
    const filed = await api('agency.hand-in-agreement', { body })
    expect(filed.status, JSON.stringify(filed.body)).toBe(200)
    const waiting = (await api('agency.agreements')).body.rows.filter(({ state }) => state === 'G1')
    expect(waiting).toMatchObject([{ agreementId: filed.body.id, bar: 'not-received' }])
    expect((await api('switch.client', { body: { enterpriseId: enterpriseOf(newClient) } })).refused).toBe(
      'switch-client-not-entered',
    )
    const none = await api('agency.hand-in-agreement', { body: { ...body, agents: [] } })
    expect(none.refused).toBe('agency-agents-missing')
    const unknown = await api('agency.hand-in-agreement', { body: { ...body, clientCode: 'NOBODY' } })
    expect(unknown.refused).toBe('agency-client-unknown')
  })

  it('[R-AGY-11] aren’t recognised where forms are filed', async () => {
    const { client } = await makeScene('u')
    const api = apiOf(central, await logIn(central, client, { entrance: 'enterprise' }))
    const agencyCode = 'AGENCYU'
    expect((await api('agencies.synchronise', { body: { agencyCode } })).refused).toBe('agency-recognition-not-used')
    const recognised = await api('agencies.recognise', {
      body: { agencyCode, validUntil: '2099-12-31', password: 'Daili#2026' },
    })
    expect(recognised.refused).toBe('agency-recognition-not-used')
  })
})

forEachDatabase('agencies recognised by their clients', (open) => {
  let central: TestCentral
  beforeAll(async () => {
    central = await startCentral({ database: await open(), policy: liaoningLegacy })
  })
  afterAll(() => central.close())

  const terms = { validUntil: '2099-12-31', password: 'Daili#2026' }
  const secretOf = (agreementId: string) =>
    central.deps.database.read((db) =>
      db.find<{ password_hash: string }>(
        sql('select password_hash from agreement_secret where agreement_id = ?', [agreementId]),
      ),
    )

  it('[R-AGY-11] by 认定 act for the client and by 取消 no longer', async () => {
    const client = await makeTaxpayer(central, 'kc')
    const agent = await makeTaxpayer(central, 'kaa', { relation: null })
    const agencyId = await makeAgency(central, 'k', [agent], { basic_form_at: null })
    const api = apiOf(central, await logIn(central, client, { entrance: 'enterprise' }))
    const agencyCode = 'AGENCYK'
    expect((await api('agencies.synchronise', { body: { agencyCode } })).body.agreement).toBeNull()
    const made = await api('agencies.recognise', { body: { agencyCode, ...terms } })
    expect(made.status, JSON.stringify(made.body)).toBe(200)
    expect((await api('agencies.synchronise', { body: { agencyCode } })).body.agreement).toMatchObject({
      state: 'G3',
      recognised: true,
    })
    const entered = apiOf(central, await logInAsAgent(central, agent, agencyId, client))
    expect((await entered('agency.client')).status).toBe(200)
    const agreementId = made.body.id ?? ''
    const ended = await api('agencies.unrecognise', { params: { agreementId } })
    expect(ended.status, JSON.stringify(ended.body)).toBe(200)
    expect((await entered('agency.client')).status).toBe(401)
    expect((await api('agencies.unrecognise', { params: { agreementId } })).refused).toBe('agency-agreement-over')
  })

  it('[R-TR-AGY-07] keep the agreement password, by the rule and as a stored form alone', async () => {
    const client = await makeTaxpayer(central, 'lc')
    await makeAgency(central, 'l', [])
    const api = apiOf(central, await logIn(central, client, { entrance: 'enterprise' }))
    const weak = await api('agencies.recognise', { body: { agencyCode: 'AGENCYL', ...terms, password: 'short' } })
    expect(weak.refused).toBe('agency-password-breaks-rule')
    const { body } = await api('agencies.recognise', { body: { agencyCode: 'AGENCYL', ...terms } })
    const agreementId = body.id ?? ''
    const first = await secretOf(agreementId)
    expect(first?.password_hash).toMatch(/^\$argon2id\$/)
    const again = await api('agencies.recognise', { body: { agencyCode: 'AGENCYL', ...terms } })
    expect(again.refused).toBe('agency-already-recognised')
    const changed = await api('agencies.set-password', { params: { agreementId }, body: { password: 'Daili#2027' } })
    expect(changed.status, JSON.stringify(changed.body)).toBe(200)
    expect((await secretOf(agreementId))?.password_hash).not.toBe(first?.password_hash)
  })

  it('[R-PM-22] are a matter of 法定代表人 and 财务负责人', async () => {
    const staff = await makeTaxpayer(central, 'ms', { relation: { identity_type: 'staff-full' } })
    const token = await logIn(central, staff, { entrance: 'enterprise', identityType: 'staff-full' })
    const tried = await apiOf(central, token)('agencies.recognise', { body: { agencyCode: 'AGENCYK', ...terms } })
    expect(tried.refused).toBe('session-not-permitted')
  })
})
