import { describe, expect, it } from 'vitest'
import { decideReport } from '../../../src/domain/cross-region/decide.ts'
import { crossRegionRefusals } from '../../../src/domain/cross-region/refusals.ts'
import type { ReportCase, ReportCommand, ReportPerson } from '../../../src/domain/cross-region/types.ts'
import type { Actor } from '../../../src/domain/kernel/actor.ts'
import { liaoning } from '../../../src/domain/policy/profiles.ts'

const NOW = Date.UTC(2026, 4, 20, 2)
const CORE: Actor = { kind: 'system', source: 'core' }

const anna: ReportPerson = {
  role: 'handler',
  personName: '关山月',
  documentType: 'resident-id',
  documentNumber: '11010519491231002X',
}

const report = (changes: Partial<ReportCommand> = {}): ReportCommand => ({
  name: 'cross-region.report',
  kind: 'report',
  number: 'ln-000001',
  enterpriseCode: '91210102MA0ABCDE12',
  division: '210202',
  taxAuthority: '国家税务总局大连市中山区税务局',
  validFrom: '2026-01-01',
  validUntil: '2026-12-31',
  people: [anna],
  ...changes,
})

const state = (changes: Partial<ReportCase> = {}): ReportCase => ({
  enterprise: { id: 'shop' },
  project: undefined,
  hallId: 'hall',
  holders: [undefined],
  ...changes,
})

const decide = (given: ReportCase, command: ReportCommand, actor: Actor = CORE) =>
  decideReport(given, command, { now: NOW, actor, policy: liaoning, commandId: 'new', proofs: [] })

/** The project as the report above leaves it. */
const kept = (people: readonly ReportPerson[] = [anna]): NonNullable<ReportCase['project']> => {
  const { kind, division, taxAuthority, validFrom, validUntil } = report()
  const terms = { kind, number: 'LN-000001', division, taxAuthority, validFrom, validUntil }
  return { id: 'old', hallId: 'hall', enterpriseId: 'shop', ...terms, people }
}

describe('a report of a cross-region project', () => {
  it('[R-XRG-06] makes a project with its handlers and contacts', () => {
    const { people: _, ...project } = { ...kept(), id: 'new' }
    expect(decide(state(), report({ people: [anna, { ...anna, documentNumber: '11010519491231002x' }] }))).toEqual({
      kind: 'accepted',
      events: [{ kind: 'project-reported', project, people: [anna] }],
    })
  })

  it('[R-XRG-06] says nothing new when it is told again', () => {
    expect(decide(state({ project: kept() }), report())).toEqual({ kind: 'accepted', events: [] })
  })

  it.each([
    ['a later end', { validUntil: '2027-12-31' }],
    ['another role', { people: [{ ...anna, role: 'contact' as const }] }],
    ['nobody any more', { people: [] }],
  ])('[R-XRG-06] takes the place of what was said before: %s', (_what, changes) => {
    const decision = decide(state({ project: kept(), holders: [] }), report(changes))
    expect(decision).toMatchObject({ kind: 'accepted', events: [{ project: { id: 'old' } }] })
  })

  it('[R-XRG-11] has no number and names nobody where it is a tax source', () => {
    const source = report({ kind: 'tax-source', number: '', people: [] })
    expect(decide(state({ holders: [] }), source)).toMatchObject({
      kind: 'accepted',
      events: [{ project: { number: null }, people: [] }],
    })
  })

  const person: Actor = { kind: 'person', personId: 'anna' }
  const REFUSED: readonly (readonly [code: string, given: ReportCase, command: ReportCommand, actor: Actor])[] = [
    ['cross-region-system-only', state(), report(), person],
    ['cross-region-enterprise-unknown', state({ enterprise: undefined }), report(), CORE],
    ['cross-region-number-missing', state(), report({ number: ' ' }), CORE],
    ['cross-region-number-not-used', state(), report({ kind: 'tax-source' }), CORE],
    ['cross-region-number-of-another', state({ project: { ...kept(), enterpriseId: 'mill' } }), report(), CORE],
    ['cross-region-division-unknown', state(), report({ division: '999999' }), CORE],
    ['cross-region-term-wrong', state(), report({ validFrom: '2027-01-01' }), CORE],
    ['cross-region-term-wrong', state(), report({ validUntil: '2026-02-30' }), CORE],
    ['cross-region-people-not-named', state(), report({ kind: 'tax-source', number: '' }), CORE],
    ['cross-region-person-malformed', state(), report({ people: [{ ...anna, personName: '' }] }), CORE],
    ['cross-region-person-malformed', state(), report({ people: [{ ...anna, documentNumber: '1' }] }), CORE],
    ['cross-region-person-malformed', state(), report({ people: [{ ...anna, documentType: 'card' }] }), CORE],
    ['cross-region-person-mismatch', state({ holders: [{ name: '别人' }] }), report(), CORE],
  ]
  it.each(REFUSED)('[R-XRG-06] is refused with %s', (code, given, command, actor) => {
    expect(decide(given, command, actor)).toMatchObject({ kind: 'refused', refusal: { code } })
  })

  it('[R-XRG-06] has a way to be refused for each of its reasons', () => {
    expect(new Set(REFUSED.map(([code]) => code))).toEqual(new Set(crossRegionRefusals.codes))
  })
})
