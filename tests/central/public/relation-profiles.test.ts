import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeCoreRecord } from '../../../src/central/stand-ins/core-records.ts'
import { liaoningLegacy, shandong } from '../../../src/domain/policy/profiles.ts'
import { sql } from '../../../src/storage/database.ts'
import { CORE_KEY, startCentral, type TestCentral } from '../../support/central.ts'
import { apiOf, scanFor } from './api.ts'
import { makePerson, startScene, type Scene } from './relation-scene.ts'

let central: TestCentral
const close = () => central.close()

/** What the core system names this person as, announced; gives the relation. */
async function named(scene: Scene, role: 'finance-officer' | 'staff') {
  const person = await makePerson(central)
  const common = { documentType: 'resident-id' as const, mobile: null, fixedLine: null }
  await writeCoreRecord(central.deps.database, {
    enterprise: { creditCode: scene.code, taxpayerNumber: null, name: '丙', taxAuthority: 'h2 税务局' },
    people: [
      { ...common, name: scene.name, documentNumber: scene.owner.document, role: 'legal-representative' },
      { ...common, name: person.name, documentNumber: person.who.document, role },
    ],
  })
  await apiOf(central, CORE_KEY)('core.information-confirmed', { body: { enterpriseCode: scene.code } })
  const row = await central.deps.database.read((db) =>
    db.find<{ id: string; state: string }>(
      sql('select id, state from relation where person_id = ?', [person.who.personId]),
    ),
  )
  return { person, relationId: row?.id ?? '', state: row?.state }
}

describe('relations in Shandong', () => {
  beforeAll(async () => {
    central = await startCentral({ policy: shandong })
  })
  afterAll(close)

  it('[R-REL-14] binds an applicant whom 法定代表人 or 财务负责人 confirms', async () => {
    const scene = await startScene(central)
    const person = await makePerson(central)
    const scan = await scanFor(central, person.token, 'authorisations.apply', 'iit-app')
    const body = { enterpriseCode: scene.code, identityType: 'staff' as const, validUntil: '2099-12-31', scan }
    const applied = await person.api('authorisations.apply', { body })
    const params = { relationId: applied.body.id ?? '' }
    expect(await scene.enter(person)).toBe('login-no-relation')
    expect((await scene.api('staff.confirm', { params })).status).toBe(200)
    expect(await scene.enter(person)).toBe(200)
  })

  it('[R-POL-22] [R-TR-REL-09] staff whom the core system named are confirmed by the enterprise and by the person', async () => {
    const scene = await startScene(central)
    const { person, relationId, state } = await named(scene, 'staff')
    expect(state).toBe('R3')
    const early = await person.api('authorisations.accept', { params: { relationId } })
    expect(early.refused).toBe('relation-waits-for-enterprise')
    expect((await scene.api('staff.confirm', { params: { relationId } })).status).toBe(200)
    expect(await scene.enter(person)).toBe('login-no-relation')
    expect((await scene.accept(person, relationId)).status).toBe(200)
    expect(await scene.enter(person)).toBe(200)
  })
})

describe('relations in the earlier profile', () => {
  beforeAll(async () => {
    central = await startCentral({ policy: liaoningLegacy })
  })
  afterAll(close)

  it('[R-POL-21] [CF-14] the enterprise’s word alone is enough', async () => {
    const scene = await startScene(central)
    const person = await makePerson(central)
    const added = await scene.api('staff.add', { body: scene.form(person) })
    expect(added.body).toMatchObject({ message: 'R-MSG-03' })
    expect((await scene.seenBy(person, added.body.id ?? '')).person).toMatchObject({ label: '已启用' })
  })

  it('[R-POL-22] so is the core system’s', async () => {
    const scene = await startScene(central)
    for (const role of ['finance-officer', 'staff'] as const) expect((await named(scene, role)).state).toBe('R4')
  })

  it('[R-POL-23] [CF-19] adds somebody nobody knows, who is unusable until captured', async () => {
    const scene = await startScene(central)
    const stranger = await makePerson(central)
    const form = scene.form(stranger, { personName: '孙手工', documentNumber: '11010519491231002X' })
    expect((await scene.api('staff.check', { body: form })).body).toMatchObject({ known: false })
    const count = () =>
      central.deps.database.read((db) =>
        db.find<{ n: number }>(sql("select count(*) as n from person where document_number = '11010519491231002X'")),
      )
    expect(await count()).toEqual({ n: 0 })
    const added = await scene.api('staff.add', { body: form })
    expect(added.status).toBe(200)
    expect(await count()).toEqual({ n: 1 })
    const person = { who: { ...stranger.who, document: '11010519491231002X' } }
    expect(await scene.enter(person)).not.toBe(200)
    expect((await scene.api('real-name.concerned')).body.complete).toBe(false)
    const wrong = scene.form(stranger, { personName: '孙手工', documentNumber: '110105194912310021' })
    expect((await scene.api('staff.check', { body: wrong })).refused).toBe('relation-person-mismatch')
  })

  it('[R-STF-03] finds whoever is captured or registered', async () => {
    const scene = await startScene(central)
    const person = await makePerson(central, { captured_at: null })
    expect((await scene.api('staff.check', { body: scene.form(person) })).body).toMatchObject({ known: true })
  })
})
