import type { VisitEvidence } from '../domain/kernel/visit.ts'
import type { ReadDb } from './database.ts'
import { findRow, type ReplicatedTable } from './rows.ts'
import { hallsOf } from './scope.ts'

/** Tables whose rows a command names by id, and by which a hall is or isn't concerned. */
const SUBJECT_TABLES = ['person', 'enterprise', 'relation', 'permission_identity'] as const satisfies ReplicatedTable[]

type Standing = { readonly table: (typeof SUBJECT_TABLES)[number]; readonly own: boolean }

async function standingOf(db: ReadDb, hallId: string, id: string): Promise<Standing | undefined> {
  for (const table of SUBJECT_TABLES) {
    const row = await findRow(db, table, [id])
    if (row === undefined) continue
    const halls = await hallsOf(db, table, row)
    // Whoever registered by themselves and is nobody's yet is at home in every hall.
    return { table, own: halls.has(hallId) || (halls.size === 1 && halls.has('')) }
  }
  return undefined
}

async function standingsOf(db: ReadDb, hallId: string, ids: readonly string[]): Promise<Standing[]> {
  const standings: Standing[] = []
  for (const id of new Set(ids)) {
    const standing = await standingOf(db, hallId, id)
    if (standing !== undefined) standings.push(standing)
  }
  return standings
}

/**
 * Whether a hall acts outside its own: the visitor, and every relation and permission that a command names, must be
 * one the hall mirrors. Of a person and an enterprise named together one may be elsewhere, for that is how somebody
 * comes to join an enterprise of another hall. What isn't known at all is for the rule at hand to judge.
 */
export async function isForeign(
  db: ReadDb,
  hallId: string,
  subjects: readonly string[],
  visit: VisitEvidence | undefined,
): Promise<boolean> {
  const visitor = await standingsOf(db, hallId, visit === undefined ? [] : [visit.personId])
  const named = await standingsOf(db, hallId, subjects)
  const isParty = ({ table }: Standing) => table === 'person' || table === 'enterprise'
  const hasOwnParty = named.some((standing) => isParty(standing) && standing.own)
  const isForeignRow = (standing: Standing) => !standing.own && !(isParty(standing) && hasOwnParty)
  return visitor.some(({ own }) => !own) || named.some(isForeignRow)
}
