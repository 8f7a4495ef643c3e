import { oneMonthBefore } from '../domain/kernel/calendar.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { sql, type ReadDb } from '../storage/database.ts'
import { REPLICATED, type ReplicatedTable, type Row } from '../storage/rows.ts'
import { SNAPSHOT_SCOPE } from '../storage/scope.ts'

/** A page of one table: column names once, rows as arrays. */
export interface SnapshotPage {
  readonly columns: readonly string[]
  readonly rows: readonly unknown[][]
  /** Where the next page begins, when there may be one; it may have rows where this one has none. */
  readonly next: Place | null
}

/** Where a page ends: the walk it belongs to, and how far that has come. Desks hand it back as they got it. */
export type Place = readonly string[]

interface Asked {
  readonly hall: string
  readonly after: Place | undefined
  readonly limit: number
  readonly now: Instant
}

interface Found {
  readonly rows: readonly Row[]
  /** How far these rows go, when there may be more. */
  readonly last: Place | undefined
}

/**
 * One way through a part of a table on which every page costs the same, however many people the hall has, and however
 * many halls there are: along an index, or along the hall's people. No row is met twice.
 */
interface Walk {
  readonly name: string
  /** Whether these words say how far it has come. */
  readonly accepts: (words: Place) => boolean
  readonly read: (db: ReadDb, asked: Asked) => Promise<Found>
}

/**
 * The rows that a condition names, in the order of some columns.
 * @param scope every `?` in it is the hall, unless `bind` says otherwise
 */
function alongRows(
  table: ReplicatedTable,
  scope: string,
  order: readonly string[] = REPLICATED[table],
  bind = ({ hall }: Asked): readonly unknown[] => Array.from(scope.matchAll(/\?/g), () => hall),
): Walk {
  const columns = order.join(', ')
  const start = `select * from ${table} where ${scope}`
  const further = `and (${columns}) > (${order.map(() => '?').join(', ')})`
  return {
    name: 'rows',
    accepts: (words) => words.length === order.length && words.every((word, i) => order[i] !== 'at' || isInstant(word)),
    read: async (db, asked) => {
      const { after, limit } = asked
      const text = `${start} ${after === undefined ? '' : further} order by ${columns} limit ?`
      const from = (after ?? []).map((word, i) => (order[i] === 'at' ? Number(word) : word))
      const rows = await db.all<Row>(sql(text, [...bind(asked), ...from, limit]))
      const last = rows.length === limit ? rows.at(-1) : undefined
      return { rows, last: last && order.map((column) => String(last[column])) }
    },
  }
}

const isInstant = (word: string): boolean => /^\d{1,15}$/.test(word)

/** Whoever is at home in the hall, and whoever works or worked for one of its enterprises. */
const AT_HOME = { table: 'person', id: 'id' } as const
const AT_WORK = { table: 'relation', id: 'person_id' } as const
type People = readonly (typeof AT_HOME | typeof AT_WORK)[]

/** The next people after one of them; each half ends by itself, so that no database makes the whole of it first. */
const nextOf = (people: People): string =>
  people
    .map(
      ({ table, id }) => `select distinct ${id} as id from ${table} where hall_id = ? and ${id} > ? order by 1 limit ?`,
    )
    .map((half, number) => `select id from (${half}) half_${String(number)}`)
    .join(' union ')

/** Those after one of them, up to another one or to the end. */
const runOf = (people: People, isLast: boolean): string =>
  people
    .map(
      ({ table, id }) =>
        `select ${id} as id from ${table} where hall_id = ? and ${id} > ?${isLast ? '' : ` and ${id} <= ?`}`,
    )
    .join(' union ')

interface Carried {
  readonly name: string
  readonly people: People
  /** Which rows `t` go with somebody `p`; every `?` is the hall. */
  readonly rows: string
  /** How many of them somebody has, as a rule. */
  readonly each: number
}

/** The rows that go where people go, by so many people at a time as have about a page of them. */
function alongPeople(table: ReplicatedTable, { name, people, rows, each }: Carried): Walk {
  const next = `${nextOf(people)} order by 1 limit 1 offset ?`
  // The people first, whatever a planner thinks of it: they are few, and the rows are many.
  const carried = (isLast: boolean) =>
    `select t.* from (${runOf(people, isLast)}) p cross join ${table} t where ${rows} order by p.id`
  return {
    name,
    accepts: (words) => words.length === 1,
    read: async (db, { hall, after, limit }) => {
      const from = after?.[0] ?? ''
      const size = Math.max(1, Math.floor(limit / each))
      const until = await db.find<{ id: string }>(sql(next, [...people.flatMap(() => [hall, from, size]), size - 1]))
      const bounds = people.flatMap(() => [hall, from, ...(until === undefined ? [] : [until.id])])
      const halls = Array.from(rows.matchAll(/\?/g), () => hall)
      const found = await db.all<Row>(sql(carried(until === undefined), [...bounds, ...halls]))
      return { rows: found, last: until && [until.id] }
    },
  }
}

const withEverybody = (table: ReplicatedTable, rows: string, each: number): Walk =>
  alongPeople(table, { name: 'people', people: [AT_HOME, AT_WORK], rows, each })

/** What people of this hall have at enterprises of others: both ends of a relation mirror it. */
const abroad = (table: ReplicatedTable, rows: string): Walk =>
  alongPeople(table, { name: 'abroad', people: [AT_HOME], rows, each: 1 })

/** Log-ins older than this stay at the central and are asked for when wanted (API-LOG). */
const LOG_MONTHS_ON_DESK = 3

export function logsSince(now: Instant): Instant {
  let since = now
  for (let month = 0; month < LOG_MONTHS_ON_DESK; month++) since = oneMonthBefore(since)
  return since
}

const small = (table: ReplicatedTable): readonly Walk[] => [alongRows(table, SNAPSHOT_SCOPE[table])]

/** An enterprise of another hall comes with the first of its people here. */
const FIRST_OF_ITS_PEOPLE = `t.hall_id <> ? and t.id in (select enterprise_id from relation where person_id = p.id)
  and not exists (select 1 from relation r cross join person h
    where r.enterprise_id = t.id and h.id = r.person_id and h.hall_id = ? and h.id < p.id)`

/** How a hall's rows of each table are met; together they are those of `SNAPSHOT_SCOPE`, each once. */
const WALKS: Readonly<Record<ReplicatedTable, readonly Walk[]>> = {
  hall: small('hall'),
  staff: small('staff'),
  person: [withEverybody('person', 't.id = p.id', 1)],
  person_document: [withEverybody('person_document', 't.person_id = p.id', 2)],
  phone: [withEverybody('phone', 't.person_id = p.id', 2)],
  enterprise: [alongRows('enterprise', 'hall_id = ?'), abroad('enterprise', FIRST_OF_ITS_PEOPLE)],
  relation: [alongRows('relation', 'hall_id = ?'), abroad('relation', 't.person_id = p.id and t.hall_id <> ?')],
  permission_identity: small('permission_identity'),
  agency: small('agency'),
  agency_person: small('agency_person'),
  agency_agreement: small('agency_agreement'),
  cross_project: small('cross_project'),
  login_log: [
    alongRows('login_log', 'hall_id = ? and at >= ?', ['at', 'id'], ({ hall, now }) => [hall, logsSince(now)]),
  ],
  capture_case: small('capture_case'),
  command_result: small('command_result'),
}

/**
 * The place that a desk hands back, or `null` for the beginning: also for one of an older central, from which nothing
 * can be gone on and nothing is lost by rows that come twice. Undefined for what no central gave.
 */
export function readPlace(table: ReplicatedTable, text: string | undefined): Place | null | undefined {
  if (text === undefined) return null
  const place = parse(text)
  if (!Array.isArray(place) || !place.every((word): word is string => typeof word === 'string')) return undefined
  const [name, ...words] = place
  const walk = WALKS[table].find((one) => one.name === name)
  if (walk !== undefined && (words.length === 0 || walk.accepts(words))) return place
  return place.length === REPLICATED[table].length ? null : undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A page of a hall's rows of a table, from a place on. */
export async function readSnapshot(
  db: ReadDb,
  hall: string,
  table: ReplicatedTable,
  place: Place | null,
  limit: number,
  now: Instant,
): Promise<SnapshotPage> {
  const walks = WALKS[table]
  const at = Math.max(
    0,
    walks.findIndex(({ name }) => name === place?.[0]),
  )
  const walk = walks[at]
  if (walk === undefined) throw new Error(`no walk through ${table}`)
  const words = place?.slice(1) ?? []
  const { rows, last } = await walk.read(db, { hall, after: words.length === 0 ? undefined : words, limit, now })
  const further = walks[at + 1]
  return {
    columns: Object.keys(rows[0] ?? {}),
    rows: rows.map((row) => Object.values(row)),
    next: last === undefined ? (further === undefined ? null : [further.name]) : [walk.name, ...last],
  }
}
