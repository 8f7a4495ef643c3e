import { sql, type Database } from '../../src/storage/database.ts'
import { putRow } from '../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { startTestDesk, type TestDesk } from '../support/desk.ts'
import { personRow, phoneRow } from '../support/rows.ts'
import { chanceOf } from '../support/soak.ts'
import { FAULTS, openFaultyLine, type Fault, type FaultyLine } from './proxy.ts'

const PEOPLE = 20
const NUMBERS = 3

interface Place {
  readonly name: string
  readonly line: FaultyLine
  readonly desk: TestDesk
  working: boolean
}

/** What the page shows of one desk. */
export interface DeskState {
  readonly name: string
  readonly working: boolean
  readonly faults: Readonly<Record<Fault, boolean>>
  readonly hits: Readonly<Record<Fault, number>>
  readonly outbox: Readonly<Record<string, number | null>>
  readonly link: { readonly online: boolean; readonly phase: string }
  /** Whether it holds of the people what the central holds, its own waiting acts aside. */
  readonly same: boolean
}

export interface LabState {
  readonly desks: readonly DeskState[]
  readonly central: {
    readonly taken: number
    readonly effective: number
    readonly returned: number
    readonly feed: number
  }
}

/** A central, two desks of one hall, and a line with faults to each. */
export class Lab {
  readonly central: TestCentral
  readonly places: readonly Place[]
  readonly #chance: () => number

  private constructor(central: TestCentral, places: readonly Place[], seed: number) {
    this.central = central
    this.places = places
    this.#chance = chanceOf(seed)
  }

  static async open(seed: number): Promise<Lab> {
    const central = await startCentral()
    await central.change(async (work) => {
      for (let person = 1; person <= PEOPLE; person++) {
        const id = `p${String(person)}`
        await putRow(work, 'person', personRow(id, 'h1'))
        for (let n = 1; n <= NUMBERS; n++) {
          const number = `138${String(person).padStart(4, '0')}${String(n).padStart(4, '0')}`
          const columns = { is_default: n === 1 ? 1 : 0 }
          await putRow(work, 'phone', phoneRow(`${id}-${String(n)}`, id, number, columns))
        }
      }
    })
    const places: Place[] = []
    for (const [n, name] of ['1号窗口', '2号窗口'].entries()) {
      const line = await openFaultyLine(central.url, seed + n)
      places.push({ name, line, desk: await startTestDesk({ ...central, url: line.url }), working: false })
    }
    return new Lab(central, places, seed)
  }

  getPlace(which: number): Place {
    const place = this.places[which]
    if (place === undefined) throw new Error(`there is no desk ${String(which)}`)
    return place
  }

  /** One act about one of the people; what the rules refuse is refused, as at any counter. */
  async act(which: number): Promise<void> {
    const { desk } = this.getPlace(which)
    const personId = `p${String(1 + Math.floor(this.#chance() * PEOPLE))}`
    const phoneId = `${personId}-${String(1 + Math.floor(this.#chance() * NUMBERS))}`
    if ((await desk.get('visit.current', {})) !== null) await desk.get('visit.end', {})
    await desk.get('visit.start', { met: { by: 'person', personId } })
    if (this.#chance() < 0.8) await desk.call('phone.set-default', { personId, phoneId })
    else await desk.call('phone.delete', { personId, phoneId })
  }

  async state(): Promise<LabState> {
    const { database } = this.central.deps
    const truth = await phonesOf(database)
    const desks = await Promise.all(this.places.map((place) => stateOf(place, truth)))
    const count = async (text: string) =>
      Number((await database.read((db) => db.find<{ n: number }>(sql(text))))?.n ?? 0)
    return {
      desks,
      central: {
        taken: await count('select count(*) as n from intake'),
        effective: await count("select count(*) as n from command_result where state = 'effective'"),
        returned: await count("select count(*) as n from command_result where state = 'returned'"),
        feed: await count('select coalesce(max(seq), 0) as n from feed'),
      },
    }
  }

  async close(): Promise<void> {
    for (const { desk } of this.places) await desk.close()
    for (const { line } of this.places) await line.close()
    await this.central.close()
  }
}

const phonesOf = async (database: Database): Promise<string> =>
  JSON.stringify(await database.read((db) => db.all(sql('select * from phone order by id'))))

async function stateOf({ name, working, line, desk }: Place, truth: string): Promise<DeskState> {
  const { oldest: _oldest, nextTryAt: _next, ...outbox } = await desk.get('outbox.counts', {})
  const { online, phase } = (await desk.get('session.state', {})).link
  return {
    name,
    working,
    faults: Object.fromEntries(FAULTS.map((fault) => [fault, line.isOn(fault)])) as Record<Fault, boolean>,
    hits: { ...line.hits },
    outbox,
    link: { online, phase },
    same: (await phonesOf(desk.running.desk.database)) === truth,
  }
}
