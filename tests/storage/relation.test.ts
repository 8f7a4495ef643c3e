import { expect, it } from 'vitest'
import type { DecideContext } from '../../src/domain/kernel/context.ts'
import type { Proof } from '../../src/domain/kernel/proof.ts'
import type { ActingIdentity } from '../../src/domain/kernel/visit.ts'
import { liaoning } from '../../src/domain/policy/profiles.ts'
import type { Database } from '../../src/storage/database.ts'
import { sql } from '../../src/storage/database.ts'
import { getHandler } from '../../src/storage/execute.ts'
import { FeedLog } from '../../src/storage/feed-log.ts'
import { enterpriseConditions, pageOfRelations, personConditions } from '../../src/storage/relation-queries.ts'
import { relationFindings } from '../../src/storage/relation-findings.ts'
import { relationLookUps } from '../../src/storage/relation-look-up.ts'
import type { RelationRecord } from '../../src/storage/relation-rows.ts'
import { permissionReads } from '../../src/storage/permission.ts'
import { writeRow } from '../../src/storage/rows.ts'
import { forEachDatabase } from '../support/databases.ts'
import { E, fill, H, manager, NOW, person, relation } from './relation-scene.ts'

let commands = 0

interface How {
  readonly visitor?: string
  readonly acting?: ActingIdentity
  readonly proofs?: readonly Proof[]
  readonly seen?: Readonly<Record<string, number>>
}

/** Decides and saves one command as the central does, for a clerk with the manager before them. */
function decide(database: Database, name: string, payload: Record<string, unknown>, how: How = {}) {
  const context: DecideContext = {
    now: NOW,
    actor: { kind: 'staff', staffId: 'clerk', role: 'clerk', hallId: H, deviceId: 'desk' },
    policy: liaoning,
    commandId: `command-${String(++commands)}`,
    proofs: how.proofs ?? [],
    visit: {
      visitId: 'visit',
      personId: how.visitor ?? 'M',
      presence: 'card-reader',
      acting: how.acting ?? E,
      since: NOW,
    },
  }
  return database.write(async (db) => {
    const log = new FeedLog()
    const { decision, save } = await getHandler(name).judge(db, { name, payload, seen: how.seen ?? {} }, context)
    await save({ db, log })
    await log.flush(db, NOW)
    return { ...decision, commandId: context.commandId }
  })
}

const find = (database: Database, id: string) =>
  database.read((db) => db.find<RelationRecord>(sql('select * from relation where id = ?', [id])))

const adding = {
  enterpriseId: 'E1',
  personName: '欧阳娜娜',
  documentType: 'resident-id',
  documentNumber: '21010219900307s',
  identityType: 'staff-full',
  functions: ['invoicing.issue', 'filing.declare'],
  validUntil: '2026-12-31',
}
const named = (relationId: string, personId: string) => ({ relationId, enterpriseId: 'E1', personId })
const face: Proof = { kind: 'face', personId: 'S', passed: true, at: NOW }
const approval: Proof = { kind: 'approval', granted: true, by: 'supervisor', at: NOW }

forEachDatabase('relations', (open) => {
  it('[R-REL-07] carries staff from the enterprise’s request to the person’s agreement', async () => {
    const database = await fill(open)
    const added = await decide(database, 'relation.add', adding)
    expect(added).toMatchObject({ kind: 'accepted', message: 'R-MSG-03' })
    const id = added.commandId
    expect(await find(database, id)).toMatchObject({
      state: 'R1',
      hall_id: H,
      person_id: 'S',
      functions: '["filing.declare","invoicing.issue"]',
      version: 1,
      updated_at: NOW,
    })
    const personally = { visitor: 'S', acting: { kind: 'personal' } as const }
    const accept = (how: How) => decide(database, 'relation.accept', named(id, 'S'), { ...personally, ...how })
    expect(await accept({ seen: { [id]: 1 } })).toMatchObject({ kind: 'held', waitsFor: 'face' })
    expect(await find(database, id)).toMatchObject({ state: 'R1', version: 1 })
    expect(await accept({ seen: { [id]: 1 }, proofs: [face] })).toMatchObject({ kind: 'accepted' })
    expect(await find(database, id)).toMatchObject({ state: 'R4', decided_at: NOW, version: 2 })
  })

  it('[R-REL-06] answers a conflict when the person accepted while the enterprise withdrew', async () => {
    const database = await fill(open, relation('R-S', 'S', { state: 'R4', version: 2 }))
    expect(await decide(database, 'relation.withdraw', named('R-S', 'S'), { seen: { 'R-S': 1 } })).toMatchObject({
      kind: 'refused',
      refusal: { code: 'relation-changed-meanwhile', rule: 'OP-25' },
    })
  })

  it('[R-REL-21] refuses to delete the manager, and deletes staff once approved', async () => {
    const database = await fill(open, relation('R-S', 'S'))
    expect(await decide(database, 'relation.delete', named('R-M', 'M'))).toMatchObject({
      refusal: { code: 'relation-manager-protected' },
    })
    expect(await decide(database, 'relation.delete', named('R-S', 'S'))).toMatchObject({ kind: 'held' })
    expect(await decide(database, 'relation.delete', named('R-S', 'S'), { proofs: [approval] })).toMatchObject({
      kind: 'accepted',
    })
    expect(await find(database, 'R-S')).toMatchObject({ state: 'R6', ended_by: 'enterprise' })
  })

  it('[R-REL-02] judges the visitor by the rows, not by what the visit claims', async () => {
    const database = await fill(open, relation('R-S', 'S'))
    expect(
      await decide(
        database,
        'relation.add',
        { ...adding, documentNumber: '21010219900307X', personName: '𠮷野翀' },
        { visitor: 'S' },
      ),
    ).toMatchObject({
      refusal: { code: 'relation-manager-not-present' },
    })
  })

  it('[R-REL-27] the database itself refuses a living twin', async () => {
    const database = await fill(open, relation('R-S', 'S'))
    const twin = relation('R-T', 'S', { state: 'R1' })
    await expect(database.write((db) => writeRow(db, twin.table, twin.row))).rejects.toThrow()
  })

  it('[R-BND-02] binds an enterprise by its older taxpayer number', async () => {
    const core = { ...manager, enterprise_id: 'E2', identity_type: 'finance-officer', state: 'R3' }
    const database = await fill(open, relation('R-F', 'S', core))
    const payload = { personId: 'S', enterpriseCode: ' 210102 123456789', identityType: 'finance-officer' }
    expect(
      await decide(database, 'relation.bind', payload, { visitor: 'S', acting: { kind: 'personal' } }),
    ).toMatchObject({
      kind: 'accepted',
      message: 'R-MSG-26',
    })
    expect(await find(database, 'R-F')).toMatchObject({ state: 'R4', version: 2 })
  })

  it('[CF-19] waits for a person whose capture is on its way, and refuses one nobody knows', async () => {
    const capture = {
      id: 'case',
      hall_id: H,
      command_id: 'capture',
      kind: 'new',
      branch: 'id-card',
      state: 'queued',
      person_id: null,
      document_type: 'resident-id',
      document_number: '210102199003070000',
      name: '新来的',
      step: 'C8',
      edited: '[]',
      problem: null,
      version: 1,
      updated_at: NOW,
    }
    const database = await fill(open)
    const stranger = { ...adding, documentNumber: '210102199003070000', personName: '新来的' }
    expect(await decide(database, 'relation.add', stranger)).toMatchObject({
      refusal: { code: 'relation-person-no-real-name', rule: 'CF-19' },
    })
    await database.write((db) => writeRow(db, 'capture_case', capture))
    expect(await decide(database, 'relation.add', stranger)).toMatchObject({ kind: 'held', waitsFor: 'person' })
  })

  it('[R-HIS-02] [R-HIS-03] hides history on the clearing side alone and keeps every row', async () => {
    const ended = (['R6', 'R7', 'R8', 'R9'] as const).map((state, index) =>
      relation(`R-${state}`, 'S', { state, ended_by: 'enterprise', decided_at: NOW - index }),
    )
    const database = await fill(open, ...ended)
    const relationIds = ['R-R6', 'R-R7', 'R-R8', 'R-R9']
    expect(
      await decide(database, 'relation.clear-history', { side: 'enterprise', ownerId: 'E1', relationIds }),
    ).toMatchObject({ kind: 'accepted' })
    const list = (side: 'enterprise' | 'person') =>
      database.read(async (db) => {
        const input = { enterpriseId: 'E1', personId: 'S', tab: 'history', size: 50 } as const
        const conditions = side === 'enterprise' ? enterpriseConditions(input) : personConditions(input, '2026-03-10')
        return (await pageOfRelations(db, side, input, conditions)).records.map((record) => record.id)
      })
    expect(await list('enterprise')).toEqual([])
    expect(await list('person')).toEqual(relationIds)
  })

  it('[R-PER-05] keeps permission identities, gives them by 管理 and counts who has them', async () => {
    const database = await fill(open, relation('R-S', 'S'))
    const made = await decide(database, 'permission.add-identity', {
      enterpriseId: 'E1',
      identityName: '办税员（社保费）',
      description: '',
      functions: ['social-insurance.declare'],
    })
    expect(made).toMatchObject({ kind: 'accepted' })
    const given = {
      ...named('R-S', 'S'),
      functions: ['social-insurance.declare'],
      validUntil: '2026-06-30',
      permissionIdentityId: made.commandId,
    }
    expect(await decide(database, 'relation.manage', given, { seen: { 'R-S': 1 } })).toMatchObject({
      kind: 'accepted',
      message: 'R-MSG-05',
    })
    const list = (enterpriseId: string) =>
      database.read((db) => permissionReads['permission.list'](db, { enterpriseId }))
    expect(await list('E1')).toMatchObject([{ name: '办税员（社保费）', holders: 1, retired: false, version: 1 }])
    expect(await list('E2')).toEqual([])
  })

  it('[R-HAL-03] records what the core system says, and what a deregistration ends', async () => {
    const database = await fill(
      open,
      relation('R-S', 'S'),
      relation('R-P', 'S', { identity_type: 'staff', state: 'R2' }),
    )
    const system = { kind: 'system', source: 'core' } as const
    const say = (name: string, payload: Record<string, unknown>) =>
      database.write(async (db) => {
        const log = new FeedLog()
        const context = { now: NOW, actor: system, policy: liaoning, commandId: `say-${name}`, proofs: [] }
        const { decision, save } = await getHandler(name).judge(db, { name, payload, seen: {} }, context)
        await save({ db, log })
        return decision
      })
    const recorded = { enterpriseId: 'E1', personId: 'X', identityType: 'finance-officer' }
    expect(await say('relation.record-core', recorded)).toMatchObject({ kind: 'accepted' })
    expect(await find(database, 'say-relation.record-core')).toMatchObject({ state: 'R3', in_core: 1 })
    await say('relation.deregister-person', { personId: 'S' })
    expect(await find(database, 'R-S')).toMatchObject({ state: 'R5', disabled_reason: 'deregistered' })
    expect(await find(database, 'R-P')).toMatchObject({ state: 'R8', ended_by: 'system' })
  })
})

forEachDatabase('lists of relations', (open) => {
  const staff = Array.from({ length: 7 }, (_, index) =>
    relation(`R-${String(index)}`, `P${String(index)}`, { created_at: NOW - 1000 * (index % 3) }),
  )
  const people = staff.map((_, index) => person(`P${String(index)}`, { name: `王${'一二三四五六七'.charAt(index)}` }))
  const ids = async (database: Database, input: Parameters<typeof enterpriseConditions>[0]) => {
    const { records, next } = await database.read((db) =>
      pageOfRelations(db, 'enterprise', input, enterpriseConditions(input)),
    )
    return { ids: records.map((record) => record.id), next }
  }
  const present = { enterpriseId: 'E1', tab: 'present', size: 50 } as const

  it('[R-REL-15] lists the managers first, then by when they came, page by page without a gap or a double', async () => {
    const finance = relation('R-F', 'X', { ...manager, identity_type: 'finance-officer', created_at: NOW })
    const database = await fill(open, finance, ...people, ...staff)
    const whole = await ids(database, present)
    expect(whole).toEqual({
      ids: ['R-M', 'R-F', 'R-2', 'R-5', 'R-1', 'R-4', 'R-0', 'R-3', 'R-6'],
      next: undefined,
    })
    const paged: string[] = []
    for (let after: string | undefined; ;) {
      const page: Awaited<ReturnType<typeof ids>> = await ids(database, { ...present, size: 2, after })
      paged.push(...page.ids)
      after = page.next
      if (after === undefined) break
    }
    expect(paged).toEqual(whole.ids)
  })

  it('[R-REL-16] filters by any part of a name, rare characters too, and by identity type', async () => {
    const database = await fill(open, relation('R-X', 'X'), ...people, ...staff)
    expect((await ids(database, { ...present, personName: '野翀' })).ids).toEqual(['R-X'])
    expect((await ids(database, { ...present, personName: '𠮷' })).ids).toEqual(['R-X'])
    expect((await ids(database, { ...present, personName: '王' })).ids).toHaveLength(7)
    expect((await ids(database, { ...present, personName: '%' })).ids).toEqual([])
    expect((await ids(database, { ...present, identityType: 'legal-representative' })).ids).toEqual(['R-M'])
  })

  it('[R-AUT-01] [R-AUT-02] lists a person’s enterprises, filtered by part of code and name, and by how the link stands', async () => {
    const database = await fill(
      open,
      relation('R-1', 'S'),
      relation('R-2', 'S', { enterprise_id: 'E2', valid_until: '2026-03-09' }),
    )
    const list = (part: object) =>
      database.read(async (db) => {
        const input = { personId: 'S', tab: 'present', size: 50, ...part } as const
        const page = await pageOfRelations(db, 'person', input, personConditions(input, '2026-03-10'))
        return page.records.map((record) => record.id).toSorted()
      })
    expect(await list({})).toEqual(['R-1', 'R-2'])
    expect(await list({ creditCode: 'ma0abc' })).toEqual(['R-1'])
    expect(await list({ taxpayerName: '100%' })).toEqual(['R-2'])
    expect(await list({ taxpayerName: '1000' })).toEqual([])
    expect(await list({ link: 'enabled' })).toEqual(['R-1'])
    expect(await list({ link: 'disabled' })).toEqual(['R-2'])
  })

  it('[R-HIS-01] lists what ended for the enterprise, by its category', async () => {
    const states = ['R6', 'R7', 'R8', 'R9'] as const
    const database = await fill(
      open,
      ...states.map((state, index) => relation(`H-${state}`, 'S', { state, decided_at: NOW - index })),
    )
    const list = async (category: 'deleted' | 'withdrawn' | 'refused') =>
      (await ids(database, { enterpriseId: 'E1', tab: 'history', size: 50, category })).ids
    expect(await list('deleted')).toEqual(['H-R6', 'H-R9'])
    expect(await list('withdrawn')).toEqual(['H-R7'])
    expect(await list('refused')).toEqual(['H-R8'])
  })

  it('[R-REL-10] filters the pending list, newest first', async () => {
    const database = await fill(
      open,
      relation('P-1', 'S', { state: 'R1', created_at: NOW - 2 }),
      relation('P-2', 'X', { state: 'R2', created_at: NOW - 1 }),
      relation('P-3', 'X', { state: 'R3', identity_type: 'staff', created_at: NOW }),
    )
    const pending = { enterpriseId: 'E1', tab: 'pending', size: 50 } as const
    expect((await ids(database, pending)).ids).toEqual(['P-3', 'P-2', 'P-1'])
    expect((await ids(database, { ...pending, personName: '欧阳' })).ids).toEqual(['P-1'])
    expect((await ids(database, { ...pending, identityType: 'staff' })).ids).toEqual(['P-3'])
  })

  it('finds what a supervisor should look at', async () => {
    const database = await fill(
      open,
      relation('R-old', 'S', { valid_until: '2026-03-09' }),
      relation('R-soon', 'X', { valid_until: '2026-03-20' }),
      relation('R-long', 'X', { identity_type: 'staff', state: 'R1', created_at: NOW - 90 * 86_400_000 }),
    )
    const context = {
      now: NOW,
      policy: liaoning,
      operator: { staffId: 's', login: 's', name: 's', role: 'supervisor', hallId: H },
    } as const
    const keys = (kind: 'expired' | 'expires-soon' | 'pending-long' | 'no-manager' | 'many-enterprises') =>
      database.read(async (db) => {
        const { rows } = await relationFindings['relation.findings'](db, { kind, size: 50 }, context)
        return rows.map((row) => row.key)
      })
    expect(await keys('expired')).toEqual(['R-old'])
    expect(await keys('expires-soon')).toEqual(['R-soon'])
    expect(await keys('pending-long')).toEqual(['R-long'])
    expect(await keys('no-manager')).toEqual(['E1', 'E2'])
    expect(await keys('many-enterprises')).toEqual([])
  })

  it('[OP-17] looks a person up by document, masked, and says whether the name is theirs', async () => {
    const database = await fill(open)
    const look = (personName: string) =>
      database.read((db) =>
        relationLookUps['relation.find-person'](db, {
          documentType: 'resident-id',
          documentNumber: '21010219900307s',
          personName,
        }),
      )
    expect(await look('欧阳 娜娜')).toMatchObject({ personId: 'S', name: '欧***', nameMatches: true, realName: true })
    expect(await look('欧阳娜')).toMatchObject({ nameMatches: false })
  })
})
