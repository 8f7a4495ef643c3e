import { oneMonthBefore } from '../domain/kernel/calendar.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { sql, type ReadDb } from '../storage/database.ts'
import { REPLICATED, type ReplicatedTable, type Row } from '../storage/rows.ts'
import { bindHall, SNAPSHOT_SCOPE } from '../storage/scope.ts'

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
 * One way through a part of a table: along an index, or along the hall's people, so that a page costs no more where the
 * hall is larger, or where there are more halls. What is the hall's all the while is met, whoever writes meanwhile.
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
  bind = ({ hall }: Asked): readonly unknown[] => bindHall(scope, hall),
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

interface AlongPeople {
  readonly name: string
  readonly people: People
  /** The statement that finds the rows of a run of people `p`; every `?` in it is the hall. */
  readonly rowsOf: (run: string) => string
  /** How many of them somebody has, as a rule: so many people fewer make a page. */
  readonly each: number
}

/** The rows that go where people go, by so many people at a time as have about a page of them. */
function alongPeople({ name, people, rowsOf, each }: AlongPeople): Walk {
  const next = `${nextOf(people)} order by 1 limit 1 offset ?`
  const statement = (isLast: boolean) => rowsOf(`(${runOf(people, isLast)}) p`)
  return {
    name,
    accepts: (words) => words.length === 1,
    read: async (db, { hall, after, limit }) => {
      const from = after?.[0] ?? ''
      const size = Math.max(1, Math.floor(limit / each))
      const until = await db.find<{ id: string }>(sql(next, [...people.flatMap(() => [hall, from, size]), size - 1]))
      const bounds = people.flatMap(() => [hall, from, ...(until === undefined ? [] : [until.id])])
      const found = await db.all<Row>(sql(statement(until === undefined), [...bounds, ...bindHall(rowsOf(''), hall)]))
      return { rows: found, last: until && [until.id] }
    },
  }
}

// The people come first in each, whatever a planner thinks of it: they are few, and the rows are many.

const withEverybody = (table: ReplicatedTable, isTheirs: string, each: number): Walk =>
  alongPeople({
    name: 'people',
    people: [AT_HOME, AT_WORK],
    rowsOf: (run) => `select t.* from ${run} cross join ${table} t where ${isTheirs}`,
    each,
  })

/** What people of this hall have at enterprises of others: both ends of a relation mirror it. */
const RELATIONS_ABROAD = alongPeople({
  name: 'abroad',
  people: [AT_HOME],
  rowsOf: (run) => `select t.* from ${run} cross join relation t where t.person_id = p.id and t.hall_id <> ?`,
  each: 4,
})

/**
 * One comes with each run of its people. With the first of them alone it would be missed where somebody joins it who
 * was passed already.
 */
const ENTERPRISES_ABROAD = alongPeople({
  name: 'abroad',
  people: [AT_HOME],
  rowsOf: (run) =>
    `select distinct t.* from ${run} cross join relation r cross join enterprise t
     where r.person_id = p.id and t.id = r.enterprise_id and t.hall_id <> ?`,
  each: 4,
})

/** Log-ins older than this stay at the central and are asked for when wanted (API-LOG). */
const LOG_MONTHS_ON_DESK = 3

export function logsSince(now: Instant): Instant {
  let since = now
  for (let month = 0; month < LOG_MONTHS_ON_DESK; month++) since = oneMonthBefore(since)
  return since
}

const byScope = (table: ReplicatedTable): readonly Walk[] => [alongRows(table, SNAPSHOT_SCOPE[table])]

/** How a hall's rows of each table are met; together they are those of `SNAPSHOT_SCOPE`. */
const WALKS: Readonly<Record<ReplicatedTable, readonly Walk[]>> = {
  hall: byScope('hall'),
  staff: byScope('staff'),
  person: [withEverybody('person', 't.id = p.id', 1)],
  person_document: [withEverybody('person_document', 't.person_id = p.id', 2)],
  phone: [withEverybody('phone', 't.person_id = p.id', 2)],
  enterprise: [alongRows('enterprise', 'hall_id = ?'), ENTERPRISES_ABROAD],
  relation: [alongRows('relation', 'hall_id = ?'), RELATIONS_ABROAD],
  permission_identity: byScope('permission_identity'),
  agency: byScope('agency'),
  agency_person: byScope('agency_person'),
  agency_agreement: byScope('agency_agreement'),
  cross_project: byScope('cross_project'),
  login_log: [
    alongRows('login_log', 'hall_id = ? and at >= ?', ['at', 'id'], ({ hall, now }) => [hall, logsSince(now)]),
  ],
  capture_case: byScope('capture_case'),
  command_result: byScope('command_result'),
}

/**
 * The place that a desk hands back, or `null` for the beginning: also for one of an older central, from which nothing
 * can be gone on and nothing is lost by rows that come twice. Undefined for what no central gave.
 */
export function readPlace(table: ReplicatedTable, text: string | undefined): Place | null | undefined {
  if (text === undefined) return null
  const place = parse(text)
  if (!Array.isArray(place) || !place.every(isWord)) return undefined
  const [name, ...words] = place
  const walk = WALKS[table].find((one) => one.name === name)
  if (walk !== undefined && (words.length === 0 || walk.accepts(words))) return place
  return place.length === REPLICATED[table].length ? null : undefined
}

/** PostgreSQL takes no text with a zero in it. */
const isWord = (word: unknown): word is string => typeof word === 'string' && !word.includes('\0')

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
