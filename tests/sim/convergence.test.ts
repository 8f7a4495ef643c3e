import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql, type Database } from '../../src/storage/database.ts'
import { putRow } from '../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { startTestDesk, type TestDesk } from '../support/desk.ts'
import { openRoad, type Road } from '../support/road.ts'
import { personRow, phoneRow } from '../support/rows.ts'

/** One hall, two desks, each with its own road to the central. */
let central: TestCentral
const roads: Road[] = []
const desks: TestDesk[] = []
let people = 0

beforeAll(async () => {
  central = await startCentral()
  for (const login of ['clerk-h1', 'field-officer-h1']) {
    const road = await openRoad(central.url)
    roads.push(road)
    desks.push(await startTestDesk({ ...central, url: road.url }, 'h1', login))
  }
}, 60_000)
afterAll(async () => {
  for (const desk of desks) await desk.close()
  for (const road of roads) await road.close()
  await central.close()
})

const act = fc.record({
  desk: fc.nat(1),
  kind: fc.constantFrom('set-default', 'delete', 'add', 'modify', 'withdraw', 'meet', 'lose-answer'),
  phone: fc.nat(2),
  number: fc.nat(4),
})
type Act = (typeof act)['generate'] extends (...given: never[]) => { value: infer Value } ? Value : never

/** A person with three numbers, whom both desks then receive without a network. */
async function receivePerson(): Promise<string> {
  const personId = `p${String(++people)}`
  await central.change(async (work) => {
    await putRow(work, 'person', personRow(personId, 'h1'))
    for (const n of [0, 1, 2]) {
      const columns = { is_default: n === 0 ? 1 : 0 }
      await putRow(work, 'phone', phoneRow(`${personId}-${String(n)}`, personId, numberOf(n), columns))
    }
  })
  for (const desk of desks) {
    await desk.settle()
    if ((await desk.get('visit.current', {})) !== null) await desk.get('visit.end', {})
    await desk.get('visit.start', { met: { by: 'person', personId } })
  }
  return personId
}

const numberOf = (n: number) => `13${String(people).padStart(5, '0')}${String(n).padStart(4, '0')}`

async function meet(i: number): Promise<void> {
  roads[i]?.travel()
  await desks[i]?.settle()
  roads[i]?.travel(() => 'drop')
}

/** Does one act; what the desk's own rules refuse is refused, and that is an outcome too. */
async function perform({ desk: i, kind, phone, number }: Act, personId: string): Promise<void> {
  const desk = desks[i]
  if (desk === undefined) return
  const phoneId = `${personId}-${String(phone)}`
  switch (kind) {
    case 'set-default':
    case 'delete':
      await desk.call(`phone.${kind}`, { personId, phoneId })
      return
    case 'add':
      await desk.call('phone.add', { personId, number: numberOf(5 + number) })
      return
    case 'modify':
      await desk.call('phone.modify', { personId, phoneId, number: numberOf(5 + number) })
      return
    case 'withdraw': {
      const { rows } = await desk.get('outbox.list', { state: 'recorded', size: 1 })
      const [first] = rows
      if (first !== undefined) await desk.call('outbox.withdraw', { commandId: first.commandId })
      return
    }
    case 'meet':
      return meet(i)
    case 'lose-answer':
      roads[i]?.travel((_method, path) => (path === '/v1/desk/commands' ? 'lose-answer' : 'drop'))
      desk.running.link.wake()
      await new Promise((resolve) => setTimeout(resolve, 30))
      roads[i]?.travel(() => 'drop')
  }
}

const phonesOf = (database: Database, personId: string) =>
  database.read((db) => db.all(sql('select * from phone where person_id = ? order by id', [personId])))

/** Lets both desks work apart, brings them together, and gives what each side then holds of the person. */
async function playOut(acts: readonly Act[], spoil: (desk: TestDesk) => Promise<void>) {
  const personId = await receivePerson()
  for (const road of roads) road.travel(() => 'drop')
  for (const one of acts) {
    await perform(one, personId)
    for (const desk of desks) await spoil(desk)
  }
  for (const road of roads) road.travel()
  for (let round = 0; round < 2; round++) for (const desk of desks) await desk.settle()
  const truth = await phonesOf(central.deps.database, personId)
  const views = await Promise.all(desks.map((desk) => phonesOf(desk.running.desk.database, personId)))
  const unsettled = await Promise.all(
    desks.map((desk) =>
      desk.running.desk.database.read((db) =>
        db.all(sql("select name, state from outbox where state in ('recorded', 'delivered')")),
      ),
    ),
  )
  return { truth, views, unsettled: unsettled.flat() }
}

describe('two desks of one hall that edit the same person apart', () => {
  it('[SYNC-REBASE] end with what the central holds, whatever they did, withdrew, or lost the answer to', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 8 }), async (acts) => {
        const { truth, views, unsettled } = await playOut(acts, () => Promise.resolve())
        expect(unsettled).toEqual([])
        for (const view of views) expect(view).toEqual(truth)
      }),
      { numRuns: 50, endOnFailure: true },
    )
  }, 120_000)

  it('[SYNC-REBASE] would not if guesses were never undone: the property above can fail', async () => {
    const takenBack: Act[] = [
      { desk: 0, kind: 'set-default', phone: 1, number: 0 },
      { desk: 0, kind: 'withdraw', phone: 0, number: 0 },
    ]
    const forget = async (desk: TestDesk) => {
      await desk.running.desk.database.write((db) => db.run(sql('delete from undo_row')))
    }
    const { truth, views } = await playOut(takenBack, forget)
    expect(views[0]).not.toEqual(truth)
  }, 30_000)
})
