import { afterAll, beforeAll, expect, it } from 'vitest'
import { operations } from '../../../src/contract/public/registry.ts'
import { sql } from '../../../src/storage/database.ts'
import { putRow, type Row } from '../../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { enterpriseRow, relationRow } from '../../support/rows.ts'
import { apiOf, codeFor, logIn } from './api.ts'
import { browser, makeTaxpayer, readCode, type Taxpayer } from './taxpayer.ts'

forEachDatabase('deregistration', (open) => {
  let central: TestCentral
  const clock = { now: Date.parse('2026-05-12T10:00:00+08:00') }
  beforeAll(async () => {
    central = await startCentral({ database: await open(), now: () => clock.now })
  })
  afterAll(() => central.close())

  const person = (who: Taxpayer) =>
    central.deps.database.read((db) => db.find<Row>(sql('select * from person where id = ?', [who.personId])))
  const rows = (table: string, who: Taxpayer) =>
    central.deps.database.read((db) => db.all<Row>(sql(`select * from ${table} where person_id = ?`, [who.personId])))
  const session = async (who: Taxpayer, entrance: 'person' | 'enterprise' = 'person') => {
    const token = await logIn(central, who, { entrance })
    return { token, api: apiOf(central, token) }
  }

  it('[R-DRG-01] opens the verification by the confirmed reminder alone, and shows what would end', async () => {
    const who = await makeTaxpayer(central, 'rita')
    await central.change(async (work) => {
      await putRow(work, 'enterprise', enterpriseRow('enterprise-rita-2', 'h2', { name: '待确认公司' }))
      await putRow(
        work,
        'relation',
        relationRow('pending-rita', 'h2', 'enterprise-rita-2', who.personId, { state: 'R1' }),
      )
    })
    const { api } = await session(who)
    const { body } = await api('account.view-deregistration')
    expect(body).toMatchObject({
      name: 'r***',
      codeTo: expect.stringMatching(/^138/) as string,
    })
    expect(body.relations.map(({ becomes }) => becomes).toSorted()).toEqual(['disabled', 'refused'])
    expect((await api('codes.send', { body: { purpose: 'account.deregister' } })).refused).toBe(
      'verification-purpose-unknown',
    )
    expect((await api('account.confirm-deregistration', { body: { agreed: false } })).refused).toBe(
      'account-deregistration-unconfirmed',
    )
    expect((await api('account.confirm-deregistration', { body: { agreed: true } })).body).toMatchObject({
      codeTo: body.codeTo,
    })
  })

  it('[R-DRG-02] [R-MSG-15] deregisters by the right code, and not by a wrong one', async () => {
    const who = await makeTaxpayer(central, 'sven')
    const { api } = await session(who)
    await api('account.confirm-deregistration', { body: { agreed: true } })
    const code = await readCode(central, who.number)
    const wrong = code === '000000' ? '000001' : '000000'
    expect((await api('account.deregister', { body: { agreed: true, code: wrong } })).refused).toBe('sms-code-wrong')
    expect((await api('account.deregister', { body: { agreed: false, code } })).refused).toBe(
      'account-deregistration-unconfirmed',
    )
    expect(await person(who)).toMatchObject({ account_state: 'A2' })
    expect((await api('account.deregister', { body: { agreed: true, code } })).body).toMatchObject({
      message: 'R-MSG-15',
    })
    expect(await person(who)).toMatchObject({ account_state: 'A4', credential_state: 'K0', username: null })
  })

  it('[R-DRG-03] [R-TR-PHN-13] ends relations, sessions and password at once, frees the number, keeps the log', async () => {
    const who = await makeTaxpayer(central, 'tina')
    const pending = relationRow('pending-tina', 'h2', 'enterprise-anna', who.personId, { state: 'R2' })
    await central.change((work) => putRow(work, 'relation', pending))
    const { api } = await session(who)
    const enterprise = await session(who, 'enterprise')
    await browser(central).person(who)
    const logged = (await rows('login_log', who)).length
    await api('account.confirm-deregistration', { body: { agreed: true } })
    await api('account.deregister', { body: { agreed: true, code: await readCode(central, who.number) } })
    expect((await rows('relation', who)).map((row) => [row['state'], row['disabled_reason']]).toSorted()).toEqual([
      ['R5', 'deregistered'],
      ['R8', null],
    ])
    expect((await enterprise.api('account.view')).status).toBe(401)
    expect(await rows('phone', who)).toEqual([])
    expect(await rows('person_secret', who)).toEqual([])
    expect((await rows('login_log', who)).length).toBe(logged)
    expect((await browser(central).person(who)).body).toMatchObject({ refusal: { message: 'R-MSG-34' } })
    // The number is anybody's now.
    const heir = await makeTaxpayer(central, 'ulla')
    const { token, api: heirApi } = await session(heir)
    const own = await codeFor(central, token, 'phones.add', heir)
    const numberCode = await codeFor(central, token, 'phones.add', heir, who.number)
    expect((await heirApi('phones.add', { body: { number: who.number, numberCode, code: own } })).status).toBe(200)
  })

  it('[R-DRG-04] is for the own account, in the natural person’s own business', async () => {
    const who = await makeTaxpayer(central, 'vera')
    const { api } = await session(who, 'enterprise')
    expect((await api('account.confirm-deregistration', { body: { agreed: true } })).refused).toBe(
      'session-not-permitted',
    )
    for (const { params } of [operations['account.deregister'], operations['account.confirm-deregistration']])
      expect(params.safeParse({ personId: 'somebody' }).success).toBe(false)
  })

  it('[R-DRG-02] sends whoever has no number to recover one first', async () => {
    const who = await makeTaxpayer(central, 'wim', { number: null })
    const { api } = await session(who)
    const refused = await api('account.confirm-deregistration', { body: { agreed: true } })
    expect(refused.body).toMatchObject({ refusal: { code: 'account-number-missing', message: 'R-MSG-42' } })
  })
})
