import { join } from 'node:path'
import { openCentralDatabase } from '../../src/central/open.ts'
import { passwords } from '../../src/central/passwords.ts'
import { withoutIndexes } from '../../src/central/seed/indexes.ts'
import { seedDemo } from '../../src/central/seed/seed-demo.ts'
import { sql } from '../../src/storage/database.ts'
import { startCentral } from '../support/central.ts'
import { haveHallFile } from '../support/hall-file.ts'
import { timed } from './measure.ts'

/** The one hall of a central in a process of its own, as a desk meets it; `first-sync.ts` starts it. */
export const HALL = 'h1'

/**
 * What the process says: where it is, once everybody is in it; then a code to enrol with, or how long it took to make
 * the hall's file, whenever it is asked.
 */
export type HallSays = { readonly url: string } | { readonly code: string } | { readonly made: number }
export type HallHears = 'code' | 'make'

const MOVED = ['person', 'enterprise', 'relation', 'agency', 'cross_project', 'login_log']

if (process.send !== undefined) {
  const [, , directory = '', people = '0'] = process.argv
  const file = join(directory, 'central.db')
  const database = await openCentralDatabase(file)
  const central = await startCentral({ empty: true, database, file, hallFilePieces: 4 * 1024 * 1024 })
  await seedDemo(database, { people: Number(people), seed: 7, now: central.deps.now(), hashPassword: passwords.hash })
  // Every index of a log-in begins with its hall: five million of them are moved in minutes without, and in half an hour with.
  await withoutIndexes(database, MOVED, () =>
    database.write(async (db) => {
      for (const table of MOVED) await db.run(sql(`update ${table} set hall_id = ?`, [HALL]))
    }),
  )
  const hall =
    "insert into hall (id, name, tax_authority, division, version) values (?, '', '', '', 1) on conflict do nothing"
  await database.write((db) => db.run(sql(hall, [HALL])))
  const say = (what: HallSays) => process.send?.(what)
  process.on('message', (asked: HallHears) => {
    if (asked === 'make') void timed(() => haveHallFile(central, HALL)).then((made) => say({ made }))
    else void central.enrolmentCode(HALL).then((code) => say({ code }))
  })
  say({ url: central.url })
}
