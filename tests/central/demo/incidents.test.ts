import { describe, expect, it } from 'vitest'
import { findRingFirms, INCIDENT_KINDS, Incidents, incidentsOf } from '../../../src/central/demo/incidents.ts'
import { makePlan } from '../../../src/central/demo/plan.ts'
import { relationsOf } from '../../../src/central/demo/relations.ts'
import { OPTIONS } from './world.ts'

const plan = makePlan({ ...OPTIONS, people: 20_000 })
const incidents = incidentsOf(plan)

describe('incidents of the demo', () => {
  it('happen once a hall within the last four weeks, each kind of them', () => {
    for (const kind of INCIDENT_KINDS) {
      const lately = incidents.filter((incident) => incident.kind === kind && incident.daysAgo < 28)
      expect(new Set(lately.map((incident) => incident.hallIndex)).size).toBe(3)
    }
  })

  it('let nobody in whom nobody has confirmed (R-REL-01)', () => {
    const unconfirmed = findRingFirms(plan)
      .flat()
      .filter((firm) => relationsOf(plan, firm)[0]?.life.state === 'R3')
    expect(unconfirmed.length).toBeGreaterThan(0)
    const stories = new Incidents(plan)
    const entries = incidents.flatMap((incident) => stories.entriesOf(incident))
    const entered = entries.filter((entry) => entry.type === 'enterprise' && entry.reason === undefined)
    expect(entered.length).toBeGreaterThan(50)
    for (const entry of entered) {
      const [first] = relationsOf(plan, entry.enterprise ?? -1)
      expect(first).toMatchObject({ person: entry.person, type: 'legal-representative', life: { state: 'R4' } })
    }
  })
})
