import { afterAll, beforeAll, expect, it } from 'vitest'
import { putRow } from '../../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { relationRow } from '../../support/rows.ts'
import { appOf, scanFor } from './api.ts'
import { makePerson, startScene, type Scene, type ScenePerson } from './relation-scene.ts'
import { setFace } from './taxpayer.ts'

forEachDatabase('authorisations of a person', (open) => {
  let central: TestCentral
  beforeAll(async () => {
    central = await startCentral({ database: await open() })
  })
  afterAll(() => central.close())

  const application = (scene: Scene, fields: object = {}) => ({
    enterpriseCode: scene.code,
    identityType: 'staff-invoicing' as const,
    functions: ['invoicing.issue'],
    validUntil: '2099-12-31',
    ...fields,
  })

  const apply = async (scene: Scene, person: ScenePerson, app: 'province-app' | 'iit-app' = 'province-app') => {
    const scan = await scanFor(central, person.token, 'authorisations.apply', app)
    return person.api('authorisations.apply', { body: application(scene, { scan }) })
  }

  it('[R-REL-07] shows the agreement on both sides, under 待确认授权 before it and under 已授权企业 afterwards', async () => {
    const scene = await startScene(central)
    const person = await makePerson(central)
    const { id = '' } = (await scene.api('staff.add', { body: scene.form(person) })).body
    expect((await scene.seenBy(person, id)).person).toMatchObject({ tab: 'pending', offers: ['accept', 'refuse'] })
    await scene.accept(person, id)
    expect(await scene.seenBy(person, id)).toMatchObject({
      enterprise: { tab: 'present', label: '已启用' },
      person: { tab: 'present', label: '已启用' },
    })
    const menu = (await person.api('menu.read')).body.find((entry) => entry.id === 'authorisations.pending')
    expect(menu?.path).toEqual(['企业授权管理', '待确认授权'])
  })

  it('[R-REL-11] agrees by a scan of the province’s APP alone, and refuses without any', async () => {
    const scene = await startScene(central)
    const [person, other] = [await makePerson(central), await makePerson(central)]
    const params = { relationId: await scene.relate(person, { state: 'R1' }) }
    expect((await person.api('authorisations.accept', { params })).refused).toBe('verification-needed')
    const opened = await person.api('scans.open', { body: { purpose: 'authorisations.accept' } })
    expect(opened.body.apps).toEqual(['province-app'])
    const read = await appOf(central)('app.take-scan', { body: { scan: opened.body.scan, app: 'iit-app' } })
    expect(read.refused).toBe('scan-other-app')
    expect((await scene.accept(person, params.relationId)).status).toBe(200)
    const refused = { relationId: await scene.relate(other, { state: 'R1' }) }
    expect((await other.api('authorisations.refuse', { params: refused })).status).toBe(200)
    expect((await other.api('authorisations.accept', { params: refused })).refused).toBe('relation-ended')
  })

  it('[R-REL-11] a face that failed agrees to nothing', async () => {
    const scene = await startScene(central)
    const person = await makePerson(central)
    const relationId = await scene.relate(person, { state: 'R1' })
    await setFace(central, 'failed')
    expect((await scene.accept(person, relationId)).refused).toBe('scan-failed')
    await setFace(central, 'passed')
    expect((await scene.seenBy(person, relationId)).person).toMatchObject({ tab: 'pending' })
  })

  it('[R-PM-16] answers nobody for somebody else, and not in an enterprise’s name', async () => {
    const scene = await startScene(central)
    const [person, stranger] = [await makePerson(central), await makePerson(central)]
    const params = { relationId: await scene.relate(person, { state: 'R1' }) }
    expect((await stranger.api('authorisations.refuse', { params })).refused).toBe('relation-unknown')
    const inEnterprise = await scene.api('authorisations.refuse', { params })
    expect(inEnterprise).toMatchObject({ status: 403, body: { refusal: { rule: 'R-PM-16' } } })
    expect((await scene.seenBy(person, params.relationId)).person).toMatchObject({ tab: 'pending' })
  })

  it('[R-REL-13] [R-TR-REL-05] applies by a scan of either APP and stands before the enterprise with its details', async () => {
    const scene = await startScene(central)
    const [one, two] = [await makePerson(central), await makePerson(central)]
    expect((await one.api('authorisations.apply', { body: application(scene) })).refused).toBe('verification-needed')
    expect((await scene.api('staff.pending')).body.rows).toEqual([])
    for (const [person, app] of [
      [one, 'province-app'],
      [two, 'iit-app'],
    ] as const)
      expect((await apply(scene, person, app)).status).toBe(200)
    const { rows } = (await scene.api('staff.pending')).body
    expect(rows).toHaveLength(2)
    expect(rows[0]).toMatchObject({
      kind: 'applied',
      identityType: 'staff-invoicing',
      functions: ['invoicing.issue'],
      validUntil: '2099-12-31',
      offers: ['confirm', 'reject'],
    })
    expect((await scene.seenBy(one, rows[1]?.id ?? '')).person).toMatchObject({ tab: 'pending', offers: [] })
  })

  it('[OP-10] an application has the terms of an addition', async () => {
    const scene = await startScene(central)
    const person = await makePerson(central)
    const tried = async (fields: object) =>
      (await person.api('authorisations.apply', { body: application(scene, fields) })).refused
    expect(await tried({ functions: [] })).toBe('relation-functions-missing')
    expect(await tried({ functions: ['filing.declare'] })).toBe('relation-functions-foreign')
    expect(await tried({ identityType: 'finance-officer', functions: ['filing.declare'] })).toBe(
      'relation-type-not-addable',
    )
    expect(await tried({ enterpriseCode: '91210102MA0NOBODY1' })).toBe('relation-enterprise-unknown')
  })

  it('[R-REL-24] [R-AUT-01] lists every linked enterprise as 已启用 or 已停用 and nothing else', async () => {
    const person = await makePerson(central)
    const scenes = [await startScene(central), await startScene(central), await startScene(central)]
    const states = [{}, { state: 'R5', disabled_reason: 'freeze' }, { valid_until: '2026-01-01' }]
    for (const [index, scene] of scenes.entries()) await scene.relate(person, states[index])
    await scenes[0]?.relate(person, { state: 'R1', identity_type: 'staff' })
    await scenes[0]?.relate(person, { state: 'R6', identity_type: 'staff-full' })
    const { rows } = (await person.api('authorisations.list')).body
    expect(rows.map(({ label }) => label).toSorted()).toEqual(['已停用', '已停用', '已启用'].toSorted())
    expect(rows.map(({ disabledReason }) => disabledReason).toSorted()).toEqual(['expired', 'freeze', null].toSorted())
  })

  it('[R-AUT-02] filters by part of code, part of name and state of the link', async () => {
    const person = await makePerson(central)
    const [one, two] = [await startScene(central), await startScene(central)]
    await one.relate(person)
    await two.relate(person, { state: 'R5', disabled_reason: 'freeze' })
    const found = async (query: object) => (await person.api('authorisations.list', { query })).body.rows.length
    expect(await found({ creditCode: one.code.slice(8, 16).toLowerCase() })).toBe(1)
    expect(await found({ taxpayerName: '甲贸易' })).toBe(2)
    expect(await found({ taxpayerName: '乙贸易' })).toBe(0)
    expect(await found({ link: 'enabled' })).toBe(1)
    expect(await found({ link: 'disabled', taxpayerName: '甲' })).toBe(1)
  })

  it('[R-REL-27] serves two enterprises, and one of them in two identities, but not twice in the same', async () => {
    const person = await makePerson(central)
    const [one, two] = [await startScene(central), await startScene(central)]
    await one.relate(person)
    await two.relate(person)
    const second = one.form(person, { identityType: 'staff-invoicing', functions: ['invoicing.issue'] })
    expect((await one.api('staff.add', { body: second })).status).toBe(200)
    expect((await one.api('staff.add', { body: one.form(person) })).refused).toBe('relation-already-live')
    expect((await person.api('authorisations.list')).body.rows).toHaveLength(2)
  })

  it('[R-HIS-02] [R-HIS-03] [R-HIS-04] finds what has ended by code, name and type, and clears it on the person’s side', async () => {
    const person = await makePerson(central)
    const [one, two] = [await startScene(central), await startScene(central)]
    const deleted = await one.relate(person, { state: 'R6', ended_by: 'enterprise' })
    const withdrawn = await two.relate(person, { state: 'R7', ended_by: 'enterprise', identity_type: 'staff' })
    const refused = await two.relate(person, { state: 'R8', ended_by: 'person' })
    const list = async (query: object = {}) =>
      (await person.api('authorisations.history', { query })).body.rows.map(({ id, label }) => [id, label])
    expect(await list({ creditCode: one.code.slice(6) })).toEqual([[deleted, '已删除']])
    expect(await list({ taxpayerName: '贸易', identityType: 'staff' })).toEqual([[withdrawn, '已撤回']])
    expect(await list({ category: 'refused' })).toEqual([[refused, '被拒绝（添加不通过）']])
    const cleared = await person.api('authorisations.clear-history', { body: { creditCode: two.code.slice(6) } })
    expect(cleared.body).toEqual({ cleared: 2 })
    expect(await list()).toEqual([[deleted, '已删除']])
    expect((await two.api('staff.history')).body.rows.map(({ id }) => id).toSorted()).toEqual(
      [withdrawn, refused].toSorted(),
    )
    const everything = await person.api('authorisations.clear-history', { body: {} })
    expect(everything.body).toEqual({ cleared: 1 })
    expect((await one.api('staff.history')).body.rows).toHaveLength(1)
  })

  it('[R-HIS-03] clears a list longer than one act takes', async () => {
    const scene = await startScene(central)
    const person = await makePerson(central)
    await central.change(async (work) => {
      for (let count = 0; count < 53; count++) {
        const row = relationRow(`${scene.id}-${String(count)}`, 'h2', scene.id, person.who.personId, { state: 'R7' })
        await putRow(work, 'relation', row)
      }
    })
    expect((await scene.api('staff.clear-history', { body: {} })).body).toEqual({ cleared: 53 })
    expect((await scene.api('staff.history')).body.rows).toEqual([])
    expect((await person.api('authorisations.history')).body.rows).toHaveLength(50)
  }, 60_000)
})
