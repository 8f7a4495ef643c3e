import type { Database } from '../../src/storage/database.ts'
import { sql } from '../../src/storage/database.ts'
import { putRow } from '../../src/storage/rows.ts'
import { startCentral } from '../support/central.ts'
import { startTestDesk, type TestDesk } from '../support/desk.ts'
import { personRow, phoneRow } from '../support/rows.ts'
import { timed } from './measure.ts'

/** A desk without a network, at which a person with two numbers is met. */
export async function openOfflineDesk(database?: Database) {
  const central = await startCentral(database === undefined ? {} : { database })
  await central.change(async (work) => {
    await putRow(work, 'person', personRow('p1', 'h1'))
    await putRow(work, 'phone', phoneRow('f1', 'p1', '13800000001'))
    await putRow(work, 'phone', phoneRow('f2', 'p1', '13800000002', { is_default: 0 }))
  })
  const desk = await startTestDesk(central)
  await desk.get('visit.start', { met: { by: 'person', personId: 'p1' } })
  await central.goOffline()
  return { central, desk }
}

/** So many acts that wait to be sent: the default number goes to and fro. */
export async function recordActs(desk: TestDesk, count: number): Promise<void> {
  for (let place = 0; place < count; place++)
    await desk.get('phone.set-default', { personId: 'p1', phoneId: place % 2 === 0 ? 'f2' : 'f1' })
}

/** The least as many durable transactions cost on the central's own database, one after the other. */
async function bareCommits(database: Database, count: number): Promise<number> {
  await database.write((db) => db.run(sql('create table if not exists bare (content text not null)')))
  const content = 'x'.repeat(1500)
  return timed(async () => {
    for (let place = 0; place < count; place++)
      await database.write((db) => db.run(sql('insert into bare (content) values (?)', [content])))
  })
}

/**
 * Sends `count` recorded acts to a central on this database until each is settled and the feed is read, and prints it
 * beside as many bare durable commits there. The database is closed at the end.
 */
export async function benchDrain(name: string, database: Database | undefined, count: number): Promise<number> {
  const { central, desk } = await openOfflineDesk(database)
  await recordActs(desk, count)
  const before = await bareCommits(central.deps.database, count)
  await central.goOnline()
  const took = await timed(() => desk.settle(600_000))
  const after = await bareCommits(central.deps.database, count)
  const limit = (before + after) / 2
  const rate = (milliseconds: number) => Math.round((count * 1000) / milliseconds).toLocaleString('en')
  process.stdout.write(
    [
      `drain of ${count.toLocaleString('en')} acts, central on ${name}: decided, audited, fed, settled on the desk`,
      `  product  ${rate(took)} acts/s`,
      `  limit    ${rate(limit)} bare durable commits/s on the same database`,
      `  rate ratio ${(limit / took).toFixed(2)}`,
      '',
    ].join('\n'),
  )
  await desk.close()
  await central.close()
  return took
}
