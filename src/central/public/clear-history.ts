import type { ReadDb } from '../../storage/database.ts'
import type { CentralDeps } from '../deps.ts'
import { act } from './act.ts'
import type { Taxpayer } from './taxpayer.ts'

/** Records a clearing takes at once; the next ones follow until the filters find no more. */
export const CLEARED_AT_ONCE = 50

/**
 * Clears what the filters find from one side's history, for that side alone (R-HIS-03, OP-22).
 * @param listNext the ids that are still listed, at most `CLEARED_AT_ONCE`.
 * @throws Refused
 */
export async function clearHistory(
  deps: CentralDeps,
  { actor }: Taxpayer,
  owner: { readonly side: 'enterprise' | 'person'; readonly ownerId: string },
  listNext: (db: ReadDb) => Promise<string[]>,
): Promise<{ cleared: number }> {
  let cleared = 0
  for (;;) {
    const relationIds = await deps.database.read(listNext)
    if (relationIds.length === 0) return { cleared }
    await act(deps, { actor, name: 'relation.clear-history', payload: { ...owner, relationIds } })
    cleared += relationIds.length
  }
}
