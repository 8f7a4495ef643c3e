import { isManager } from '../domain/permission/identity-types.ts'
import type { Relation, RelationState } from '../domain/relation/types.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import type { Invariant } from './invariants.ts'

/** A row of the audit, as far as it says what was done to which relation. */
interface ActRow {
  readonly action: string
  readonly subjects: string
  readonly command_id: string | null
  readonly detail: string
}

interface Row {
  readonly id: string
  readonly enterprise_id: string
  readonly person_id: string
  readonly identity_type: string
  readonly state: RelationState
  readonly initiator: Relation['initiator']
  readonly ended_by: Relation['endedBy']
  readonly decided_at: number | null
}

/** Relations a page: the whole table is read, but never held. */
const PAGE = 2000

/** Who may end a relation in each way (R-HIS-04, OP-09, CF-22); the others go on. */
const ENDERS: Readonly<Record<RelationState, readonly Relation['endedBy'][]>> = {
  R1: [null],
  R2: [null],
  R3: [null],
  R4: [null],
  R5: [null],
  R6: ['enterprise', 'person', 'system'],
  R7: ['enterprise'],
  R8: ['enterprise', 'person', 'system'],
  R9: ['person'],
}

const isEnded = (state: RelationState): boolean => ENDERS[state].every((ender) => ender !== null)

/** R-REL-21: a manager's relation ends with the core system's word only. */
const isManagerDeleted = ({ identity_type, state, ended_by }: Row): boolean =>
  isManager(identity_type) && (state === 'R6' || state === 'R9') && ended_by !== 'system'

const isHistoryIncomplete = ({ state, ended_by, decided_at }: Row): boolean =>
  !ENDERS[state].includes(ended_by) || (isEnded(state) && decided_at === null)

/** Goes through every relation; a whole column of rows that fails names a few. */
async function findRows(db: ReadDb, fails: (row: Row) => boolean): Promise<string[]> {
  const found: string[] = []
  for (let after = ''; ;) {
    const rows = await db.all<Row>(
      sql(
        `select id, enterprise_id, person_id, identity_type, state, initiator, ended_by, decided_at
         from relation where id > ? order by id limit ${String(PAGE)}`,
        [after],
      ),
    )
    for (const row of rows) if (fails(row)) found.push(row.id)
    const last = rows.at(-1)
    if (last === undefined) return found
    after = last.id
  }
}

/** Acts that were accepted here, as the audit has them: by action, whatever each named. */
class Acts {
  readonly #named = new Map<string, Set<string>>()
  readonly #begun = new Set<string>()

  add({ action, subjects: named, command_id: commandId }: ActRow): void {
    const places = this.#named.get(action) ?? new Set()
    this.#named.set(action, places)
    for (const subject of JSON.parse(named) as string[]) places.add(subject)
    if (BEGINNINGS.includes(action) && commandId !== null) this.#begun.add(commandId)
  }

  /** A relation takes the id of the command that began it; an older one, or one of a demonstration, has none here. */
  hasBegun = (row: Row): boolean => this.#begun.has(row.id)

  names(actions: readonly string[], subject: string): boolean {
    return actions.some((action) => this.#named.get(action)?.has(subject) === true)
  }
}

const BEGINNINGS = ['relation.add', 'relation.apply', 'relation.record-core']
const CONFIRMATIONS = ['relation.accept', 'relation.confirm']
const DEREGISTRATIONS = ['account.deregister', 'relation.deregister-person']
const ENDINGS: Readonly<Partial<Record<RelationState, readonly string[]>>> = {
  R6: ['relation.delete'],
  R7: ['relation.withdraw'],
  R8: ['relation.refuse', 'relation.reject'],
  R9: ['relation.unbind'],
}

async function readActs(db: ReadDb): Promise<Acts> {
  const wanted = [
    ...BEGINNINGS,
    ...CONFIRMATIONS,
    'relation.bind',
    ...DEREGISTRATIONS,
    ...Object.values(ENDINGS).flat(),
  ]
  const rows = await db.all<ActRow>(
    sql(
      `select action, subjects, command_id, detail from audit where action in (${wanted.map(() => '?').join(', ')})`,
      wanted,
    ),
  )
  const acts = new Acts()
  for (const row of rows) {
    const { outcome } = JSON.parse(row.detail) as { outcome?: string }
    if (outcome === 'accepted') acts.add(row)
  }
  return acts
}

/** What the other side of a beginning has to have done before the relation counts (R-REL-01, R-REL-25). */
function isConfirmed(row: Row, acts: Acts): boolean {
  if (row.initiator === 'enterprise') return acts.names(['relation.accept'], row.id)
  if (row.initiator === 'person') return acts.names(['relation.confirm'], row.id)
  // A binding names the person and the enterprise's code, not the row.
  return acts.names(CONFIRMATIONS, row.id) || acts.names(['relation.bind'], row.person_id)
}

function hasEndingAct(row: Row, acts: Acts): boolean {
  // Those an account took with it are ended by the system and named by the person.
  if (row.ended_by === 'system' && acts.names(DEREGISTRATIONS, row.person_id)) return true
  return acts.names(ENDINGS[row.state] ?? [], row.id)
}

/** What holds of relations: managers stay, nothing counts without its confirmations, no end is without its history. */
export const relationInvariants: readonly Invariant[] = [
  {
    rule: 'R-REL-21',
    invariant: '法定代表人 and 财务负责人 are never deleted by the two parties',
    find: (db) => findRows(db, isManagerDeleted),
  },
  {
    rule: 'R-HIS-04',
    invariant: 'a relation has ended exactly when somebody has ended it, in one category and at a time',
    find: (db) => findRows(db, isHistoryIncomplete),
  },
  {
    rule: 'R-REL-01',
    invariant: 'no relation counts without the confirmations its profile asks for',
    find: async (db, { policy }) => {
      if (!policy.twoWayConfirmation) return []
      const acts = await readActs(db)
      return findRows(
        db,
        (row) => (row.state === 'R4' || row.state === 'R5') && acts.hasBegun(row) && !isConfirmed(row, acts),
      )
    },
  },
  {
    rule: 'R-REL-23',
    invariant: 'every relation that ended has the act that ended it in the audit',
    find: async (db) => {
      const acts = await readActs(db)
      return findRows(db, (row) => isEnded(row.state) && acts.hasBegun(row) && !hasEndingAct(row, acts))
    },
  },
  {
    rule: 'R-REL-27',
    invariant: 'a person has one live relation an identity type at an enterprise',
    find: async (db) => {
      const rows = await db.all<{ at: string }>(
        sql(
          `select min(id) as at from relation where state in ('R1', 'R2', 'R3', 'R4', 'R5')
           group by enterprise_id, person_id, identity_type having count(*) > 1`,
        ),
      )
      return rows.map((row) => row.at)
    },
  },
]
