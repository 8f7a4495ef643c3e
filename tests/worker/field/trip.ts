import { expect, vi } from 'vitest'
import { countHall } from '../../../src/central/feed-keeping.ts'
import { sql } from '../../../src/storage/database.ts'
import { findRow, putRow, type Row } from '../../../src/storage/rows.ts'
import { findCursor } from '../../../src/worker/mirror.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { startTestDesk, type TestDesk } from '../../support/desk.ts'
import { openRoad, type Road } from '../../support/road.ts'
import { personRow, phoneRow } from '../../support/rows.ts'

/** `field` works where there is no network, `hall` is the desk that carries its files to the central. */
export interface Trip {
  readonly central: TestCentral
  readonly road: Road
  readonly field: TestDesk
  readonly hall: TestDesk
  /** A person with two numbers whom the field officer has received, and no network from here on. */
  receive(): Promise<string>
  makeDefault(personId: string, n: 1 | 2): Promise<{ readonly commandId: string }>
  stateOf(commandId: string): Promise<string | undefined>
  phoneAtCentral(id: string): Promise<Row | undefined>
  /** The central begins its feed anew, as one that was restored: no cursor fits it. */
  restore(): Promise<void>
  close(): Promise<void>
}

export async function openTrip(): Promise<Trip> {
  const central = await startCentral()
  await countHall(central.deps, 'h1')
  const road = await openRoad(central.url)
  const field = await startTestDesk({ ...central, url: road.url }, 'h1', 'field-officer-h1')
  const hall = await startTestDesk(central)
  let people = 0
  let epochs = 0
  return {
    central,
    road,
    field,
    hall,
    receive: async () => {
      const personId = `p${String(++people)}`
      road.travel()
      await putPerson(central, personId, people)
      await field.settle()
      await hall.settle()
      // Its rows were added up and are the central's, as on every desk that was in step once (SYNC-DIGEST).
      await vi.waitFor(
        async () => expect(await field.running.desk.database.read(findCursor)).toMatchObject({ checked: true }),
        { timeout: 10_000 },
      )
      road.travel(() => 'drop')
      if ((await field.get('visit.current', {})) !== null) await field.get('visit.end', {})
      await field.get('visit.start', { met: { by: 'person', personId } })
      return personId
    },
    makeDefault: (personId, n) => field.get('phone.set-default', { personId, phoneId: `${personId}-${String(n)}` }),
    stateOf: async (commandId) => (await field.get('outbox.detail', { commandId }))?.state,
    phoneAtCentral: (id) => central.deps.database.read((db) => findRow(db, 'phone', [id])),
    restore: async () => {
      await central.deps.database.write((db) =>
        db.run(sql("update central_state set value = ? where name = 'feed-epoch'", [`restored-${String(++epochs)}`])),
      )
    },
    close: async () => {
      await field.close()
      await hall.close()
      await road.close()
      await central.close()
    },
  }
}

const putPerson = (central: TestCentral, personId: string, serial: number) =>
  central.change(async (work) => {
    await putRow(work, 'person', personRow(personId, 'h1'))
    for (const n of [1, 2]) {
      const number = `138${String(serial).padStart(7, '0')}${String(n)}`
      const id = `${personId}-${String(n)}`
      await putRow(work, 'phone', phoneRow(id, personId, number, { is_default: n === 1 ? 1 : 0 }))
    }
  })

/** Somebody at the central makes the second number the default: it can't be deleted any more (R-PHN-13). */
export const makeDefaultAtCentral = (central: TestCentral, personId: string) =>
  central.change(async (work) => {
    await putRow(work, 'phone', { ...(await findRow(work.db, 'phone', [`${personId}-1`])), is_default: 0 })
    await putRow(work, 'phone', { ...(await findRow(work.db, 'phone', [`${personId}-2`])), is_default: 1 })
  })
