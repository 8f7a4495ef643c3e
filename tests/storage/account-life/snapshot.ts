import { sql, type ReadDb } from '../../../src/storage/database.ts'
import type { Row } from '../../../src/storage/rows.ts'

/** What an account's life is made of; halls and enterprises stay as they are. */
export const WATCHED = ['person', 'person_document', 'phone', 'relation'] as const
export type Watched = (typeof WATCHED)[number]

/** The rows at one moment, by key. */
export interface Snapshot extends Readonly<Record<Watched, ReadonlyMap<string, Row>>> {
  readonly secrets: ReadonlyMap<string, string>
  readonly sessions: ReadonlySet<string>
  /** Today's failures in a row and those of earlier days, by person, method and day. */
  readonly failures: ReadonlyMap<string, number>
}

/** A text that may be missing. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

export const keyOf = (table: Watched, row: Row): string =>
  table === 'person_document' ? `${String(row['document_type'])} ${String(row['document_number'])}` : String(row['id'])

export async function takeSnapshot(db: ReadDb): Promise<Snapshot> {
  const read = async (table: Watched) => {
    const rows = await db.all<Row>(sql(`select * from ${table}`))
    return new Map(rows.map((row) => [keyOf(table, row), row]))
  }
  const secrets = await db.all<{ person_id: string; password_hash: string }>(
    sql('select person_id, password_hash from person_secret'),
  )
  const sessions = await db.all<{ person_id: string }>(sql('select person_id from person_session'))
  const failures = await db.all<{ person_id: string; method: string; day: string; count: number }>(
    sql('select person_id, method, day, count from auth_failure'),
  )
  return {
    person: await read('person'),
    person_document: await read('person_document'),
    phone: await read('phone'),
    relation: await read('relation'),
    secrets: new Map(secrets.map((row) => [row.person_id, row.password_hash])),
    sessions: new Set(sessions.map((row) => row.person_id)),
    failures: new Map(failures.map((row) => [`${row.person_id} ${row.method} ${row.day}`, row.count])),
  }
}

/** What an act left behind besides rows: in the audit, the feed and the log of log-ins. */
export interface Traces {
  readonly audits: readonly {
    readonly action: string
    readonly outcome: string
    readonly subjects: readonly string[]
  }[]
  /** Table, key and version of each row given to a hall, as `phone f1 3`; a removed one has no version. */
  readonly fed: ReadonlySet<string>
  readonly attempts: number
}

/** Each act of a walk has a time of its own, by which its traces are found. */
export async function readTraces(db: ReadDb, at: number): Promise<Traces> {
  const audits = await db.all<{ action: string; subjects: string; detail: string }>(
    sql('select action, subjects, detail from audit where at = ? order by seq', [at]),
  )
  const fed = await db.all<{ table_name: string; row_key: string; content: string | null }>(
    sql('select table_name, row_key, content from feed where at = ?', [at]),
  )
  const attempts = await db.find<{ n: number }>(sql('select count(*) as n from login_log where at = ?', [at]))
  return {
    audits: audits.map(({ action, subjects, detail }) => ({
      action,
      outcome: (JSON.parse(detail) as { outcome: string }).outcome,
      subjects: JSON.parse(subjects) as string[],
    })),
    fed: new Set(
      fed.map(({ table_name, row_key, content }) => {
        const { version } = content === null ? {} : (JSON.parse(content) as { version?: number })
        return `${table_name} ${(JSON.parse(row_key) as string[]).join(' ')} ${version === undefined ? '' : String(version)}`.trim()
      }),
    ),
    attempts: attempts?.n ?? 0,
  }
}

/** Rows that an act made, changed or removed. */
export interface Change {
  readonly table: Watched
  readonly key: string
  readonly before: Row | undefined
  readonly after: Row | undefined
}

export function changesBetween(before: Snapshot, after: Snapshot): readonly Change[] {
  return WATCHED.flatMap((table) => {
    const keys = new Set([...before[table].keys(), ...after[table].keys()])
    return [...keys].flatMap((key): Change[] => {
      const [was, is] = [before[table].get(key), after[table].get(key)]
      return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ table, key, before: was, after: is }]
    })
  })
}
