import { afterAll, beforeAll, expect, it } from 'vitest'
import { act } from '../../../src/central/public/act.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { makePerson, startScene } from './relation-scene.ts'

const DAY = 86_400_000

forEachDatabase('staff of an enterprise in the course of time', (open) => {
  let central: TestCentral
  let now = Date.UTC(2026, 2, 10, 2)
  beforeAll(async () => {
    central = await startCentral({ database: await open(), now: () => now })
  })
  afterAll(() => central.close())

  it('[R-TR-REL-15] [OP-09] disables by the clock when the last day is over; a later day enables again', async () => {
    const scene = await startScene(central)
    const person = await makePerson(central)
    const relationId = await scene.relate(person, { valid_until: '2026-03-10' })
    expect(await scene.enter(person)).toBe(200)
    now += DAY
    expect(await scene.enter(person)).toBe('login-no-relation')
    expect((await scene.api('staff.list', { query: { identityType: 'staff-filing' } })).body.rows).toMatchObject([
      { label: '已停用', disabledReason: 'expired', offers: ['manage', 'delete'] },
    ])
    expect((await scene.api('staff.unfreeze', { params: { relationId } })).refused).toBe('relation-extend-instead')
    const body = { functions: ['filing.declare'], validUntil: '2099-01-01' }
    expect((await scene.api('staff.manage', { params: { relationId }, body })).status).toBe(200)
    expect(await scene.enter(person)).toBe(200)
  })

  it('[R-TR-REL-20] disables what was enabled and refuses what was pending when the person deregisters', async () => {
    const scene = await startScene(central)
    const person = await makePerson(central)
    const enabled = await scene.relate(person)
    const pending = await scene.relate(person, { state: 'R1', identity_type: 'staff-invoicing' })
    const actor = { kind: 'system', source: 'clock' } as const
    await act(central.deps, { actor, name: 'relation.deregister-person', payload: { personId: person.who.personId } })
    expect((await scene.seenBy(person, enabled)).enterprise).toMatchObject({ label: '已停用', offers: ['delete'] })
    expect((await scene.seenBy(person, pending)).enterprise).toMatchObject({ tab: 'history', kind: null })
    expect((await scene.accept(person, pending)).refused).toBe('relation-ended')
    expect((await scene.api('staff.unfreeze', { params: { relationId: enabled } })).refused).toBe(
      'relation-person-deregistered',
    )
  })

  it('[R-HIS-01] [R-HIS-03] [R-HIS-04] [R-TR-REL-19] finds ended records by part of a name and clears what it found, on one side', async () => {
    const scene = await startScene(central)
    const [one, two] = [await makePerson(central, { name: '欧阳一' }), await makePerson(central, { name: '诸葛二' })]
    const deleted = await scene.relate(one, { state: 'R6', ended_by: 'enterprise' })
    const withdrawn = await scene.relate(one, { state: 'R7', ended_by: 'enterprise', identity_type: 'staff' })
    const refused = await scene.relate(two, { state: 'R8', ended_by: 'person' })
    const left = await scene.relate(two, { state: 'R9', ended_by: 'person', identity_type: 'staff' })
    const list = async (query: object = {}) =>
      new Map((await scene.api('staff.history', { query })).body.rows.map(({ id, label }) => [id, label]))
    expect(await list()).toEqual(
      new Map([
        [deleted, '已删除'],
        [withdrawn, '已撤回'],
        [refused, '被拒绝（添加不通过）'],
        [left, '已删除'],
      ]),
    )
    expect([...(await list({ personName: '欧阳' })).keys()].toSorted()).toEqual([deleted, withdrawn].toSorted())
    expect([...(await list({ category: 'deleted' })).keys()].toSorted()).toEqual([deleted, left].toSorted())
    expect([...(await list({ identityType: 'staff', personName: '葛' })).keys()]).toEqual([left])
    const cleared = await scene.api('staff.clear-history', { body: { personName: '欧阳', category: 'deleted' } })
    expect(cleared.body).toEqual({ cleared: 1 })
    expect([...(await list()).keys()].toSorted()).toEqual([withdrawn, refused, left].toSorted())
    const kept = (await one.api('authorisations.history')).body.rows.map(({ id }) => id)
    expect(kept.toSorted()).toEqual([deleted, withdrawn].toSorted())
  })

  it('[R-PLT-13] [R-PLT-14] asks for the capture of everybody who acts for the enterprise, 购票人 included', async () => {
    const scene = await startScene(central)
    const asked = async () => (await scene.api('real-name.concerned')).body
    expect(await asked()).toMatchObject({ complete: true, people: [{ captured: true }] })
    const buyer = await makePerson(central, { captured_at: null })
    await scene.relate(buyer, { identity_type: 'invoice-buyer' })
    const { complete, people } = await asked()
    expect(complete).toBe(false)
    expect(people.find(({ captured }) => !captured)).toMatchObject({ identityType: 'invoice-buyer' })
  })
})
