import { agencyAt, agencyRowsOf, projectAt, projectCount } from './agencies.ts'
import { CreditCodes, Enterprises } from './enterprises.ts'
import { Incidents, incidentsOf } from './incidents.ts'
import type { Incident } from './incidents.ts'
import { isLogged, UsualDays } from './log-days.ts'
import { toLogRow } from './log-entry.ts'
import { People } from './people.ts'
import { Phones } from './phones.ts'
import { HALLS } from './places.ts'
import { LOG_DAYS, makePlan } from './plan.ts'
import type { DemoOptions, Plan } from './plan.ts'
import { relationRowOf, relationsOf } from './relations.ts'
import type {
  DemoBatch,
  DemoRows,
  DemoTable,
  EnterpriseRow,
  HallRow,
  PersonRow,
  PhoneRow,
  RelationRow,
} from './rows.ts'

const BATCH_SIZE = 1000
/** More log-ins than any day has, so that sequences of different days can't meet. */
const LOG_INS_A_DAY = 200_000

/** A fictitious jurisdiction, made on demand: nothing is kept, everything can be made alone and again. */
export interface Jurisdiction {
  readonly counts: {
    readonly people: number
    readonly enterprises: number
    readonly agencies: number
    readonly projects: number
  }
  readonly halls: readonly HallRow[]
  /** By index, 0 to the count less one; what the batches hold of them, row for row. */
  readonly personAt: (index: number) => PersonRow
  readonly phonesOf: (person: number) => readonly PhoneRow[]
  readonly enterpriseAt: (index: number) => EnterpriseRow
  /** LR first, FO second, then staff, pending and past relations. */
  readonly relationsOf: (enterprise: number) => readonly RelationRow[]
  readonly incidents: readonly Incident[]
  /** Every row of every table, a thousand at a time, no row before those it names. Log-ins come oldest first. */
  readonly batches: () => Generator<DemoBatch, void, undefined>
}

/** Cuts rows of one table into batches; the only place that knows how large they are. */
function* inBatches<Table extends DemoTable>(table: Table, rows: Iterable<DemoRows[Table]>): Generator<DemoBatch> {
  let batch: DemoRows[Table][] = []
  const filled = () => ({ table, rows: batch }) as unknown as DemoBatch
  for (const row of rows) {
    batch.push(row)
    if (batch.length < BATCH_SIZE) continue
    yield filled()
    batch = []
  }
  if (batch.length > 0) yield filled()
}

function* each<Row>(count: number, make: (index: number) => Row | readonly Row[]): Generator<Row> {
  for (let index = 0; index < count; index += 1) {
    const made = make(index)
    if (Array.isArray(made)) yield* made as readonly Row[]
    else yield made as Row
  }
}

interface Makers {
  readonly plan: Plan
  readonly phones: Phones
  readonly people: People
  readonly codes: CreditCodes
  readonly enterprises: Enterprises
}

function* personBatches({ plan, people, phones }: Makers): Generator<DemoBatch> {
  // In thousands, so that a person's documents and phones follow while the person is still warm.
  for (let first = 0; first < plan.people; first += BATCH_SIZE) {
    const count = Math.min(BATCH_SIZE, plan.people - first)
    const rows = Array.from({ length: count }, (_, offset) => people.personAt(first + offset))
    yield { table: 'person', rows }
    yield* inBatches(
      'person_document',
      rows.flatMap((row, offset) => people.documentsOf(row, first + offset)),
    )
    yield* inBatches(
      'phone',
      each(count, (offset) => phones.phonesOf(first + offset)),
    )
  }
}

function* agencyBatches({ plan, codes }: Makers): Generator<DemoBatch> {
  const rows = (index: number) => agencyRowsOf(plan, codes, agencyAt(plan, index))
  yield* inBatches(
    'agency',
    each(plan.agencies, (index) => rows(index).agency),
  )
  yield* inBatches(
    'agency_person',
    each(plan.agencies, (index) => rows(index).people),
  )
  yield* inBatches(
    'agency_agreement',
    each(plan.agencies, (index) => rows(index).agreements),
  )
}

function* logRows(makers: Makers, incidents: readonly Incident[]): Generator<DemoRows['login_log']> {
  const usual = new UsualDays(makers.plan)
  const stories = new Incidents(makers.plan)
  for (let daysAgo = LOG_DAYS - 1; daysAgo >= 0; daysAgo -= 1) {
    const unusual = incidents.filter((incident) => incident.daysAgo === daysAgo)
    const entries = [...usual.entriesOf(daysAgo), ...unusual.flatMap((incident) => stories.entriesOf(incident))]
      .filter((entry) => isLogged(makers.plan, entry.at))
      .sort((left, right) => left.at - right.at)
    for (const [place, entry] of entries.entries()) {
      yield toLogRow(makers, entry, (LOG_DAYS - 1 - daysAgo) * LOG_INS_A_DAY + place)
    }
  }
}

function* allBatches(makers: Makers, incidents: readonly Incident[]): Generator<DemoBatch, void, undefined> {
  const { plan, enterprises } = makers
  yield { table: 'hall', rows: halls() }
  yield* personBatches(makers)
  yield* inBatches(
    'enterprise',
    each(plan.enterprises, (index) => enterprises.enterpriseAt(index)),
  )
  yield* inBatches(
    'relation',
    each(plan.enterprises, (index) => relationsOf(plan, index).map((relation) => relationRowOf(plan, relation))),
  )
  yield* agencyBatches(makers)
  yield* inBatches(
    'cross_project',
    each(projectCount(plan), (index) => projectAt(plan, index)),
  )
  yield* inBatches('login_log', logRows(makers, incidents))
}

function halls(): HallRow[] {
  return HALLS.map(({ id, name, tax_authority, division, version }) => ({ id, name, tax_authority, division, version }))
}

/**
 * Makes the demo jurisdiction of a seed: valid numbers, real places, nobody real. The same options give the same
 * rows, byte for byte. Memory stays flat: the largest thing held is one day's log.
 */
export function makeJurisdiction(options: DemoOptions): Jurisdiction {
  const plan = makePlan(options)
  const phones = new Phones(plan)
  const people = new People(plan, phones)
  const codes = new CreditCodes(plan)
  const enterprises = new Enterprises(plan, people, codes)
  const makers = { plan, phones, people, codes, enterprises }
  const incidents = incidentsOf(plan)
  return {
    counts: {
      people: plan.people,
      enterprises: plan.enterprises,
      agencies: plan.agencies,
      projects: projectCount(plan),
    },
    halls: halls(),
    personAt: (index) => people.personAt(index),
    phonesOf: (person) => phones.phonesOf(person),
    enterpriseAt: (index) => enterprises.enterpriseAt(index),
    relationsOf: (enterprise) => relationsOf(plan, enterprise).map((relation) => relationRowOf(plan, relation)),
    incidents,
    batches: () => allBatches(makers, incidents),
  }
}
