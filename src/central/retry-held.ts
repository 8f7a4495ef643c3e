import { SECOND } from '../domain/kernel/instant.ts'
import { sql } from '../storage/database.ts'
import { faultLine } from '../sync/fault-line.ts'
import { FAULTS_MOST, noteFault } from './command-faults.ts'
import type { CentralDeps } from './deps.ts'
import { decideAgain, giveBack } from './held.ts'
import { seekProof } from './prover.ts'

/** How often services that were busy are asked again. */
const EVERY = 5 * SECOND
const AT_ONCE = 50

/** Proofs that were stored when the service went down before it could decide with them. */
const PROVED = `exists (select 1 from proof p
  where (p.command_id = r.command_id or p.visit_id = r.visit_id) and p.at > r.decided_at)`
/** A capture was decided since: whoever waited to be added may be known now, or turned out not to be (CF-19). */
const CAPTURED = `(r.waits_for = 'person' and exists (select 1 from capture_case c
  where c.hall_id = r.hall_id and c.state <> 'queued' and c.updated_at > r.decided_at))`
const ASKABLE = "r.waits_for in ('face', 'identity-check', 'password-check')"

interface Waiting {
  readonly command_id: string
  readonly proved: number
}

/** Held commands that something can be done for, in turn: a round goes on where the last one ended. */
function listWaiting(deps: CentralDeps, after: string): Promise<Waiting[]> {
  const text = `select r.command_id, case when ${PROVED} or ${CAPTURED} then 1 else 0 end as proved from command_result r
    where r.state = 'held' and r.command_id > ? and (${ASKABLE} or ${PROVED} or ${CAPTURED}) order by r.command_id limit ?`
  return deps.database.read((db) => db.all<Waiting>(sql(text, [after, AT_ONCE])))
}

async function goOn(deps: CentralDeps, { command_id: commandId, proved }: Waiting): Promise<void> {
  try {
    // Deciding writes audit and feed rows: it waits until there is something new to decide on.
    if (proved === 1 || (await seekProof(deps, commandId))) await decideAgain(deps, commandId)
  } catch (error) {
    const { faultId, count } = await noteFault(deps, commandId, error)
    if (count >= FAULTS_MOST) await giveBack(deps, commandId, faultId)
  }
}

/** One round of asking again. Gives where the next one starts: after the last command, or anew when all had a turn. */
export async function retryRound(deps: CentralDeps, after = ''): Promise<string> {
  const waiting = await listWaiting(deps, after)
  for (const one of waiting) await goOn(deps, one)
  return waiting.length < AT_ONCE ? '' : (waiting.at(-1)?.command_id ?? '')
}

/** Keeps asking for what held commands wait for, also across a restart. Gives the function that ends it. */
export function retryHeld(deps: CentralDeps): () => Promise<void> {
  let running: Promise<string> = Promise.resolve('')
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    running = running
      .then((after) => retryRound(deps, after))
      .catch((error: unknown) => {
        process.stderr.write(`held commands: ${faultLine(error)}\n`)
        return ''
      })
      .finally(() => {
        busy = false
      })
  }, EVERY)
  return async () => {
    clearInterval(timer)
    await running
  }
}
