import type { DecideContext } from '../kernel/context.ts'

/** The person in whose name a command is given: the visitor at the counter, or the one who is logged in. */
export function speakerOf({ actor, visit }: DecideContext): string | undefined {
  if (actor.kind === 'system') return undefined
  return actor.kind === 'person' ? actor.personId : visit?.personId
}

/**
 * Whether the command is the enterprise's own word (R-REL-02, OP-25): a sealed letter of this enterprise lies in the
 * visit, or the speaker acts in its name and is among its `managers`, the people whose 法定代表人 or 财务负责人 relation
 * is in effect now. What the visit claims is never enough: the central compares it with its own rows.
 */
export function speaksForEnterprise(
  context: DecideContext,
  enterpriseId: string,
  managers: readonly string[],
): boolean {
  const { actor, visit } = context
  const isManager = managers.includes(speakerOf(context) ?? '')
  if (actor.kind === 'person') return actor.enterpriseId === enterpriseId && isManager
  if (actor.kind === 'system' || visit === undefined) return false
  const { acting } = visit
  if (acting.kind === 'letter') return acting.enterpriseId === enterpriseId
  return acting.kind === 'enterprise' && acting.enterpriseId === enterpriseId && isManager
}

/** Whether a session or visit is in natural-person business: exactly one identity at a time (R-PLT-02). */
export function actsPersonally({ actor, visit }: DecideContext): boolean {
  if (actor.kind === 'person') return actor.enterpriseId === undefined
  return visit?.acting.kind === 'personal'
}
