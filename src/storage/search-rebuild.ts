import type { WriteDb } from './database.ts'
import { sql } from './database.ts'
import type { Row } from './rows.ts'
import { entityWords, noteSubjects, personWords, type EntityKind, type PersonSource, type ToPinyin } from './search.ts'

const PAGE = 2000

type Breathe = () => Promise<void>

/** Walks a table by its key, a page at a time. */
async function eachPage<Found>(
  db: WriteDb,
  { table, columns, key }: { readonly table: string; readonly columns: string; readonly key: string },
  work: (rows: readonly Found[]) => Promise<void>,
  breathe: Breathe,
): Promise<void> {
  for (let after = ''; ;) {
    const rows = await db.all<Found>(
      sql(`select ${columns} from ${table} where ${key} > ? order by ${key} limit ${String(PAGE)}`, [after]),
    )
    const last = rows.at(-1)
    if (last === undefined) return
    await work(rows)
    after = String((last as Record<string, unknown>)[key])
    await breathe()
  }
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

/**
 * A page's words, one row after the other. They are written apart from the key rows: a statement that may be taken
 * back opens a savepoint, and the full-text index writes itself out at each, which costs ten times the work.
 */
async function putWords(db: WriteDb, table: string, first: number, words: readonly string[]): Promise<void> {
  for (const [index, text] of words.entries())
    await db.run(sql(`insert into ${table} (rowid, words) values (?, ?)`, [first + index, text]))
}

async function rebuildPeople(db: WriteDb, toPinyin: ToPinyin, breathe: Breathe): Promise<void> {
  let row = 1
  const source = { table: 'person', columns: 'id, name, document_number', key: 'id' }
  const work = async (people: readonly PersonSource[]) => {
    const numbers = await numbersOf(db, people)
    const made = people.map((person) => personWords(person, numbers.get(person.id) ?? [], toPinyin(person.name)))
    for (const [index, { pinyin }] of made.entries())
      await db.run(
        sql('insert into person_key (row, person_id, pinyin) values (?, ?, ?)', [
          row + index,
          people[index]?.id,
          pinyin,
        ]),
      )
    const words = made.map((keys) => keys.words)
    await putWords(db, 'person_words', row, words)
    row += people.length
  }
  await eachPage(db, source, work, breathe)
}

/** The same for enterprises, or agencies; gives the first row that is still free. */
async function rebuildEntities(db: WriteDb, kind: EntityKind, first: number, breathe: Breathe): Promise<number> {
  let row = first
  const work = async (rows: readonly { id: string; name: string }[]) => {
    for (const [index, { id }] of rows.entries())
      await db.run(sql('insert into entity_key (row, kind, entity_id) values (?, ?, ?)', [row + index, kind, id]))
    const words = rows.map(({ name }) => entityWords(kind, name))
    await putWords(db, 'entity_words', row, words)
    row += rows.length
  }
  await eachPage(db, { table: kind, columns: 'id, name', key: 'id' }, work, breathe)
  return row
}

async function rebuildSubjects(db: WriteDb, breathe: Breathe): Promise<void> {
  const source = { table: 'command_result', columns: 'command_id, recorded_at, summary', key: 'command_id' }
  const work = async (rows: readonly Row[]) => {
    for (const row of rows) await noteSubjects(db, row)
  }
  await eachPage(db, source, work, breathe)
}

/**
 * Makes all search keys anew from the rows, after a first copy: far cheaper than following each row, since a
 * person's phones come later than the person. `breathe` lets reads of the same thread in between pages.
 */
export async function rebuildSearch(db: WriteDb, toPinyin: ToPinyin, breathe: Breathe): Promise<void> {
  for (const table of ['person_key', 'entity_key', 'act_subject']) await db.run(sql(`delete from ${table}`))
  for (const table of ['person_words', 'entity_words'])
    await db.run(sql(`insert into ${table} (${table}) values ('delete-all')`))
  await rebuildPeople(db, toPinyin, breathe)
  const free = await rebuildEntities(db, 'enterprise', 1, breathe)
  await rebuildEntities(db, 'agency', free, breathe)
  await rebuildSubjects(db, breathe)
}
