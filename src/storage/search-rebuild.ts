import type { WriteDb } from './database.ts'
import { sql } from './database.ts'
import type { Row } from './rows.ts'
import { indexEntity, indexPerson, noteSubjects, type PersonSource, type ToPinyin } from './search.ts'

const PAGE = 2000

/** The next rows of a table after a key, oldest first. */
function nextPage<Found>(db: WriteDb, table: string, columns: string, key: string, after: string): Promise<Found[]> {
  return db.all<Found>(
    sql(`select ${columns} from ${table} where ${key} > ? order by ${key} limit ${String(PAGE)}`, [after]),
  )
}

/** Numbers by person for everyone of a page, in one look. */
async function numbersOf(db: WriteDb, people: readonly PersonSource[]): Promise<Map<string, string[]>> {
  const rows = await db.all<{ person_id: string; number: string }>(
    sql(
      "select person_id, number from phone where person_id >= ? and person_id <= ? and state <> 'emptied' order by person_id",
      [people[0]?.id, people.at(-1)?.id],
    ),
  )
  const numbers = new Map<string, string[]>()
  for (const row of rows) numbers.set(row.person_id, [...(numbers.get(row.person_id) ?? []), row.number])
  return numbers
}

async function rebuildPeople(db: WriteDb, toPinyin: ToPinyin, breathe: () => Promise<void>): Promise<void> {
  for (let after = ''; ;) {
    const people = await nextPage<PersonSource>(db, 'person', 'id, name, document_number', 'id', after)
    const last = people.at(-1)
    if (last === undefined) return
    const numbers = await numbersOf(db, people)
    for (const person of people) await indexPerson(db, person, numbers.get(person.id) ?? [], toPinyin)
    after = last.id
    await breathe()
  }
}

async function rebuildEntities(db: WriteDb, kind: 'enterprise' | 'agency', breathe: () => Promise<void>) {
  for (let after = ''; ;) {
    const rows = await nextPage<{ id: string; name: string }>(db, kind, 'id, name', 'id', after)
    const last = rows.at(-1)
    if (last === undefined) return
    for (const row of rows) await indexEntity(db, kind, row.id, row.name)
    after = last.id
    await breathe()
  }
}

async function rebuildSubjects(db: WriteDb, breathe: () => Promise<void>): Promise<void> {
  for (let after = ''; ;) {
    const columns = 'command_id, recorded_at, summary'
    const rows = await nextPage<Row>(db, 'command_result', columns, 'command_id', after)
    const last = rows.at(-1)
    if (last === undefined) return
    for (const row of rows) await noteSubjects(db, row)
    after = String(last['command_id'])
    await breathe()
  }
}

/**
 * Makes all search keys anew from the rows, after a first copy: far cheaper than following each row, since a
 * person's phones come later than the person. `breathe` lets reads of the same thread in between pages.
 */
export async function rebuildSearch(db: WriteDb, toPinyin: ToPinyin, breathe: () => Promise<void>): Promise<void> {
  for (const table of ['person_key', 'entity_key', 'act_subject']) await db.run(sql(`delete from ${table}`))
  for (const table of ['person_words', 'entity_words'])
    await db.run(sql(`insert into ${table} (${table}) values ('delete-all')`))
  await rebuildPeople(db, toPinyin, breathe)
  await rebuildEntities(db, 'enterprise', breathe)
  await rebuildEntities(db, 'agency', breathe)
  await rebuildSubjects(db, breathe)
}
