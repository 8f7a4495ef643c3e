import type { PersonHit } from '../contract/search.ts'
import { DOCUMENT_TYPE_IDS } from '../domain/document/document-types.ts'
import { maskDocumentNumber, maskName, maskPhone } from '../domain/kernel/mask.ts'
import { codePointCount } from '../domain/kernel/text.ts'
import { searchTokens } from '../domain/person/search-keys.ts'
import type { SearchQuery } from '../domain/person/search-query.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { wholeNameToken } from './search.ts'

/** One more than is shown, so that "there are more" is known without counting. */
const LIMIT = 21
/** Names that only contain the text are ranked among so many; a single common character has tens of thousands. */
const CANDIDATES = 40

/** Behind every letter and digit, so that `prefix` to `prefix + LAST` is everything beginning so. */
const LAST = '\u{10FFFF}'

/** The unique index begins with the type, so every type is named: twelve short looks instead of one long scan. */
const TYPES = DOCUMENT_TYPE_IDS.map(() => '?').join(', ')

type Ids = readonly string[]

async function idsOf(db: ReadDb, text: string, bindings: readonly unknown[]): Promise<Ids> {
  return (await db.all<{ id: string }>(sql(text, bindings))).map((row) => row.id)
}

const byDocument = async (db: ReadDb, number: string): Promise<Ids> => [
  ...(await idsOf(db, `select id from person where document_type in (${TYPES}) and document_number = ?`, [
    ...DOCUMENT_TYPE_IDS,
    number,
  ])),
  ...(await idsOf(
    db,
    `select person_id as id from person_document where document_type in (${TYPES}) and document_number = ?`,
    [...DOCUMENT_TYPE_IDS, number],
  )),
]

const byDocumentBeginning = (db: ReadDb, digits: string): Promise<Ids> =>
  idsOf(
    db,
    `select id from person where document_type in (${TYPES}) and document_number >= ? and document_number < ? limit ${String(LIMIT)}`,
    [...DOCUMENT_TYPE_IDS, digits, digits + LAST],
  )

const byPhone = (db: ReadDb, number: string): Promise<Ids> =>
  idsOf(db, "select person_id as id from phone where number = ? and state <> 'emptied' order by state limit 20", [
    number,
  ])

const byPhoneBeginning = (db: ReadDb, digits: string): Promise<Ids> =>
  idsOf(
    db,
    `select person_id as id from phone where number >= ? and number < ? and state <> 'emptied' order by number limit ${String(LIMIT)}`,
    [digits, digits + LAST],
  )

const byPinyin = (db: ReadDb, pinyin: string): Promise<Ids> =>
  idsOf(
    db,
    `select person_id as id from person_key where pinyin >= ? and pinyin < ? order by pinyin limit ${String(LIMIT)}`,
    [pinyin, pinyin + LAST],
  )

/** People who have all of these tokens, newest keys first. */
const byWords = (db: ReadDb, match: string, limit: number): Promise<Ids> =>
  idsOf(
    db,
    'select k.person_id as id from person_words w join person_key k on k.row = w.rowid where person_words match ? order by w.rowid desc limit ?',
    [match, limit],
  )

const quoted = (tokens: readonly string[]): string => tokens.map((token) => `"${token}"`).join(' ')

/** The dot of a minority name is often left out when typing. */
const plain = (name: string): string => name.replaceAll('·', '')

/** Namesakes first, then names that begin so, then names that contain it. */
async function byName(db: ReadDb, query: SearchQuery & { readonly name: string }): Promise<Ids> {
  const tokens = searchTokens(query)
  if (tokens.length === 0) return []
  const whole = await byWords(db, quoted([wholeNameToken(query.name)]), LIMIT)
  if (whole.length >= LIMIT) return whole
  const containing = await byWords(db, quoted(tokens), CANDIDATES)
  const names = await db.all<{ id: string; name: string }>(
    sql('select p.id, p.name from json_each(?) j join person p on p.id = j.value', [JSON.stringify(containing)]),
  )
  const text = plain(query.name)
  const fitting = names.filter(({ name }) => plain(name).includes(text))
  const rank = (name: string): number => (plain(name).startsWith(text) ? 0 : 100) + codePointCount(name)
  fitting.sort((a, b) => rank(a.name) - rank(b.name))
  return [...whole, ...fitting.map((row) => row.id)]
}

async function byLetters(db: ReadDb, letters: string, initials: string | null, pinyin: boolean): Promise<Ids> {
  const begun = pinyin ? await byPinyin(db, letters) : []
  const short = initials === null ? [] : await byWords(db, quoted([`i${initials}`]), LIMIT)
  const latin = begun.length > 0 ? [] : await byWords(db, quoted([`w${letters.slice(0, 12)}`]), LIMIT)
  return [...begun, ...short, ...latin]
}

/** The ids of the people a query asks for, best first; at most one more than is shown matters. */
async function findIds(db: ReadDb, query: SearchQuery): Promise<Ids> {
  switch (query.kind) {
    case 'id-number':
    case 'document-number':
      return byDocument(db, query.number)
    case 'phone':
      return byPhone(db, query.number)
    case 'number-beginning':
      return [...(await byDocumentBeginning(db, query.digits)), ...(await byPhoneBeginning(db, query.digits))]
    case 'last-four':
      return [
        ...(await byWords(db, quoted([`d${query.lastFour.toLowerCase()}`]), LIMIT)),
        ...(await byWords(db, quoted([`t${query.lastFour.toLowerCase()}`]), LIMIT)),
      ]
    case 'name':
    case 'enterprise-name':
      return byName(db, query)
    case 'pinyin':
      return byLetters(db, query.pinyin, query.initials, true)
    case 'initials':
      return byLetters(db, query.initials, query.initials, false)
    case 'last-four-name':
    case 'latin-name':
      return byWords(db, quoted(searchTokens(query)), LIMIT)
    case 'credit-code':
    case 'nothing':
    case 'unreadable':
      return []
  }
}

interface HitRow {
  readonly id: string
  readonly name: string
  readonly document_type: string
  readonly document_number: string
  readonly level: number
  readonly account_state: string
  readonly phone: string | null
}

/** The rows of these people, masked, in the order asked for; who isn't here is left out. */
export async function loadPersonHits(db: ReadDb, ids: Ids): Promise<PersonHit[]> {
  const rows = await db.all<HitRow>(
    sql(
      `select p.id, p.name, p.document_type, p.document_number, p.level, p.account_state,
        (select number from phone f where f.person_id = p.id and f.state <> 'emptied' order by f.is_default desc limit 1) as phone
       from json_each(?) j join person p on p.id = j.value order by j.key`,
      [JSON.stringify(ids)],
    ),
  )
  return rows.map((row) => ({
    id: row.id,
    name: maskName(row.name),
    documentType: row.document_type,
    document: maskDocumentNumber(row.document_number),
    phone: row.phone === null ? null : maskPhone(row.phone),
    level: row.level,
    accountState: row.account_state,
  }))
}

/** People for a query, at most 20, with whether there are more. */
export async function findPeople(db: ReadDb, query: SearchQuery): Promise<{ hits: PersonHit[]; more: boolean }> {
  const ids = [...new Set(await findIds(db, query))]
  return { hits: await loadPersonHits(db, ids.slice(0, LIMIT - 1)), more: ids.length >= LIMIT }
}
