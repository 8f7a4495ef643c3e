import { anything } from '../contract/central.ts'
import { lostAnswer, type LostAnswer, type LostDeclaration, type LostRange } from '../contract/store.ts'
import { sql } from '../storage/database.ts'
import { noteDeclared } from '../storage/lost-range.ts'
import { listUntold } from '../storage/store-report.ts'
import { lostText } from '../sync/chain.ts'
import { signText } from './crypto.ts'
import type { Desk } from './desk.ts'
import { Denied } from './http.ts'

/**
 * Tells the central, over this device's signature, that commands of it are gone, so that the chain may go on after
 * them (SYNC-LOST). What the central had already is not lost: the feed brings it back.
 * @throws Unreachable or Denied
 */
export async function declareLost(desk: Desk, range: LostRange): Promise<LostAnswer> {
  const answer = await desk.http.ask('/v1/desk/lost', lostAnswer, { json: signLost(desk, range) })
  if (answer.stop === undefined) {
    await desk.database.write((db) => noteDeclared(db, range.to, answer.missing))
    desk.tell('rows-changed', { tables: ['store_report'] })
  }
  return answer
}

/** The declaration itself, which may also travel as a file. */
export function signLost({ enrolment, clock }: Desk, range: LostRange): LostDeclaration {
  if (enrolment === undefined) throw new Error('a desk must be enrolled before it declares anything')
  const unsigned = { device: enrolment.deviceId, ...range, instant: clock.now() }
  return { ...unsigned, signature: signText(lostText(unsigned), enrolment.key) }
}

/** A central that doesn't listen to such reports yet has no address for them. */
const NOT_YET = 404

/** Tells the central what this desk's storage had to say (TRUST-7). @throws Unreachable or Denied */
export async function tellReports(desk: Desk): Promise<void> {
  for (const { id, kind, foundAt, detail } of await desk.database.read(listUntold)) {
    try {
      await desk.http.ask('/v1/desk/store-reports', anything, { json: { id, kind, foundAt, detail } })
    } catch (error) {
      if (error instanceof Denied && error.status === NOT_YET) return
      throw error
    }
    await desk.database.write((db) =>
      db.run(sql('update store_report set told_at = ? where id = ?', [desk.clock.now(), id])),
    )
  }
}
