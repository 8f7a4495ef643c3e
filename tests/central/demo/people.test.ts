import { describe, expect, it } from 'vitest'
import { parseDocument } from '../../../src/domain/document/document-number.ts'
import { isDocumentTypeId } from '../../../src/domain/document/document-types.ts'
import { isExpired, parseValidity, validityWarnings } from '../../../src/domain/document/validity.ts'
import { parseName } from '../../../src/domain/person/name.ts'
import { parsePhoneNumber } from '../../../src/domain/person/phone-number.ts'
import { collect, expectUnique, groupBy, NOW, TODAY } from './world.ts'

const { tables } = collect()

describe('its people', () => {
  it('have valid and different documents, with the birth and sex the number says', () => {
    for (const person of tables.person) {
      expect(isDocumentTypeId(person.document_type)).toBe(true)
      if (!isDocumentTypeId(person.document_type)) continue
      const parsed = parseDocument(person.document_type, person.document_number, TODAY)
      expect(parsed, person.document_number).toMatchObject({ ok: true, number: person.document_number })
      if (!parsed.ok) continue
      expect(parsed.warnings).toEqual([])
      expect([null, person.birth]).toContain(parsed.birth)
      expect([null, person.sex]).toContain(parsed.sex)
    }
    expectUnique(tables.person_document.map((row) => `${row.document_type} ${row.document_number}`))
  })

  it('have names in their one written form, rare, dotted and foreign ones among them', () => {
    for (const { name } of tables.person) expect(parseName(name), name).toMatchObject({ ok: true, name })
    const names = tables.person.map((person) => person.name).join(' ')
    expect(names).toMatch(/[\u{20000}-\u{3FFFF}]/u)
    expect(names).toContain('·')
    expect(names).toMatch(/[A-Z]{3}/)
  })

  it('have one main document each', () => {
    const main = tables.person_document.filter((row) => row.is_main === 1)
    expect(main.map((row) => row.person_id)).toEqual(tables.person.map((person) => person.id))
    expect(tables.person_document.length).toBeGreaterThan(main.length)
  })

  it('have validities that fit their age, some run out', () => {
    const cards = tables.person.filter((person) => person.document_type === 'resident-id')
    let expired = 0
    for (const card of cards) {
      const kind = card.validity_kind === 'custom' ? 'custom' : 'long-term'
      const parsed = parseValidity({ kind, start: card.validity_start ?? '', end: card.validity_end ?? '' })
      expect(parsed.ok).toBe(true)
      if (!parsed.ok) continue
      expect(validityWarnings(parsed.validity, TODAY, card.birth ?? '')).not.toContain('term-unusual-for-age')
      expect(card.validity_end === null).toBe(kind === 'long-term')
      if (isExpired(parsed.validity, TODAY)) expired += 1
    }
    expect(expired).toBeGreaterThan(cards.length * 0.005)
    expect(expired).toBeLessThan(cards.length * 0.1)
  })

  it('stand in every account state, level and credential state, in keeping with each other', () => {
    const states = (key: 'account_state' | 'credential_state' | 'level') =>
      [...new Set(tables.person.map((person) => person[key]))].toSorted()
    expect(states('account_state')).toEqual(['A0', 'A1', 'A2', 'A3', 'A4'])
    expect(states('credential_state')).toEqual(['K0', 'K1', 'K2', 'K3'])
    expect(states('level')).toEqual([1, 2, 3, 4])
    for (const person of tables.person) {
      expect(person.captured_at !== null).toBe(person.level >= 3)
      expect(person.credential_void_at !== null).toBe(person.credential_state === 'K3')
      if (person.username !== null) expect(person.username).toMatch(/^(?=.*[a-z])[a-z0-9]{4,20}$/)
    }
    expectUnique(tables.person.flatMap((person) => person.username ?? []))
    expect(tables.person.some((person) => person.level === 4 && person.has_scene_photo === 0)).toBe(true)
  })

  it('[R-PHN-01] [R-PHN-07] hold every number alone, and one default each', () => {
    for (const { number } of tables.phone) expect(parsePhoneNumber(number)).toMatchObject({ ok: true, number })
    const bound = tables.phone.filter((phone) => phone.state === 'bound')
    expectUnique(bound.map((phone) => phone.number))
    for (const [, own] of groupBy(bound, (phone) => phone.person_id)) {
      expect(own.filter((phone) => phone.is_default === 1)).toHaveLength(1)
    }
    expectUnique(tables.phone.map((phone) => `${phone.person_id} ${phone.number}`))
    const holders = new Set(bound.map((phone) => phone.number))
    const emptied = tables.phone.filter((phone) => phone.state === 'emptied')
    expect(emptied.length).toBeGreaterThan(0)
    for (const phone of emptied) {
      expect(holders).toContain(phone.number)
      expect(phone).toMatchObject({ is_default: 0 })
      expect(phone.emptied_at).toBeLessThanOrEqual(NOW)
    }
    const withNumber = new Set(bound.map((phone) => phone.person_id))
    expect(tables.person.some((person) => person.account_state === 'A2' && !withNumber.has(person.id))).toBe(true)
  })
})
