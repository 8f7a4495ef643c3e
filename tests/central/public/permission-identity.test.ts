import { afterAll, beforeAll, expect, it } from 'vitest'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { makePerson, startScene } from './relation-scene.ts'

const SOCIAL = { identityName: '办税员（社保费）', description: '只办社保费', functions: ['social-insurance.pay'] }

forEachDatabase('permission identities', (open) => {
  let central: TestCentral
  beforeAll(async () => {
    central = await startCentral({ database: await open() })
  })
  afterAll(() => central.close())

  it('[R-PER-01] [R-PER-02] [R-PER-03] [R-PER-04] lists the built-in types with their functions', async () => {
    const { api } = await startScene(central)
    const types = (await api('identity-types.list')).body
    const groupsOf = (id: string) => new Set(types.find((type) => type.id === id)?.functions.map(({ group }) => group))
    expect(groupsOf('staff-filing')).not.toContain('invoicing')
    expect(groupsOf('staff-filing')).toContain('filing')
    expect(groupsOf('staff-invoicing')).not.toContain('digital-account')
    expect(groupsOf('staff-invoicing')).toContain('invoicing')
    expect(groupsOf('staff-full')).toContain('invoicing')
    expect(groupsOf('staff-full')).toContain('digital-account')
    expect(types.filter(({ addable }) => !addable).map(({ id }) => id)).toEqual([
      'legal-representative',
      'finance-officer',
    ])
  })

  it('[R-PER-05] [R-PER-11] makes an identity of the enterprise’s own, in a menu of its own', async () => {
    const { api } = await startScene(central)
    const { id } = (await api('permission-identities.add', { body: SOCIAL })).body
    expect((await api('permission-identities.list')).body).toMatchObject([
      { id, name: '办税员（社保费）', functions: ['social-insurance.pay'], retired: false, holders: 0 },
    ])
    const taken = await api('permission-identities.add', { body: { ...SOCIAL, identityName: '办税员(社保费)' } })
    expect(taken.refused).toBe('permission-name-taken')
    const empty = await api('permission-identities.add', { body: { ...SOCIAL, identityName: '空', functions: [] } })
    expect(empty.refused).toBe('permission-functions-missing')
    const entry = (await api('menu.read')).body.find((one) => one.id === 'permission-identities.list')
    expect(entry?.path).toEqual(['用户管理', '权限身份维护'])
  })

  it('[R-PER-06] belongs to its enterprise alone', async () => {
    const [one, two] = [await startScene(central), await startScene(central)]
    const identityId = (await one.api('permission-identities.add', { body: SOCIAL })).body.id ?? ''
    expect((await two.api('permission-identities.list')).body).toEqual([])
    const params = { identityId }
    expect((await two.api('permission-identities.change', { params, body: SOCIAL })).refused).toBe(
      'permission-identity-unknown',
    )
    expect((await two.api('permission-identities.retire', { params })).refused).toBe('permission-identity-unknown')
    const relationId = await two.relate(await makePerson(central))
    const body = { functions: ['social-insurance.pay'], validUntil: '2099-12-31', permissionIdentityId: identityId }
    const given = await two.api('staff.manage', { params: { relationId }, body })
    expect(given.refused).toBe('relation-permission-identity-unknown')
  })

  it('[R-PER-07] is given to present staff by 管理, never when adding', async () => {
    const scene = await startScene(central)
    const person = await makePerson(central)
    const identityId = (await scene.api('permission-identities.add', { body: SOCIAL })).body.id ?? ''
    const direct = scene.form(person, { identityType: identityId })
    expect(await scene.api('staff.add', { body: direct })).toMatchObject({
      status: 400,
      body: { field: 'identityType' },
    })
    const relationId = await scene.relate(person)
    const detail = await scene.api('staff.detail', { params: { relationId } })
    expect(detail.body.permissionIdentities).toMatchObject([{ id: identityId }])
    const body = { functions: ['social-insurance.pay'], validUntil: '2099-12-31', permissionIdentityId: identityId }
    expect((await scene.api('staff.manage', { params: { relationId }, body })).body).toEqual({ message: 'R-MSG-05' })
    expect((await scene.api('permission-identities.list')).body).toMatchObject([{ holders: 1 }])
    const view = await scene.api('staff.permissions', { params: { relationId } })
    expect(view.body).toMatchObject({
      identityType: 'staff-filing',
      permissionIdentity: { id: identityId, name: '办税员（社保费）' },
      functions: [{ code: 'social-insurance.pay', group: 'social-insurance' }],
    })
    const back = { functions: ['filing.declare'], validUntil: '2099-12-31' }
    expect((await scene.api('staff.manage', { params: { relationId }, body: back })).status).toBe(200)
  })

  it('[R-PER-10] is changed later, and retired without taking it from whoever has it', async () => {
    const scene = await startScene(central)
    const identityId = (await scene.api('permission-identities.add', { body: SOCIAL })).body.id ?? ''
    const params = { identityId }
    const changed = { ...SOCIAL, functions: ['social-insurance.pay', 'social-insurance.declare'], version: 1 }
    expect((await scene.api('permission-identities.change', { params, body: changed })).status).toBe(200)
    const stale = await scene.api('permission-identities.change', { params, body: changed })
    expect(stale.refused).toBe('permission-changed-meanwhile')
    const holder = await scene.relate(await makePerson(central), { permission_identity_id: identityId })
    expect((await scene.api('permission-identities.retire', { params })).status).toBe(200)
    const body = { functions: ['social-insurance.pay'], validUntil: '2099-12-31', permissionIdentityId: identityId }
    expect((await scene.api('staff.manage', { params: { relationId: holder }, body })).status).toBe(200)
    const newcomer = await scene.relate(await makePerson(central))
    const given = await scene.api('staff.manage', { params: { relationId: newcomer }, body })
    expect(given.refused).toBe('relation-permission-identity-unknown')
    expect((await scene.api('permission-identities.retire', { params })).refused).toBe('permission-identity-retired')
  })

  it('[R-PM-14] is the managers’ business', async () => {
    const scene = await startScene(central)
    const member = await makePerson(central)
    await scene.relate(member)
    const api = await scene.as(member, 'staff-filing')
    expect((await api('permission-identities.list')).status).toBe(403)
    expect((await api('permission-identities.add', { body: SOCIAL })).status).toBe(403)
  })
})
