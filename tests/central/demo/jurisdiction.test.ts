import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { makeJurisdiction } from '../../../src/central/demo/jurisdiction.ts'
import { DAY } from '../../../src/domain/kernel/instant.ts'
import { CHINA, isDivision } from '../../../src/domain/document/divisions.ts'
import { collect, expectUnique, NOW, OPTIONS } from './world.ts'

const { tables, order, largest } = collect()

describe('the demo jurisdiction', () => {
  it('is the same to the byte for the same options, and another for another seed or count', () => {
    const digest = (
      options: typeof OPTIONS | (Omit<typeof OPTIONS, 'seed' | 'people'> & { seed: number; people: number }),
    ) => {
      const hash = createHash('sha256')
      for (const batch of makeJurisdiction(options).batches()) hash.update(JSON.stringify(batch))
      return hash.digest('hex')
    }
    const small = { ...OPTIONS, people: 300 }
    expect(digest(small)).toBe(digest(small))
    expect(digest({ ...small, seed: 21 })).not.toBe(digest(small))
    expect(digest({ ...small, people: 301 })).not.toBe(digest(small))
  })

  it('has the same people in the same order whatever the day of the year, so that nobody meets another one tomorrow', () => {
    const tell = ({ id, name, account_state, credential_state, identity_type, state }: Record<string, unknown>) =>
      `${String(id).slice(14)} ${[name, account_state, credential_state, identity_type, state].join(' ')}`
    const onDay = (day: number) => {
      const rows = { person: [] as Record<string, unknown>[], relation: [] as Record<string, unknown>[] }
      for (const { table, rows: some } of makeJurisdiction({ ...OPTIONS, people: 300, now: NOW + day * DAY }).batches())
        if (table === 'person' || table === 'relation') for (const row of some) rows[table].push({ ...row })
      const byId = rows.person.toSorted((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1))
      return { people: byId.map(tell), relations: rows.relation.map(tell).toSorted() }
    }
    const today = onDay(0)
    expect(today.people).toHaveLength(300)
    for (const day of [1, 2, 30, 100, 365]) expect(onDay(day), String(day)).toEqual(today)
  })

  it('yields rows after the rows they name, the log oldest first', () => {
    expect(largest).toBe(1000)
    expect(order).toEqual([
      'hall',
      'person',
      'person_document',
      'phone',
      'enterprise',
      'relation',
      'agency',
      'agency_person',
      'agency_agreement',
      'cross_project',
      'login_log',
    ])
    const times = tables.login_log.map((row) => row.at)
    expect(times).toEqual(times.toSorted((left, right) => left - right))
  })

  it('makes the same rows one by one as in batches', () => {
    const jurisdiction = makeJurisdiction(OPTIONS)
    expect(jurisdiction.personAt(1234)).toEqual(tables.person[1234])
    expect(jurisdiction.enterpriseAt(345)).toEqual(tables.enterprise[345])
    const enterprise = tables.enterprise[345]
    expect(jurisdiction.relationsOf(345)).toEqual(tables.relation.filter((row) => row.enterprise_id === enterprise?.id))
    expect(jurisdiction.phonesOf(1234)).toEqual(tables.phone.filter((row) => row.person_id === tables.person[1234]?.id))
    expect(jurisdiction.counts).toMatchObject({ people: 3000, enterprises: 900 })
  })

  it('refuses counts it is not made for', () => {
    for (const people of [0, 99, 1_000_001, 1000.5]) {
      expect(() => makeJurisdiction({ ...OPTIONS, people })).toThrow('100 to 1,000,000')
    }
  })

  it('gives every row an id of its own, a UUID of version 7', () => {
    for (const table of [
      'person',
      'phone',
      'enterprise',
      'relation',
      'agency',
      'agency_agreement',
      'cross_project',
      'login_log',
    ] as const) {
      const ids = tables[table].map((row) => row.id)
      expectUnique(ids)
      for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }
  })

  it('has three halls in real counties of Liaoning', () => {
    expect(tables.hall.map((hall) => hall.tax_authority)).toEqual([
      '国家税务总局沈阳市和平区税务局',
      '国家税务总局大连市金州区税务局',
      '国家税务总局兴城市税务局',
    ])
    for (const hall of tables.hall) {
      expect(hall.division).toMatch(/^21/)
      expect(isDivision(CHINA, hall.division)).toBe(true)
      expect(tables.person.some((person) => person.hall_id === hall.id)).toBe(true)
      expect(tables.enterprise.some((enterprise) => enterprise.hall_id === hall.id)).toBe(true)
    }
  })
})
