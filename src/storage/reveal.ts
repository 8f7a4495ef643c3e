import { REVEALABLE, type RevealKind } from '../contract/reveal.ts'
import type { Role } from '../domain/kernel/actor.ts'
import { MINUTE } from '../domain/kernel/instant.ts'
import { revealRefusals } from '../domain/person/refusals.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import type { WriteContext } from './queries.ts'
import { Refused } from './refused.ts'

interface RevealInput {
  readonly kind: RevealKind
  readonly id: string
  readonly field: string
  readonly reason: string
}

/** Those who serve visitors. Administrators keep the machine running and have no business with the data in it. */
const MAY_REVEAL: readonly Role[] = ['clerk', 'supervisor', 'field-officer']

/** So many in so short a time is not how a counter works; it is told to the operator and marked in the audit. */
const MANY = 30
const WINDOW = 10 * MINUTE

/** A person's further document has no id of its own: it is named by its type and its owner. */
function findCell(db: ReadDb, { kind, id, field }: RevealInput): Promise<{ value: string | null } | undefined> {
  if (kind !== 'person_document') return db.find(sql(`select ${field} as value from ${kind} where id = ?`, [id]))
  const slash = id.indexOf('/')
  return db.find(
    sql(`select ${field} as value from person_document where document_type = ? and person_id = ?`, [
      id.slice(0, slash),
      id.slice(slash + 1),
    ]),
  )
}

async function countLately(db: ReadDb, staffId: string, now: number): Promise<number> {
  const rows = await db.all<{ actor: string }>(
    sql("select actor from audit where at > ? and action = 'reveal'", [now - WINDOW]),
  )
  return rows.filter((row) => (JSON.parse(row.actor) as { staffId?: string }).staffId === staffId).length
}

/**
 * Gives one field of one row unmasked, with its audit row in the same transaction: without the row there is no
 * value. The reason is kept as it was given; the value is not.
 * @throws Refused for a role that serves nobody, or where there is nothing to show.
 */
export async function revealField(
  db: WriteDb,
  input: RevealInput,
  { operator, now, audit }: WriteContext,
): Promise<{ value: string; many: boolean }> {
  if (operator === undefined || !MAY_REVEAL.includes(operator.role))
    throw new Refused(revealRefusals.make('reveal-role'))
  const { kind, id, field, reason } = input
  // The names go into the statement's text, so they must be two of ours and not merely look harmless.
  const known: readonly string[] = REVEALABLE[kind]
  if (!known.includes(field)) throw new Refused(revealRefusals.make('reveal-nothing'))
  const cell = await findCell(db, input)
  if (cell === undefined || cell.value === null) throw new Refused(revealRefusals.make('reveal-nothing'))
  const count = (await countLately(db, operator.staffId, now)) + 1
  await audit('reveal', [id], { kind, field, reason })
  if (count === MANY) await audit('reveal-many', [operator.staffId], { count, minutes: WINDOW / MINUTE })
  return { value: cell.value, many: count >= MANY }
}

export const revealWrites = { 'reveal.field': revealField }
