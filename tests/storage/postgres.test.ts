import { afterAll, beforeAll, expect, it } from 'vitest'
import { openCentralDatabase } from '../../src/central/open.ts'
import { sql, type Database } from '../../src/storage/database.ts'
import { takeTurns } from '../../src/storage/turns.ts'
import { createDatabase } from '../support/postgres.ts'

let drop: () => Promise<void>
let central: Database
/** Another process of the same central, with connections of its own. */
let neighbour: Database

beforeAll(async () => {
  const created = await createDatabase()
  drop = created.drop
  central = await openCentralDatabase(created.url)
  neighbour = await openCentralDatabase(created.url)
})
afterAll(async () => {
  await central.close()
  await neighbour.close()
  await drop()
})

const everySetting = sql('select * from central_state')

it('plans anew when a newer program has changed a table', async () => {
  const look = () => central.write((db) => db.all<object>(everySetting))
  const before = (await look()).map((row) => Object.keys(row).length)
  await neighbour.write((db) => db.run(sql('alter table central_state add column remark text')))
  expect((await look()).map((row) => Object.keys(row).length)).toEqual(before.map((columns) => columns + 1))
})

it('lets transactions over the same things take turns, whatever the order they name them in', async () => {
  const things = Array.from({ length: 20 }, (_, place) => `thing-${String(place)}`)
  let within = 0
  let most = 0
  const turn = (database: Database, named: readonly string[]) =>
    database.write(async (db) => {
      await takeTurns(db, named)
      most = Math.max(most, ++within)
      await db.run(sql("insert into central_state (name, value) values ('turn', '1') on conflict (name) do nothing"))
      within--
    })
  const databases = [central, neighbour]
  const turns = Array.from({ length: 40 }, (_, place) =>
    turn(databases[place % 2] ?? central, place % 3 === 0 ? things : things.toReversed()),
  )
  await Promise.all(turns)
  expect(most).toBe(1)
})
