import { afterAll, beforeAll, expect, it } from 'vitest'
import text from '../../../src/contract/words/zh-CN/messages.json' with { type: 'json' }
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { scanFor } from './api.ts'
import { makePerson, startScene } from './relation-scene.ts'

forEachDatabase('staff of an enterprise', (open) => {
  let central: TestCentral
  beforeAll(async () => {
    central = await startCentral({ database: await open(), now: () => Date.UTC(2026, 2, 10, 2) })
  })
  afterAll(() => central.close())

  it('[R-REL-02] [R-STF-01] is the business of 法定代表人 and 财务负责人, and no menu of anybody else', async () => {
    const scene = await startScene(central)
    const [finance, member] = [await makePerson(central), await makePerson(central)]
    await scene.relate(finance, { identity_type: 'finance-officer' })
    await scene.relate(member)
    const byFinance = await scene.as(finance, 'finance-officer')
    const byMember = await scene.as(member, 'staff-filing')
    expect((await byFinance('staff.list')).body.rows).toHaveLength(3)
    const menuOf = async (api: typeof byMember) => (await api('menu.read')).body.map(({ id }) => id)
    for (const name of ['staff.add', 'staff.list', 'staff.delete', 'staff.freeze', 'staff.unfreeze', 'staff.history']) {
      expect(await menuOf(scene.api)).toContain(name)
      expect(await menuOf(byFinance)).toContain(name)
      expect(await menuOf(byMember)).not.toContain(name)
    }
    for (const read of ['staff.list', 'staff.pending', 'staff.history'] as const)
      expect(await byMember(read)).toMatchObject({ status: 403, refused: 'session-not-permitted' })
    const added = await byMember('staff.add', { body: scene.form(await makePerson(central)) })
    expect(added).toMatchObject({ status: 403, body: { refusal: { rule: 'R-PM-09' } } })
    expect((await member.api('staff.list')).status).toBe(403)
  })

  it('[R-REL-03] [R-PER-01] fills the form with every function of the type, and takes name, document, type and last day', async () => {
    const scene = await startScene(central)
    const person = await makePerson(central)
    const { functions: _, ...form } = scene.form(person)
    const types = (await scene.api('identity-types.list')).body
    const all = types.find(({ id }) => id === 'staff-filing')?.functions.map(({ code }) => code)
    expect((await scene.api('staff.check', { body: form })).body.functions).toEqual(all)
    for (const field of ['personName', 'documentType', 'documentNumber', 'identityType', 'validUntil'] as const) {
      const { [field]: _left, ...short } = form
      expect(await scene.api('staff.check', { body: short as never })).toMatchObject({ status: 400, body: { field } })
    }
    const past = await scene.api('staff.check', { body: { ...form, validUntil: '2026-03-09' } })
    expect(past.refused).toBe('relation-validity-past')
    const today = await scene.api('staff.check', { body: { ...form, validUntil: '2026-03-10' } })
    expect(today.status).toBe(200)
  })

  it('[R-REL-04] [R-MSG-03] [R-TR-REL-01] shows the details before anything is written, then says 已添加办税人', async () => {
    const scene = await startScene(central)
    const person = await makePerson(central)
    const form = scene.form(person)
    const checked = await scene.api('staff.check', { body: form })
    expect(checked.body).toEqual({ ...form, known: true })
    expect((await scene.api('staff.pending')).body.rows).toEqual([])
    const added = await scene.api('staff.add', { body: form })
    expect(added.body).toMatchObject({ message: 'R-MSG-03' })
    expect(text['R-MSG-03']).toBe('已添加办税人')
    expect((await scene.api('staff.pending')).body.rows).toMatchObject([{ id: added.body.id, state: 'R1' }])
  })

  it('[R-REL-05] lists as pending whoever passed the checks, and nobody else', async () => {
    const scene = await startScene(central)
    const person = await makePerson(central)
    const wrong = await scene.api('staff.add', { body: scene.form(person, { personName: 'nobody' }) })
    expect(wrong.refused).toBe('relation-person-mismatch')
    const unknown = await scene.api('staff.add', { body: scene.form(person, { documentNumber: '11010519491231002X' }) })
    expect(unknown.refused).toBe('relation-person-no-real-name')
    expect((await scene.api('staff.pending')).body.rows).toEqual([])
    await scene.api('staff.add', { body: scene.form(person) })
    expect((await scene.api('staff.pending')).body.rows).toMatchObject([{ kind: 'added', label: '待确认' }])
  })

  it('[R-REL-01] [R-PLT-20] [R-TR-REL-02] counts only once the person has agreed', async () => {
    const scene = await startScene(central)
    const person = await makePerson(central)
    const { id = '' } = (await scene.api('staff.add', { body: scene.form(person) })).body
    expect(await scene.enter(person)).toBe('login-no-relation')
    expect((await scene.accept(person, id)).status).toBe(200)
    expect(await scene.enter(person)).toBe(200)
  })

  it('[R-REL-06] [R-TR-REL-04] takes an addition back before the answer, and never after it', async () => {
    const scene = await startScene(central)
    const [early, late] = [await makePerson(central), await makePerson(central)]
    const first = (await scene.api('staff.add', { body: scene.form(early) })).body.id ?? ''
    expect((await scene.api('staff.withdraw', { params: { relationId: first } })).status).toBe(200)
    expect((await scene.api('staff.history')).body.rows).toMatchObject([
      { id: first, label: '已撤回', endedBy: 'enterprise' },
    ])
    expect((await scene.accept(early, first)).refused).toBe('relation-ended')
    const second = (await scene.api('staff.add', { body: scene.form(late) })).body.id ?? ''
    await scene.accept(late, second)
    const tooLate = await scene.api('staff.withdraw', { params: { relationId: second } })
    expect(tooLate.refused).toBe('relation-already-confirmed')
  })

  it('[R-REL-08] offers each kind of pending row its own acts and refuses the others', async () => {
    const scene = await startScene(central)
    const rows = {
      applied: await scene.relate(await makePerson(central), { state: 'R2', initiator: 'person' }),
      core: await scene.relate(await makePerson(central), { state: 'R3', initiator: 'core', in_core: 1 }),
      added: await scene.relate(await makePerson(central), { state: 'R1' }),
    }
    const listed = (await scene.api('staff.pending')).body.rows
    const offers = Object.fromEntries(listed.map((row) => [row.kind, row.offers]))
    expect(offers).toEqual({ applied: ['confirm', 'reject'], core: ['confirm'], added: ['withdraw'] })
    const refused = async (name: 'staff.confirm' | 'staff.reject' | 'staff.withdraw', relationId: string) =>
      (await scene.api(name, { params: { relationId } })).refused
    expect(await refused('staff.withdraw', rows.applied)).toBe('relation-waits-for-enterprise')
    expect(await refused('staff.reject', rows.core)).toBe('relation-confirm-only')
    expect(await refused('staff.withdraw', rows.core)).toBe('relation-confirm-only')
    expect(await refused('staff.confirm', rows.added)).toBe('relation-waits-for-person')
    expect(await refused('staff.reject', rows.added)).toBe('relation-waits-for-person')
  })

  it('[R-REL-09] [R-TR-REL-06] [R-TR-REL-09] establishes the relation by confirming either of the first two kinds', async () => {
    const scene = await startScene(central)
    for (const columns of [
      { state: 'R2', initiator: 'person' },
      { state: 'R3', initiator: 'core', in_core: 1 },
    ]) {
      const person = await makePerson(central)
      const relationId = await scene.relate(person, columns)
      expect(await scene.enter(person)).toBe('login-no-relation')
      expect((await scene.api('staff.confirm', { params: { relationId } })).status).toBe(200)
      expect(await scene.enter(person)).toBe(200)
    }
  })

  it('[OP-25] agrees only to the row that was looked at', async () => {
    const scene = await startScene(central)
    const relationId = await scene.relate(await makePerson(central), { state: 'R2', initiator: 'person' })
    const stale = await scene.api('staff.confirm', { params: { relationId }, body: { version: 0 } })
    expect(stale.refused).toBe('relation-changed-meanwhile')
    const [row] = (await scene.api('staff.pending')).body.rows
    const fresh = await scene.api('staff.confirm', { params: { relationId }, body: { version: row?.version } })
    expect(fresh.status).toBe(200)
  })

  it('[R-REL-10] filters pending rows by type and part of a name, and shows what each may do', async () => {
    const scene = await startScene(central)
    const [one, two] = [await makePerson(central, { name: '欧阳娜娜' }), await makePerson(central, { name: '司马欧' })]
    await scene.relate(one, { state: 'R1' })
    const second = await scene.relate(two, {
      state: 'R2',
      identity_type: 'staff-invoicing',
      functions: '["invoicing.issue"]',
    })
    const found = async (query: object) => (await scene.api('staff.pending', { query })).body.rows.length
    expect(await found({ personName: '欧' })).toBe(2)
    expect(await found({ personName: '司马' })).toBe(1)
    expect(await found({ personName: '欧', identityType: 'staff-filing' })).toBe(1)
    expect(await found({ personName: '诸葛' })).toBe(0)
    const view = await scene.api('staff.permissions', { params: { relationId: second } })
    expect(view.body).toMatchObject({
      identityType: 'staff-invoicing',
      functions: [{ code: 'invoicing.issue', group: 'invoicing' }],
      validUntil: '2099-12-31',
    })
    const other = await startScene(central)
    expect((await other.api('staff.permissions', { params: { relationId: second } })).refused).toBe('relation-unknown')
  })

  it('[R-REL-12] [R-MSG-13] [R-TR-REL-03] [R-TR-REL-07] files a refusal by either side as 添加不通过 on both', async () => {
    const scene = await startScene(central)
    expect(text['R-MSG-13']).toBe('添加不通过')
    const [added, applied] = [await makePerson(central), await makePerson(central)]
    const first = await scene.relate(added, { state: 'R1' })
    expect((await added.api('authorisations.refuse', { params: { relationId: first } })).status).toBe(200)
    const second = await scene.relate(applied, { state: 'R2', initiator: 'person' })
    expect((await scene.api('staff.reject', { params: { relationId: second } })).status).toBe(200)
    for (const [person, id] of [
      [added, first],
      [applied, second],
    ] as const) {
      const shown = { tab: 'history', label: `被拒绝（${text['R-MSG-13']}）`, offers: [], kind: null }
      expect(await scene.seenBy(person, id)).toEqual({ enterprise: shown, person: shown })
    }
  })

  it('[R-REL-15] [R-REL-21] [R-TR-REL-18] lists everybody, and offers nothing on 法定代表人 and 财务负责人', async () => {
    const scene = await startScene(central)
    const [finance, member] = [await makePerson(central), await makePerson(central)]
    const financeRow = await scene.relate(finance, { identity_type: 'finance-officer' })
    await scene.relate(member)
    const { rows } = (await scene.api('staff.list')).body
    expect(rows.map(({ identityType, offers }) => [identityType, offers])).toEqual([
      ['legal-representative', []],
      ['finance-officer', []],
      ['staff-filing', ['manage', 'delete', 'freeze']],
    ])
    for (const relationId of [scene.ownerRelation, financeRow]) {
      for (const name of ['staff.delete', 'staff.freeze', 'staff.unfreeze'] as const)
        expect((await scene.api(name, { params: { relationId } })).refused).toBe('relation-manager-protected')
      const body = { functions: ['filing.declare'], validUntil: '2099-12-31' }
      expect((await scene.api('staff.manage', { params: { relationId }, body })).refused).toBe(
        'relation-manager-protected',
      )
    }
  })

  it('[R-REL-16] filters present staff by type and part of a name, page by page', async () => {
    const scene = await startScene(central)
    for (const name of ['欧阳一', '欧阳二', '诸葛三']) await scene.relate(await makePerson(central, { name }))
    const found = async (query: object) => (await scene.api('staff.list', { query })).body
    expect((await found({ personName: '欧阳' })).rows).toHaveLength(2)
    expect((await found({ personName: '欧阳', identityType: 'staff' })).rows).toHaveLength(0)
    const first = await found({ size: 3 })
    const second = await found({ size: 3, after: first.next })
    expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual((await found({})).rows.map(({ id }) => id))
    expect(second).toMatchObject({ rows: [{}] })
    expect(second.next).toBeUndefined()
  })

  it('[R-REL-17] [R-MSG-05] [R-TR-REL-11] changes functions and last day of present staff', async () => {
    const scene = await startScene(central)
    const relationId = await scene.relate(await makePerson(central))
    const detail = await scene.api('staff.detail', { params: { relationId } })
    expect(detail.body).toMatchObject({
      relation: { documentType: 'resident-id', identityType: 'staff-filing', validUntil: '2099-12-31' },
      editable: ['functions', 'validUntil', 'permissionIdentityId'],
    })
    const body = { functions: ['filing.pay'], validUntil: '2027-06-30' }
    const managed = await scene.api('staff.manage', { params: { relationId }, body })
    expect(managed.body).toEqual({ message: 'R-MSG-05' })
    expect(text['R-MSG-05']).toBe('修改办税人员成功')
    const after = await scene.api('staff.detail', { params: { relationId } })
    expect(after.body.relation).toMatchObject(body)
    const lead = await scene.api('staff.detail', { params: { relationId: scene.ownerRelation } })
    expect(lead.body.editable).toEqual([])
  })

  it('[R-REL-18] never changes an identity type: another one is another relation', async () => {
    const scene = await startScene(central)
    const person = await makePerson(central)
    const relationId = await scene.relate(person)
    const body = { functions: ['invoicing.issue'], validUntil: '2099-12-31', identityType: 'staff-invoicing' }
    const changed = await scene.api('staff.manage', { params: { relationId }, body })
    expect(changed).toMatchObject({ status: 400, body: { field: 'identityType' } })
    const again = scene.form(person, { identityType: 'staff-invoicing', functions: ['invoicing.issue'] })
    expect((await scene.api('staff.add', { body: again })).status).toBe(200)
  })

  it('[R-REL-19] takes at least one function, and only such as the type has', async () => {
    const scene = await startScene(central)
    const person = await makePerson(central)
    const relationId = await scene.relate(await makePerson(central))
    const tried = async (functions: string[]) => [
      (await scene.api('staff.add', { body: scene.form(person, { functions }) })).refused,
      (await scene.api('staff.manage', { params: { relationId }, body: { functions, validUntil: '2099-12-31' } }))
        .refused,
    ]
    expect(await tried([])).toEqual(['relation-functions-missing', 'relation-functions-missing'])
    expect(await tried(['invoicing.issue'])).toEqual(['relation-functions-foreign', 'relation-functions-foreign'])
    expect(await tried(['filing.declare'])).toEqual([undefined, undefined])
  })

  it('[R-REL-20] [R-MSG-04] [R-TR-REL-12] asks 确定要删除关联关系吗？ first, and then deletes', async () => {
    const scene = await startScene(central)
    const person = await makePerson(central)
    const relationId = await scene.relate(person)
    const detail = await scene.api('staff.detail', { params: { relationId } })
    expect(text[detail.body.confirmations.delete]).toBe('确定要删除关联关系吗？')
    // Nobody confirmed: nothing has happened.
    expect((await scene.seenBy(person, relationId)).enterprise).toMatchObject({ tab: 'present' })
    expect((await scene.api('staff.delete', { params: { relationId } })).status).toBe(200)
    expect((await scene.seenBy(person, relationId)).enterprise).toMatchObject({ tab: 'history' })
  })

  it('[R-REL-22] [R-STF-05] [R-REL-23] [R-TR-REL-17] ends the right to act at once; adding again is another record', async () => {
    const scene = await startScene(central)
    const person = await makePerson(central)
    const relationId = await scene.relate(person)
    const acting = await scene.as(person, 'staff-filing')
    expect((await acting('menu.read')).status).toBe(200)
    await scene.api('staff.delete', { params: { relationId } })
    expect((await acting('menu.read')).status).toBe(401)
    expect(await scene.enter(person)).toBe('login-no-relation')
    const { rows } = (await scene.api('staff.history', { query: { category: 'deleted' } })).body
    expect(rows).toMatchObject([{ id: relationId, label: '已删除', endedBy: 'enterprise' }])
    const again = await scene.api('staff.add', { body: scene.form(person) })
    expect(again.body.id).not.toBe(relationId)
    expect((await scene.seenBy(person, relationId)).enterprise).toMatchObject({ tab: 'history' })
    expect((await scene.accept(person, again.body.id ?? '')).status).toBe(200)
    expect(await scene.enter(person)).toBe(200)
  })

  it('[R-REL-28] [R-MSG-46] releases an authorisation by deleting it, effective at once, and authorises anew by adding', async () => {
    const scene = await startScene(central)
    const person = await makePerson(central)
    const relationId = await scene.relate(person)
    // 解除授权 is another province's word for what is 已删除 here; nobody else has to approve it.
    expect(text['R-MSG-46']).toBe('解除授权')
    const released = await scene.api('staff.delete', { params: { relationId } })
    expect(released.status).toBe(200)
    expect(await scene.enter(person)).toBe('login-no-relation')
    expect((await scene.api('staff.add', { body: scene.form(person) })).status).toBe(200)
  })

  it('[R-STF-06] [R-STF-07] [R-TR-REL-13] [R-TR-REL-14] [R-MSG-44] freezes and unfreezes', async () => {
    const scene = await startScene(central)
    const person = await makePerson(central)
    const relationId = await scene.relate(person)
    expect((await scene.api('staff.freeze', { params: { relationId } })).status).toBe(200)
    expect(await scene.enter(person)).toBe('login-relation-frozen')
    const labels = text['R-MSG-44']
    expect(labels).toEqual({ enabled: '已启用', disabled: '已停用' })
    expect(await scene.seenBy(person, relationId)).toMatchObject({
      enterprise: { label: labels.disabled, offers: ['delete', 'unfreeze'] },
      person: { label: labels.disabled },
    })
    const body = { functions: ['filing.pay'], validUntil: '2099-12-31' }
    expect((await scene.api('staff.manage', { params: { relationId }, body })).refused).toBe('relation-unfreeze-first')
    expect((await scene.api('staff.freeze', { params: { relationId } })).refused).toBe('relation-already-disabled')
    expect((await scene.api('staff.unfreeze', { params: { relationId } })).status).toBe(200)
    expect((await scene.api('staff.unfreeze', { params: { relationId } })).refused).toBe('relation-not-disabled')
    expect(await scene.enter(person)).toBe(200)
    expect((await scene.seenBy(person, relationId)).person).toMatchObject({ label: labels.enabled })
  })

  it('[R-REL-26] begins no relation without one of its two sides', async () => {
    const [scene, other] = [await startScene(central), await startScene(central)]
    const person = await makePerson(central)
    expect(await scene.enter(person)).toBe('login-no-relation')
    expect((await scene.api('staff.list')).body.rows).toHaveLength(1)
    // An enterprise adds to itself alone: its log-in says which one it is.
    const mine = await other.api('staff.add', { body: scene.form(person) })
    expect(mine.status).toBe(200)
    expect((await scene.api('staff.pending')).body.rows).toEqual([])
    expect((await other.api('staff.pending')).body.rows).toHaveLength(1)
  })

  it('[R-REL-11] refuses a face that failed and takes a scan for this function alone', async () => {
    const scene = await startScene(central)
    const person = await makePerson(central)
    const relationId = await scene.relate(person, { state: 'R1' })
    const other = await scanFor(central, person.token, 'authorisations.apply')
    const wrong = await person.api('authorisations.accept', { params: { relationId }, body: { scan: other } })
    expect(wrong.refused).toBe('scan-unknown')
    expect((await scene.accept(person, relationId)).status).toBe(200)
  })
})
