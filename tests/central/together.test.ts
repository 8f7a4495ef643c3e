import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { takeBatch } from '../../src/central/intake.ts'
import type { Command } from '../../src/contract/command.ts'
import { sql, type Database } from '../../src/storage/database.ts'
import { patchRow, putRow } from '../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { forEachDatabase } from '../support/databases.ts'
import { enrolledDevice, type TestDevice } from '../support/device.ts'
import { personRow, phoneRow } from '../support/rows.ts'

const PEOPLE = 12
const BATCH = 50

const deliver = (commands: readonly Command[]) => commands.map((command) => ({ command, withdrawn: false }))

forEachDatabase('commands of a batch', (open) => {
  let central: TestCentral
  beforeAll(async () => {
    central = await startCentral({ database: await open() })
    await central.change(async (work) => {
      for (let n = 1; n <= PEOPLE; n++) {
        const person = `p${String(n)}`
        await putRow(work, 'person', personRow(person, 'h1'))
        await putRow(work, 'phone', phoneRow(`${person}-1`, person, `138000${String(10000 + n)}`))
        await putRow(work, 'phone', phoneRow(`${person}-2`, person, `139000${String(10000 + n)}`, { is_default: 0 }))
      }
    })
  })
  afterAll(() => central.close())

  /** Somebody's default number goes to and fro; `order` says whose turn it is. */
  const toAndFro = (device: TestDevice, order: (place: number) => number) =>
    Array.from({ length: BATCH }, (_, place) => {
      const personId = `p${String(order(place) + 1)}`
      return device.next('phone.set-default', { personId, phoneId: `${personId}-${String(1 + (place % 2))}` })
    })

  /** Sends a batch, and says where the device's chain stood after each transaction. */
  const watch = async (device: TestDevice, commands: readonly Command[]) => {
    const { database } = central.deps
    const stood: number[] = []
    const watched: Database = {
      ...database,
      write: async (work) => {
        const result = await database.write(work)
        const row = await database.read((db) =>
          db.find<{ last_seq: number }>(sql('select last_seq from device where id = ?', [device.id])),
        )
        stood.push(Number(row?.last_seq))
        return result
      },
    }
    return { ...(await takeBatch({ ...central.deps, database: watched }, device.id, deliver(commands))), stood }
  }

  it('[SYNC-UP] share a transaction, ten at the most', async () => {
    const device = await enrolledDevice(central.deps.database)
    const { outcomes, stood } = await watch(
      device,
      toAndFro(device, () => 0),
    )
    expect(outcomes).toHaveLength(BATCH)
    expect(stood).toEqual([10, 20, 30, 40, 50])
  })

  it('[SYNC-UP] wait for what services say of one that is held', async () => {
    const device = await enrolledDevice(central.deps.database)
    const commands = [
      device.next('phone.set-default', { personId: 'p1', phoneId: 'p1-1' }),
      device.next('phone.add', { personId: 'p1', number: '13700000001' }),
      device.next('phone.set-default', { personId: 'p1', phoneId: 'p1-2' }),
    ]
    const { outcomes, stood } = await watch(device, commands)
    expect(outcomes.map(({ state }) => state)).toEqual(['effective', 'held', 'effective'])
    // Whatever was done for the held one was done before the third was looked at.
    expect(stood).toEqual([2, 2, 2, 3])
  })

  it('[SYNC-UP] of two desks about the same people never wait for each other in a ring', async () => {
    const devices = [await enrolledDevice(central.deps.database), await enrolledDevice(central.deps.database)]
    let isOver = false
    const others = async () => {
      for (let n = 0; !isOver; n++)
        await central.change(async (work) => {
          // In the order in which turns are taken, as whoever writes about several people has to.
          const numbers = Array.from({ length: PEOPLE }, (_, place) => `p${String(place + 1)}-1`).toSorted()
          for (const id of numbers) {
            await patchRow(work, 'phone', [id], { verified_at: n })
            await sleep(1)
          }
        })
    }
    const meanwhile = others()
    const answers = await Promise.all(
      devices.map((device, direction) =>
        takeBatch(
          central.deps,
          device.id,
          deliver(toAndFro(device, (place) => (direction === 0 ? place : BATCH - place) % PEOPLE)),
        ),
      ),
    )
    isOver = true
    await meanwhile
    for (const { outcomes, stop } of answers) {
      expect(stop).toBeUndefined()
      expect(outcomes).toHaveLength(BATCH)
    }
    const { database } = central.deps
    if (database.dialect === 'postgres') {
      const found = sql('select deadlocks from pg_stat_database where datname = current_database()')
      expect(Number((await database.read((db) => db.find<{ deadlocks: number }>(found)))?.deadlocks)).toBe(0)
    }
    const fed = await database.read((db) =>
      db.all<{ seq: number }>(sql("select seq from feed where hall_id = 'h1' order by seq")),
    )
    expect(fed.map(({ seq }) => seq)).toEqual(fed.map((_row, place) => place + 1))
  }, 60_000)
})
