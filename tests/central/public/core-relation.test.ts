import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeCoreRecord } from '../../../src/central/stand-ins/core-records.ts'
import { writeSetting } from '../../../src/central/stand-ins/settings.ts'
import type { CorePerson } from '../../../src/contract/core.ts'
import text from '../../../src/contract/words/zh-CN/messages.json' with { type: 'json' }
import { sql } from '../../../src/storage/database.ts'
import { patchRow } from '../../../src/storage/rows.ts'
import { CORE_KEY, startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { apiOf } from './api.ts'
import { logInTo, makePerson, startScene, type Scene, type ScenePerson } from './relation-scene.ts'

forEachDatabase('what the core tax system says', (open) => {
  let central: TestCentral
  let core: ReturnType<typeof apiOf>
  beforeAll(async () => {
    central = await startCentral({ database: await open() })
    core = apiOf(central, CORE_KEY)
  })
  afterAll(() => central.close())

  const named = ({ who, name }: Pick<ScenePerson, 'who' | 'name'>, role: CorePerson['role'], fields: object = {}) => ({
    name,
    documentType: 'resident-id' as const,
    documentNumber: who.document,
    role,
    mobile: who.number,
    fixedLine: null,
    ...fields,
  })
  const register = (creditCode: string, people: CorePerson[]) =>
    writeCoreRecord(central.deps.database, {
      enterprise: {
        creditCode,
        taxpayerNumber: `T${creditCode}`,
        name: '沈阳乙科技有限公司',
        taxAuthority: 'h1 税务局',
      },
      people,
    })
  const announce = (enterpriseCode: string) => core('core.information-confirmed', { body: { enterpriseCode } })
  const leadOf = (scene: Scene) => named({ who: scene.owner, name: scene.name }, 'legal-representative')

  describe('information confirmed', () => {
    it('[R-HAL-03] [R-PLT-09] [R-TR-REL-08] writes down a new enterprise with its 法定代表人 and 财务负责人', async () => {
      const [lead, finance] = [await makePerson(central), await makePerson(central)]
      const code = '91210102MA0NEWONE1'
      await register(code, [named(lead, 'legal-representative'), named(finance, 'finance-officer')])
      expect((await announce(code)).body).toMatchObject({ recorded: 2, known: 0, refused: [] })
      const row = await central.deps.database.read((db) =>
        db.find<{ hall_id: string; name: string }>(
          sql('select hall_id, name from enterprise where credit_code = ?', [code]),
        ),
      )
      expect(row).toEqual({ hall_id: 'h1', name: '沈阳乙科技有限公司' })
      for (const person of [lead, finance])
        expect((await person.api('authorisations.pending')).body.rows).toMatchObject([
          { kind: 'core', inCore: true, initiator: 'core', offers: ['accept'] },
        ])
      // The same word twice says nothing new.
      expect((await announce(code)).body).toMatchObject({ recorded: 0, known: 2 })
      expect((await lead.api('authorisations.pending')).body.rows).toHaveLength(1)
    })

    it('[R-REL-25] [R-TR-REL-10] [R-MSG-26] binds a 财务负责人 who confirms as natural person, and nobody for them', async () => {
      const scene = await startScene(central)
      const finance = await makePerson(central)
      await register(scene.code, [leadOf(scene), named(finance, 'finance-officer')])
      expect((await announce(scene.code)).body).toMatchObject({ recorded: 1, known: 1 })
      const [row] = (await finance.api('authorisations.pending')).body.rows
      const params = { relationId: row?.id ?? '' }
      expect((await scene.api('staff.confirm', { params })).refused).toBe('relation-manager-confirms-in-person')
      expect((await scene.api('staff.pending')).body.rows).toMatchObject([{ kind: 'core', offers: [] }])
      expect(await scene.enter(finance)).toBe('login-no-relation')
      // No scan: the core system has established already who this is.
      const accepted = await finance.api('authorisations.accept', { params, body: { version: row?.version } })
      expect(accepted.body).toEqual({ message: 'R-MSG-26' })
      expect(text['R-MSG-26']).toBe('绑定成功')
      expect(await scene.enter(finance)).toBe(200)
    })

    it('[R-PLT-10] [R-PLT-15] names whom nobody has captured, who can do nothing until they are', async () => {
      const scene = await startScene(central)
      const nobody = { who: { ...scene.owner, document: '11010519491231002X', number: '' }, name: '孙未采' }
      await register(scene.code, [leadOf(scene), named(nobody, 'staff', { mobile: null, fixedLine: '02412345678' })])
      expect((await announce(scene.code)).body).toMatchObject({ recorded: 1 })
      const person = await central.deps.database.read((db) =>
        db.find(
          sql('select name, account_state, captured_at from person where document_number = ?', [nobody.who.document]),
        ),
      )
      expect(person).toEqual({ name: '孙未采', account_state: 'A0', captured_at: null })
      const [row] = (await scene.api('staff.pending')).body.rows
      await scene.api('staff.confirm', { params: { relationId: row?.id ?? '' } })
      expect(await scene.enter(nobody)).toBe('login-not-registered')
      expect((await scene.api('real-name.concerned')).body.complete).toBe(false)
    })

    it('[OP-17] records nobody under another’s document, and the others all the same', async () => {
      const scene = await startScene(central)
      const [one, two] = [await makePerson(central), await makePerson(central)]
      await register(scene.code, [leadOf(scene), named(one, 'staff', { name: '别人' }), named(two, 'staff')])
      expect((await announce(scene.code)).body).toMatchObject({
        recorded: 1,
        refused: [{ name: '别*', role: 'staff', code: 'relation-person-mismatch', rule: 'OP-17' }],
      })
    })

    it('[R-HAL-03] is the core tax system’s own word, and needs it to answer', async () => {
      const scene = await startScene(central)
      for (const token of ['', 'guessed', scene.token]) {
        const answer = await apiOf(central, token)('core.information-confirmed', {
          body: { enterpriseCode: scene.code },
        })
        expect(answer.status).toBe(401)
      }
      expect((await announce('91210102MA0NOBODY1')).refused).toBe('core-enterprise-unknown')
      await writeSetting(central.deps.database, 'core', { answer: 'unavailable', delay: 0, once: true })
      expect((await announce(scene.code)).refused).toBe('core-unavailable')
      expect((await announce(scene.code)).status).toBe(200)
    })

    it('[R-REL-01] whom the core system names no longer, and nobody has confirmed, is bound to nothing', async () => {
      const scene = await startScene(central)
      const finance = await makePerson(central)
      await register(scene.code, [leadOf(scene), named(finance, 'finance-officer')])
      await announce(scene.code)
      await register(scene.code, [leadOf(scene)])
      await announce(scene.code)
      const [row] = (await finance.api('authorisations.pending')).body.rows
      expect(row).toMatchObject({ inCore: false, offers: [] })
      const accepted = await finance.api('authorisations.accept', { params: { relationId: row?.id ?? '' } })
      expect(accepted.refused).toBe('relation-not-in-core')
    })
  })

  describe('binding by taxpayer number', () => {
    const find = (person: ScenePerson, enterpriseCode: string, identityType = 'finance-officer' as const) =>
      person.api('bindings.find', { body: { enterpriseCode, identityType } })

    it('[R-BND-01] [R-BND-02] offers the enterprises of the number and binds the chosen one', async () => {
      const scene = await startScene(central)
      const finance = await makePerson(central)
      // Nothing was announced: the core system is asked when the person comes.
      await register(scene.code, [leadOf(scene), named(finance, 'finance-officer')])
      const found = await find(finance, scene.code.toLowerCase())
      expect(found.body).toEqual([
        {
          enterpriseId: scene.id,
          name: expect.stringContaining('*') as string,
          creditCode: expect.stringContaining('*') as string,
        },
      ])
      expect((await finance.api('authorisations.list')).body.rows).toEqual([])
      const body = { enterpriseId: scene.id, identityType: 'finance-officer' as const }
      expect((await finance.api('bindings.bind', { body })).body).toEqual({ message: 'R-MSG-26' })
      expect(await scene.enter(finance)).toBe(200)
      expect((await finance.api('bindings.bind', { body })).refused).toBe('relation-already-confirmed')
    })

    it('[R-BND-03] refuses whoever is neither 法定代表人 nor 财务负责人 of it', async () => {
      const scene = await startScene(central)
      const [staff, stranger] = [await makePerson(central), await makePerson(central)]
      await register(scene.code, [leadOf(scene), named(staff, 'staff')])
      for (const person of [staff, stranger]) {
        expect((await find(person, scene.code)).refused).toBe('relation-not-in-core')
        const body = { enterpriseId: scene.id, identityType: 'legal-representative' as const }
        expect((await person.api('bindings.bind', { body })).refused).toBe('relation-not-in-core')
      }
      expect((await find(stranger, '91210102MA0NOBODY1')).refused).toBe('relation-enterprise-unknown')
      const other = await staff.api('bindings.find', {
        body: { enterpriseCode: scene.code, identityType: 'staff' as never },
      })
      expect(other.status).toBe(400)
    })

    it('[R-PM-18] is closed to 办税员 in an enterprise’s name', async () => {
      const scene = await startScene(central)
      const member = await makePerson(central)
      await scene.relate(member)
      const api = await scene.as(member, 'staff-filing')
      const body = { enterpriseId: scene.id, identityType: 'legal-representative' as const }
      expect((await api('bindings.bind', { body })).status).toBe(403)
    })
  })

  describe('unbinding oneself', () => {
    const unbind = (person: ScenePerson, relationId: string) =>
      person.api('unbindings.unbind', { params: { relationId } })

    it('[R-UNB-01] [R-UNB-02] [R-TR-REL-16] [R-MSG-27] leaves whoever the core table names, and files it as deleted', async () => {
      const scene = await startScene(central)
      const person = await makePerson(central)
      const relationId = await scene.relate(person, { in_core: 1 })
      const query = { enterpriseCode: scene.code }
      const shown = await person.api('unbindings.find', { query })
      expect(shown.body).toMatchObject([{ id: relationId, offers: ['unbind'] }])
      expect((await unbind(person, relationId)).body).toEqual({ message: 'R-MSG-27' })
      expect(text['R-MSG-27']).toBe('解绑成功')
      expect((await person.api('unbindings.find', { query })).body).toEqual([])
      expect(await scene.enter(person)).toBe('login-no-relation')
      expect((await scene.api('staff.history')).body.rows).toMatchObject([
        { id: relationId, label: '已删除', endedBy: 'person' },
      ])
    })

    it('[R-UNB-01] refuses whoever the core table doesn’t name', async () => {
      const scene = await startScene(central)
      const person = await makePerson(central)
      const relationId = await scene.relate(person)
      const { body } = await person.api('unbindings.find', { query: { enterpriseCode: scene.code } })
      expect(body).toMatchObject([{ offers: [] }])
      expect((await unbind(person, relationId)).refused).toBe('relation-unbind-core-only')
      // The core system names them now: the relation is the same one.
      await register(scene.code, [leadOf(scene), named(person, 'staff')])
      await announce(scene.code)
      expect((await unbind(person, relationId)).status).toBe(200)
    })

    it('[R-UNB-03] refuses 法定代表人 and 财务负责人, as natural persons and in the enterprise', async () => {
      const scene = await startScene(central)
      const own = apiOf(central, await logInTo(central, scene.owner))
      const params = { relationId: scene.ownerRelation }
      expect((await own('unbindings.unbind', { params })).refused).toBe('relation-manager-protected')
      expect(await scene.api('unbindings.unbind', { params })).toMatchObject({
        status: 403,
        body: { refusal: { rule: 'R-PM-19' } },
      })
    })

    it('[R-PM-19] ends the log-in that rested on it', async () => {
      const scene = await startScene(central)
      const person = await makePerson(central)
      const relationId = await scene.relate(person, { in_core: 1 })
      const api = await scene.as(person, 'staff-filing')
      expect((await api('unbindings.unbind', { params: { relationId } })).status).toBe(200)
      expect((await api('menu.read')).status).toBe(401)
    })
  })

  it('[R-DRG-03] names nobody who gave up their account', async () => {
    const scene = await startScene(central)
    const person = await makePerson(central)
    await central.change((work) => patchRow(work, 'person', [person.who.personId], { account_state: 'A4' }))
    await register(scene.code, [leadOf(scene), named(person, 'finance-officer')])
    expect((await announce(scene.code)).body.refused).toMatchObject([{ code: 'relation-person-deregistered' }])
  })
})
