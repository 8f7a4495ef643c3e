import { enterpriseNameTokens } from '../domain/enterprise/search-keys.ts'
import { personSearchKeys } from '../domain/person/search-keys.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import type { ReplicatedTable, Row } from './rows.ts'

/** One syllable for each Chinese character of a name, in order, without tones. */
export type ToPinyin = (name: string) => readonly string[]

/** What of a person the search keys are made of. */
export interface PersonSource {
  readonly id: string
  readonly name: string
  readonly document_number: string
}

export type EntityKind = 'enterprise' | 'agency'

/** A token of our own beside the domain's: the whole name, so that its namesakes come before longer names. */
export const wholeNameToken = (name: string): string => `x${name}`

const isOneToken = (name: string): boolean => /^[^ -/:-@[-`{-\u007f]+$/u.test(name)

/** What is kept for one person: the words of the full-text row and the pinyin of the key row. */
export function personWords(person: PersonSource, phones: readonly string[], pinyin: readonly string[]) {
  const source = { name: person.name, documentNumber: person.document_number, phones, pinyin }
  const keys = personSearchKeys(source)
  const whole = isOneToken(person.name) ? [wholeNameToken(person.name)] : []
  return { words: [...keys.tokens, ...whole].join(' '), pinyin: keys.pinyin }
}

/** Puts a person's search keys in place of their former ones. */
export async function indexPerson(
  db: WriteDb,
  person: PersonSource,
  phones: readonly string[],
  toPinyin: ToPinyin,
): Promise<void> {
  const { words, pinyin } = personWords(person, phones, toPinyin(person.name))
  const key = await db.find<{ row: number }>(
    sql(
      'insert into person_key (person_id, pinyin) values (?, ?) on conflict (person_id) do update set pinyin = excluded.pinyin returning row',
      [person.id, pinyin],
    ),
  )
  await putWords(db, 'person_words', key?.row, words)
}

export async function unindexPerson(db: WriteDb, personId: string): Promise<void> {
  const key = await db.find<{ row: number }>(
    sql('delete from person_key where person_id = ? returning row', [personId]),
  )
  if (key !== undefined) await db.run(sql('delete from person_words where rowid = ?', [key.row]))
}

/**
 * The tokens of an agency's name begin with another letter than an enterprise's, so that looking for the few agencies
 * doesn't wade through every enterprise that fits.
 */
export const entityTokens = (kind: EntityKind, tokens: readonly string[]): readonly string[] =>
  kind === 'agency' ? tokens.map((token) => `a${token.slice(1)}`) : tokens

/** The words of an enterprise's or agency's full-text row. */
export const entityWords = (kind: EntityKind, name: string): string =>
  entityTokens(kind, enterpriseNameTokens(name)).join(' ')

/** Puts an enterprise's or agency's search keys in place of its former ones. */
export async function indexEntity(db: WriteDb, kind: EntityKind, id: string, name: string): Promise<void> {
  const key = await db.find<{ row: number }>(
    sql(
      'insert into entity_key (kind, entity_id) values (?, ?) on conflict (kind, entity_id) do update set kind = excluded.kind returning row',
      [kind, id],
    ),
  )
  await putWords(db, 'entity_words', key?.row, entityWords(kind, name))
}

export async function unindexEntity(db: WriteDb, kind: EntityKind, id: string): Promise<void> {
  const key = await db.find<{ row: number }>(
    sql('delete from entity_key where kind = ? and entity_id = ? returning row', [kind, id]),
  )
  if (key !== undefined) await db.run(sql('delete from entity_words where rowid = ?', [key.row]))
}

async function putWords(db: WriteDb, table: string, row: number | undefined, words: string): Promise<void> {
  if (row === undefined) throw new Error('a search key without a row')
  await db.run(sql(`delete from ${table} where rowid = ?`, [row]))
  await db.run(sql(`insert into ${table} (rowid, words) values (?, ?)`, [row, words]))
}

/** The numbers a person can be found by; an emptied one leads to nobody. */
async function listNumbers(db: ReadDb, personId: string): Promise<string[]> {
  const rows = await db.all<{ number: string }>(
    sql("select number from phone where person_id = ? and state <> 'emptied'", [personId]),
  )
  return rows.map((row) => row.number)
}

async function personChanged(db: WriteDb, before: Row | undefined, after: Row | undefined, toPinyin: ToPinyin) {
  if (after === undefined) return before && unindexPerson(db, String(before['id']))
  const same = before?.['name'] === after['name'] && before?.['document_number'] === after['document_number']
  if (same) return
  const person = after as unknown as PersonSource
  await indexPerson(db, person, await listNumbers(db, person.id), toPinyin)
}

async function phoneChanged(db: WriteDb, before: Row | undefined, after: Row | undefined, toPinyin: ToPinyin) {
  const same = ['number', 'state', 'person_id'].every((column) => before?.[column] === after?.[column])
  if (same) return
  const owners = new Set([before?.['person_id'], after?.['person_id']].filter((id) => id !== undefined).map(String))
  for (const owner of owners) {
    const person = await db.find<PersonSource>(
      sql('select id, name, document_number from person where id = ?', [owner]),
    )
    if (person !== undefined) await indexPerson(db, person, await listNumbers(db, owner), toPinyin)
  }
}

async function entityChanged(db: WriteDb, kind: EntityKind, before: Row | undefined, after: Row | undefined) {
  if (after === undefined) return before && unindexEntity(db, kind, String(before['id']))
  if (before?.['name'] !== after['name']) await indexEntity(db, kind, String(after['id']), String(after['name']))
}

/** Notes whom a decided command was about; results are never taken back, only added to. */
export async function noteSubjects(db: WriteDb, result: Row | undefined): Promise<void> {
  if (result === undefined) return
  const { subjects } = JSON.parse(String(result['summary'])) as { subjects?: readonly string[] }
  for (const subject of subjects ?? []) {
    await db.run(
      sql('insert into act_subject (subject_id, recorded_at, command_id) values (?, ?, ?) on conflict do nothing', [
        subject,
        result['recorded_at'],
        result['command_id'],
      ]),
    )
  }
}

/** Makes the hook that keeps the search keys with the rows, in the transaction that changes them. */
export function rowFollower(toPinyin: ToPinyin) {
  return async (
    db: WriteDb,
    table: ReplicatedTable,
    before: Row | undefined,
    after: Row | undefined,
  ): Promise<void> => {
    if (table === 'person') await personChanged(db, before, after, toPinyin)
    else if (table === 'phone') await phoneChanged(db, before, after, toPinyin)
    else if (table === 'enterprise' || table === 'agency') await entityChanged(db, table, before, after)
    else if (table === 'command_result') await noteSubjects(db, after)
  }
}
