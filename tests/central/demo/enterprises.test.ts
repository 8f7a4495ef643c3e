import { describe, expect, it } from 'vitest'
import { CHINA, isDivision } from '../../../src/domain/document/divisions.ts'
import { parseEnterpriseCode } from '../../../src/domain/enterprise/credit-code.ts'
import { isFunctionCode } from '../../../src/domain/permission/functions.ts'
import { findIdentityType, IDENTITY_TYPE_IDS } from '../../../src/domain/permission/identity-types.ts'
import { collect, expectUnique, groupBy, NOW, TODAY } from './world.ts'

const { tables } = collect()
const LIVE = ['R1', 'R2', 'R3', 'R4', 'R5']

describe('its enterprises and relations', () => {
  const relations = groupBy(tables.relation, (relation) => relation.enterprise_id)

  it('[R-LGE-02] have valid and different codes', () => {
    for (const enterprise of [...tables.enterprise, ...tables.agency]) {
      expect(parseEnterpriseCode(enterprise.credit_code)).toEqual({
        ok: true,
        kind: 'credit-code',
        code: enterprise.credit_code,
        warnings: [],
      })
    }
    expectUnique([...tables.enterprise, ...tables.agency].map((enterprise) => enterprise.credit_code))
    const numbers = tables.enterprise.flatMap((enterprise) => enterprise.taxpayer_number ?? [])
    expect(numbers.length).toBeGreaterThan(10)
    for (const number of numbers) {
      expect(parseEnterpriseCode(number)).toMatchObject({ ok: true, kind: 'taxpayer-number', warnings: [] })
    }
  })

  it('have exactly one living LR and one living FO, confirmed or waiting for it', () => {
    for (const enterprise of tables.enterprise) {
      const own = relations.get(enterprise.id) ?? []
      for (const type of ['legal-representative', 'finance-officer']) {
        const living = own.filter((relation) => relation.identity_type === type && LIVE.includes(relation.state))
        expect(living, enterprise.name).toHaveLength(1)
        expect(['R3', 'R4']).toContain(living[0]?.state)
        expect(living[0]?.in_core).toBe(1)
      }
    }
  })

  it('have none to six members of staff, and no living twins (R-REL-27)', () => {
    for (const [, own] of relations) {
      const staff = own.filter(
        (relation) =>
          findIdentityType(relation.identity_type)?.kind === 'staff' && ['R4', 'R5'].includes(relation.state),
      )
      expect(staff.length).toBeLessThanOrEqual(7)
      expectUnique(
        own
          .filter((relation) => LIVE.includes(relation.state))
          .map((relation) => `${relation.person_id} ${relation.identity_type}`),
      )
    }
  })

  it('name nobody twice in one enterprise, but for managers with a second identity', () => {
    for (const [, own] of relations) {
      const [representative, officer, ...others] = own
      const managers = [representative?.person_id, officer?.person_id]
      expectUnique(others.map((relation) => relation.person_id))
      const second = others.filter((relation) => managers.includes(relation.person_id))
      expect(second.every((relation) => relation.identity_type === 'staff-full')).toBe(true)
    }
  })

  it('[R-TR-REL-01] stand in all nine states and seven types, each with what goes with it', () => {
    expect([...new Set(tables.relation.map((row) => row.state))].toSorted()).toEqual([
      'R1',
      'R2',
      'R3',
      'R4',
      'R5',
      'R6',
      'R7',
      'R8',
      'R9',
    ])
    expect(new Set(tables.relation.map((row) => row.identity_type))).toEqual(new Set(IDENTITY_TYPE_IDS))
    const people = new Map(tables.person.map((person) => [person.id, person]))
    for (const row of tables.relation) {
      const functions = JSON.parse(row.functions) as string[]
      expect(functions.length).toBeGreaterThan(0)
      expect(functions.every(isFunctionCode)).toBe(true)
      expect(row.decided_at === null).toBe(['R1', 'R2', 'R3'].includes(row.state))
      expect(row.ended_by !== null).toBe(['R6', 'R7', 'R8', 'R9'].includes(row.state))
      expect(row.disabled_reason !== null).toBe(row.state === 'R5')
      if (row.disabled_reason === 'expired') expect((row.valid_until ?? '') < TODAY).toBe(true)
      if (row.state === 'R4' && row.valid_until !== null) expect(row.valid_until >= TODAY).toBe(true)
      expect(row.decided_at ?? row.created_at).toBeGreaterThanOrEqual(row.created_at)
      expect(row.updated_at).toBeLessThanOrEqual(NOW)
      expect(people.get(row.person_id)?.account_state).toBe('A2')
    }
  })

  it('cross halls and share people', () => {
    const hallOf = new Map(tables.person.map((person) => [person.id, person.hall_id]))
    expect(tables.relation.some((relation) => hallOf.get(relation.person_id) !== relation.hall_id)).toBe(true)
    const firms = [...groupBy(tables.relation, (relation) => relation.person_id)].map(
      ([, own]) => new Set(own.map((relation) => relation.enterprise_id)).size,
    )
    expect(firms.filter((count) => count >= 3).length).toBeGreaterThan(20)
    expect(Math.max(...firms)).toBeGreaterThanOrEqual(8)
  })

  it('[R-AGY-09] are served by agencies whose rows name people and firms that exist', () => {
    const people = new Set(tables.person.map((person) => person.id))
    const firms = new Set(tables.enterprise.map((enterprise) => enterprise.id))
    const agents = groupBy(tables.agency_person, (row) => row.agency_id)
    let admitted = 0
    for (const agreement of tables.agency_agreement) {
      const own = new Set((agents.get(agreement.agency_id) ?? []).map((row) => row.person_id))
      const handling = JSON.parse(agreement.agent_person_ids) as string[]
      expect(firms).toContain(agreement.enterprise_id)
      expect(handling.length).toBeGreaterThan(0)
      for (const agent of handling) expect(people).toContain(agent)
      if (handling.every((agent) => own.has(agent))) admitted += 1
      const inForce = agreement.valid_from <= TODAY && agreement.valid_until >= TODAY
      if (agreement.state === 'G3') expect(inForce).toBe(true)
      if (agreement.state === 'G4') expect(agreement.valid_until < TODAY).toBe(true)
    }
    expect(admitted).toBeGreaterThan(0)
    expect(admitted).toBeLessThan(tables.agency_agreement.length)
  })

  it('[R-XRG-10] have projects elsewhere, reports with a number of their own', () => {
    expectUnique(tables.cross_project.flatMap((project) => project.number ?? []))
    for (const project of tables.cross_project) {
      expect(project.number !== null).toBe(project.kind === 'report')
      expect(isDivision(CHINA, project.division)).toBe(true)
      expect(project.valid_from < project.valid_until).toBe(true)
    }
  })
})
