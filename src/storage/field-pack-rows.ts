import type { Pack } from '../contract/pack.ts'
import { beijingDate } from '../domain/kernel/calendar.ts'
import type { CivilDate, Instant } from '../domain/kernel/instant.ts'
import { maskEnterpriseName, maskName } from '../domain/kernel/mask.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import type { Row } from './rows.ts'

export interface Choice {
  readonly enterpriseIds: readonly string[]
  readonly returnOn: CivilDate
}

interface PersonRecord {
  readonly id: string
  readonly name: string
  readonly validity_end: CivilDate | null
  readonly credential_void_at: Instant | null
  readonly portrait_id: string | null
}

interface RelationRecord {
  readonly id: string
  readonly enterprise_id: string
  readonly person_id: string
  readonly valid_until: CivilDate | null
}

interface AgreementRecord {
  readonly enterprise_id: string
  readonly valid_until: CivilDate
}

/** What the desk holds of the enterprises on the list and of everybody who is related to them now. */
export interface Measured {
  readonly enterprises: readonly { readonly id: string; readonly name: string | undefined; readonly staff: number }[]
  readonly people: readonly PersonRecord[]
  readonly relations: readonly RelationRecord[]
  readonly agreements: readonly AgreementRecord[]
  readonly rows: number
  readonly bytes: number
}

/** Roughly what a row takes, as text; exact enough to tell a list of three from one of three hundred. */
const weigh = (rows: readonly object[]): number => rows.reduce((sum, row) => sum + JSON.stringify(row).length, 0)

const LIVE = "state in ('R1', 'R2', 'R3', 'R4', 'R5')"

/** Reads what goes along: enterprises, their live relations, the people of these, and what hangs on either. */
export async function measure(db: ReadDb, { enterpriseIds }: Choice): Promise<Measured> {
  const ids = [...new Set(enterpriseIds)]
  const among = (column: string, values: readonly string[]) =>
    `${column} in (${values.map(() => '?').join(', ') || 'null'})`
  const rowsOf = <Record extends object>(table: string, column: string, values: readonly string[], more = '') =>
    db.all<Record & Row>(sql(`select * from ${table} where ${among(column, values)} ${more}`, values))
  const enterprises = await rowsOf<{ id: string; name: string }>('enterprise', 'id', ids)
  const relations = await rowsOf<RelationRecord>('relation', 'enterprise_id', ids, `and ${LIVE}`)
  const personIds = [...new Set(relations.map((relation) => relation.person_id))]
  const people = await rowsOf<PersonRecord>('person', 'id', personIds)
  const agreements = await rowsOf<AgreementRecord>(
    'agency_agreement',
    'enterprise_id',
    ids,
    "and state in ('G2', 'G3')",
  )
  const hanging = [
    await rowsOf('phone', 'person_id', personIds),
    await rowsOf('person_document', 'person_id', personIds),
    await rowsOf('permission_identity', 'enterprise_id', ids),
  ]
  const all = [enterprises, relations, people, agreements, ...hanging].flat()
  const portraits = people.flatMap(({ portrait_id: id }) => (id === null ? [] : [id]))
  const pictures = await db.all<{ bytes: number }>(
    sql(`select bytes from attachment where ${among('id', portraits)}`, portraits),
  )
  return {
    enterprises: ids.map((id) => ({
      id,
      name: enterprises.find((enterprise) => enterprise.id === id)?.name,
      staff: new Set(relations.filter((one) => one.enterprise_id === id).map((one) => one.person_id)).size,
    })),
    people,
    relations,
    agreements,
    rows: all.length,
    bytes: weigh(all) + pictures.reduce((sum, picture) => sum + picture.bytes, 0),
  }
}

interface Days {
  readonly now: Instant
  readonly today: CivilDate
  readonly returnOn: CivilDate
}

type Expiring = Pack['expiring'][number]

/** What ends before the return, its last day being earlier than the day of return; masked, soonest first. */
export function listExpiring(
  { enterprises, people, relations, agreements }: Measured,
  { now, today, returnOn }: Days,
): Expiring[] {
  const ends = (on: CivilDate | null): on is CivilDate => on !== null && on >= today && on < returnOn
  const ofPerson = (kind: Expiring['kind'], person: PersonRecord, on: CivilDate): Expiring => ({
    kind,
    label: maskName(person.name),
    enterpriseId: null,
    personId: person.id,
    on,
  })
  const ofEnterprise = (kind: Expiring['kind'], enterpriseId: string, personId: string | null, on: CivilDate) => {
    const name = enterprises.find(({ id }) => id === enterpriseId)?.name ?? ''
    return { kind, label: maskEnterpriseName(name), enterpriseId, personId, on }
  }
  const found = [
    ...people.flatMap((person) =>
      ends(person.validity_end) ? [ofPerson('document', person, person.validity_end)] : [],
    ),
    ...people.flatMap((person) => {
      const on = person.credential_void_at === null ? null : beijingDate(person.credential_void_at)
      return ends(on) && (person.credential_void_at ?? 0) > now ? [ofPerson('initial-password', person, on)] : []
    }),
    ...relations.flatMap(({ enterprise_id: id, person_id: personId, valid_until: on }) =>
      ends(on) ? [ofEnterprise('relation', id, personId, on)] : [],
    ),
    ...agreements.flatMap(({ enterprise_id: id, valid_until: on }) =>
      ends(on) ? [ofEnterprise('agreement', id, null, on)] : [],
    ),
  ]
  return found.toSorted((one, other) => (one.on < other.on ? -1 : 1))
}
