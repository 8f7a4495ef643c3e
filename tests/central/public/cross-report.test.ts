import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CrossReport } from '../../../src/contract/core.ts'
import { sql } from '../../../src/storage/database.ts'
import type { Row } from '../../../src/storage/rows.ts'
import { CORE_KEY, startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { apiOf } from './api.ts'
import { idNumber } from './capture-app.ts'
import { logInByCode } from './log-in-scenes.ts'
import { browser, codeOf, makeTaxpayer, SLID, type Taxpayer } from './taxpayer.ts'

forEachDatabase('reports of cross-region projects', (open) => {
  let central: TestCentral
  beforeAll(async () => {
    central = await startCentral({ database: await open() })
  })
  afterAll(() => central.close())

  const reportOf = (owner: Taxpayer, number: string, people: CrossReport['people'] = []): CrossReport => ({
    kind: 'report',
    number,
    enterpriseCode: owner.enterpriseCode,
    division: '210102',
    taxAuthority: 'h1 税务局',
    validFrom: '2020-01-01',
    validUntil: '2099-12-31',
    people,
  })
  const named = (who: { document: string }, personName: string, role: 'handler' | 'contact' = 'handler') => ({
    role,
    personName,
    documentType: 'resident-id' as const,
    documentNumber: who.document,
  })
  const tell = (body: CrossReport, key = CORE_KEY) => apiOf(central, key)('core.cross-region-reported', { body })
  const all = (text: string, bindings: readonly unknown[] = []) =>
    central.deps.database.read((db) => db.all<Row>(sql(text, bindings)))
  /** Somebody with a document that could be real, which a report is held to. */
  const somebody = async (name: string) => {
    const document = idNumber()
    const who = await makeTaxpayer(central, name, { relation: null, person: { document_number: document } })
    return { ...who, document }
  }
  const enter = (who: Taxpayer, owner: Taxpayer) =>
    browser(central).post('first-step', {
      entrance: 'special',
      projectKind: 'report',
      enterpriseCode: owner.enterpriseCode,
      account: who.document,
      password: who.password,
      humanCheck: SLID,
      channel: 'web',
    })

  it('[R-XRG-06] lets whom a report names in, and nobody any more whom it no longer names', async () => {
    const owner = await makeTaxpayer(central, 'anna')
    const [handler, contact, stranger] = [await somebody('bob'), await somebody('cora'), await somebody('dan')]
    const people = [named(handler, 'bob'), named(contact, 'cora', 'contact')]
    expect((await tell(reportOf(owner, 'LN-1', people))).body).toMatchObject({ version: 1 })
    expect((await logInByCode(central, handler, enter(handler, owner), { identityType: 'handler' })).status).toBe(200)
    expect((await logInByCode(central, contact, enter(contact, owner), { identityType: 'contact' })).status).toBe(200)
    expect(codeOf(await enter(stranger, owner))).not.toBe(200)
    expect((await tell(reportOf(owner, 'LN-1', [named(contact, 'cora', 'contact')]))).body).toMatchObject({
      version: 2,
    })
    expect(codeOf(await enter(handler, owner))).not.toBe(200)
    expect(codeOf(await enter(contact, owner))).toBe(200)
  })

  it('[R-XRG-06] says nothing new when told again, even many times at once, and each telling is in the audit', async () => {
    const owner = await makeTaxpayer(central, 'emil')
    const one = reportOf(owner, 'LN-2', [named({ document: idNumber() }, '孙未采')])
    const told = await Promise.all(Array.from({ length: 8 }, () => tell(one)))
    expect(new Set(told.map(({ body }) => `${body.projectId} ${String(body.version)}`)).size).toBe(1)
    expect(told[0]?.body.version).toBe(1)
    expect(await all("select id from cross_project where number = 'LN-2'")).toHaveLength(1)
    expect(await all('select name from cross_project_person where project_id = ?', [told[0]?.body.projectId])).toEqual([
      { name: '孙未采' },
    ])
    const audits = await all("select detail from audit where action = 'cross-region.report' and subjects like '%LN-2%'")
    expect(audits).toHaveLength(8)
  })

  it('[R-XRG-06] changes nothing when it is refused', async () => {
    const [owner, other] = [await makeTaxpayer(central, 'fay'), await makeTaxpayer(central, 'gus')]
    const handler = await somebody('hugo')
    await tell(reportOf(owner, 'LN-3', [named(handler, 'hugo')]))
    const before = [
      await all('select * from cross_project order by id'),
      await all('select * from cross_project_person'),
    ]
    expect((await tell(reportOf(other, 'LN-3'))).refused).toBe('cross-region-number-of-another')
    expect((await tell(reportOf(owner, 'LN-3', [named(handler, '别人')]))).refused).toBe('cross-region-person-mismatch')
    expect((await tell({ ...reportOf(owner, 'LN-3'), enterpriseCode: '91210102MA0NOBODY1' })).refused).toBe(
      'cross-region-enterprise-unknown',
    )
    for (const key of ['', 'guessed']) expect((await tell(reportOf(owner, 'LN-3'), key)).status).toBe(401)
    expect([
      await all('select * from cross_project order by id'),
      await all('select * from cross_project_person'),
    ]).toEqual(before)
  })

  it('[R-XRG-05] goes to the hall of the project’s tax authority, and to no other', async () => {
    const owner = await makeTaxpayer(central, 'ida')
    const { body } = await tell(reportOf(owner, 'LN-4'))
    const fed = await all("select hall_id from feed where table_name = 'cross_project' and row_key = ?", [
      JSON.stringify([body.projectId]),
    ])
    expect(fed).toEqual([{ hall_id: 'h1' }])
  })

  it('[R-XRG-11] keeps one registration of a tax source a taxpayer and tax authority', async () => {
    const owner = await makeTaxpayer(central, 'jan')
    const source = { ...reportOf(owner, ''), kind: 'tax-source' as const }
    const { body: first } = await tell(source)
    const { body: second } = await tell({ ...source, validUntil: '2030-12-31' })
    expect(second).toEqual({ projectId: first.projectId, version: 2 })
    expect((await tell({ ...source, taxAuthority: 'h2 税务局' })).body.projectId).not.toBe(first.projectId)
  })

  it('[R-XRG-06] is written by hand at the stand-in of the core system', async () => {
    const owner = await makeTaxpayer(central, 'kim')
    const handler = await somebody('lea')
    const { kind, number, division, taxAuthority, validFrom, validUntil } = reportOf(owner, 'LN-5')
    const who = { handlerName: 'lea', handlerType: 'resident-id', handlerNumber: handler.document, contactName: '' }
    const form = { code: owner.enterpriseCode, kind, number, division, taxAuthority, validFrom, validUntil, ...who }
    const post = (fields: Record<string, string>) =>
      fetch(`${central.url}/stand-ins/core/report`, { method: 'POST', body: new URLSearchParams(fields) })
    expect(await (await post(form)).text()).toContain('身份平台已收到')
    expect(codeOf(await enter(handler, owner))).toBe(200)
    expect(await (await post({ ...form, division: '999999' })).text()).toContain('没有这个行政区划')
    expect((await post({ ...form, kind: 'else' })).status).toBe(400)
    const hand = await fetch(`${central.url}/stand-ins/core/reports`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(reportOf(owner, 'LN-5')),
    })
    expect(await hand.json()).toMatchObject({ version: 2 })
    expect(codeOf(await enter(handler, owner))).not.toBe(200)
  })
})
