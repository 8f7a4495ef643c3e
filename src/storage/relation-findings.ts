import type { FINDING_KINDS, RelationFinding } from '../contract/relation.ts'
import { addDays, beijingDate, beijingMidnight } from '../domain/kernel/calendar.ts'
import type { CivilDate } from '../domain/kernel/instant.ts'
import { maskEnterpriseName, maskName } from '../domain/kernel/mask.ts'
import type { ReadDb, Statement } from './database.ts'
import { sql } from './database.ts'
import type { ReadContext } from './queries.ts'

type FindingKind = (typeof FINDING_KINDS)[number]

interface Input {
  readonly kind: FindingKind
  readonly after?: string | undefined
  readonly size: number
}

interface FindingRecord {
  readonly key: string
  readonly enterprise_id: string | null
  readonly enterprise_name: string | null
  readonly person_id: string | null
  readonly person_name: string | null
  readonly identity_type: string | null
  readonly figure: number | string | null
}

/** Days ahead in which a relation's end is worth a word, and after which a pending one is long pending. */
const SOON_DAYS = 30
const LONG_DAYS = 30
/** More enterprises than this for one person is unusual for anybody but an agent. */
const MANY = 3

const RELATION = `select r.id as key, r.enterprise_id, e.name as enterprise_name, r.person_id, p.name as person_name,
  r.identity_type, FIGURE as figure
  from relation r join enterprise e on e.id = r.enterprise_id join person p on p.id = r.person_id`
const relationWhere = (figure: string, condition: string) =>
  `${RELATION.replace('FIGURE', figure)} where r.hall_id = ? and ${condition} and r.id > ? order by r.id limit ?`

/** A manager's relation in effect today. */
const LEADS = (type: string) =>
  `exists (select 1 from relation m where m.enterprise_id = e.id and m.identity_type = '${type}' and m.state = 'R4')`

function statementFor(kind: FindingKind, hallId: string, today: CivilDate, after: string, limit: number): Statement {
  switch (kind) {
    case 'expired':
      return sql(
        relationWhere(
          'r.valid_until',
          "(r.state = 'R4' or (r.state = 'R5' and r.disabled_reason = 'expired')) and r.valid_until < ?",
        ),
        [hallId, today, after, limit],
      )
    case 'expires-soon':
      return sql(relationWhere('r.valid_until', "r.state = 'R4' and r.valid_until >= ? and r.valid_until <= ?"), [
        hallId,
        today,
        addDays(today, SOON_DAYS),
        after,
        limit,
      ])
    case 'pending-long':
      return sql(relationWhere('r.created_at', "r.state in ('R1', 'R2', 'R3') and r.created_at < ?"), [
        hallId,
        beijingMidnight(addDays(today, -LONG_DAYS)),
        after,
        limit,
      ])
    case 'no-manager':
      return sql(
        `select e.id as key, e.id as enterprise_id, e.name as enterprise_name, null as person_id, null as person_name,
          null as identity_type, case when ${LEADS('legal-representative')} then 'finance-officer' else 'legal-representative' end as figure
          from enterprise e where e.hall_id = ? and e.state = 'normal'
          and not (${LEADS('legal-representative')} and ${LEADS('finance-officer')})
          and e.id > ? order by e.id limit ?`,
        [hallId, after, limit],
      )
    case 'many-enterprises':
      return sql(
        `select p.id as key, null as enterprise_id, null as enterprise_name, p.id as person_id, p.name as person_name,
          null as identity_type, count(distinct r.enterprise_id) as figure
          from relation r join person p on p.id = r.person_id
          where r.hall_id = ? and r.state = 'R4' and p.id > ?
          group by p.id, p.name having count(distinct r.enterprise_id) > ? order by p.id limit ?`,
        [hallId, after, MANY, limit],
      )
  }
}

const toFinding = (row: FindingRecord, kind: FindingKind): RelationFinding => ({
  key: row.key,
  enterpriseId: row.enterprise_id,
  enterpriseName: row.enterprise_name === null ? null : maskEnterpriseName(row.enterprise_name),
  personId: row.person_id,
  personName: row.person_name === null ? null : maskName(row.person_name),
  identityType: row.identity_type,
  figure: kind === 'many-enterprises' || kind === 'pending-long' ? Number(row.figure) : row.figure,
})

export const relationFindings = {
  'relation.findings': async (db: ReadDb, { kind, after, size }: Input, { now, operator }: ReadContext) => {
    const rows = await db.all<FindingRecord>(
      statementFor(kind, operator?.hallId ?? '', beijingDate(now), after ?? '', size + 1),
    )
    const found = rows.slice(0, size).map((row) => toFinding(row, kind))
    const last = found.at(-1)
    return { rows: found, ...(rows.length > size && last !== undefined ? { next: last.key } : {}) }
  },
}
