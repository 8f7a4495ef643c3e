import { sql } from '../../src/storage/database.ts'
import type { CardReadingRecord } from '../../src/storage/card-reading.ts'
import { findRow } from '../../src/storage/rows.ts'
import type { SealPurpose } from '../../src/contract/sealed-box.ts'
import { seal } from '../../src/renderer/features/customer/seal.ts'
import type { TestCentral } from './central.ts'
import type { TestDesk } from './desk.ts'

let made = 0

/** Starts a visit as a card on the reader does, for a person in the cache. */
export async function readCard(desk: TestDesk, personId: string, operatorId = 'clerk-h1'): Promise<string> {
  const { database } = desk.running.desk
  const person = await database.read((db) => findRow(db, 'person', [personId]))
  if (person === undefined) throw new Error(`${personId} is not in the cache`)
  const id = `reading-${String(++made)}`
  const reading: CardReadingRecord = {
    id,
    document_type: 'resident-id',
    document_number: String(person['document_number']),
    name: String(person['name']),
    fields: '{}',
    portrait_id: null,
    serial: 'S',
    driver: 'simulator',
    evidence: '{}',
    operator_id: operatorId,
    read_at: desk.running.desk.clock.now(),
  }
  const columns = Object.keys(reading)
  const marks = columns.map(() => '?').join(', ')
  const statement = `insert into card_reading (${columns.join(', ')}) values (${marks})`
  await database.write((db) => db.run(sql(statement, Object.values(reading))))
  const { visitId } = await desk.get('visit.start', { met: { by: 'reading', readingId: id } })
  return visitId
}

/** The customer screen's part: seals what was typed and leaves it with the data thread. Gives the task's id. */
export async function typeOnCustomerScreen(
  desk: TestDesk,
  typed: { readonly personId: string; readonly password: string; readonly purpose: SealPurpose },
): Promise<string> {
  const taskId = `task-${String(++made)}`
  const { personId, purpose, password } = typed
  const task = await desk.get('customer.prepare', { taskId, wish: { kind: 'password', purpose, personId } })
  if (task.kind !== 'password') throw new Error('not the task that was asked for')
  const sealed = await seal(password, task.centralKey, { purpose, personId, at: Date.now() })
  await desk.get('customer.keep', { taskId, outcome: 'done', sealed })
  return taskId
}

/** The newest code the SMS stand-in has for a number, as its owner would read it. */
export async function readCode(central: TestCentral, number: string): Promise<string> {
  const row = await central.deps.database.read((db) =>
    db.find<{ content: string }>(
      sql('select content from stand_in_message where recipient = ? order by at desc, id desc limit 1', [number]),
    ),
  )
  const code = /验证码(\d{6})/.exec(row?.content ?? '')?.[1]
  if (code === undefined) throw new Error(`no code came to ${number}`)
  return code
}

/** Every text in every table of a database, for looking for what must not be there. */
export async function dumpTexts(database: TestCentral['deps']['database']): Promise<string> {
  return database.read(async (db) => {
    const tables = await db.all<{ name: string }>(
      db.dialect === 'sqlite'
        ? sql("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
        : sql("select table_name as name from information_schema.tables where table_schema = 'public'"),
    )
    const rows: unknown[] = []
    for (const { name } of tables) rows.push(name, ...(await db.all(sql(`select * from ${name}`))))
    return JSON.stringify(rows)
  })
}
