import type { Decision } from '../../domain/kernel/decision.ts'
import { getHandler } from '../../storage/execute.ts'
import type { CentralDeps } from '../deps.ts'
import type { Act } from './act.ts'

/** What the act would come to now. Nothing is written, not even its audit row: nobody has asked for it yet. */
export async function rehearse(
  deps: CentralDeps,
  { actor, name, payload, seen = {}, proofs = [] }: Pick<Act, 'actor' | 'name' | 'payload' | 'seen' | 'proofs'>,
): Promise<Decision<unknown>> {
  const context = { now: deps.now(), actor, policy: deps.policy, commandId: deps.newId(), proofs }
  const { decision } = await deps.database.read((db) => getHandler(name).judge(db, { name, payload, seen }, context))
  return decision
}
