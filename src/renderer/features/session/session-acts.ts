import { adoptSession } from '../../app/session.ts'
import { desk } from '../../desk.ts'

/** Locks this desk; the work stays beneath. */
export async function lockSession(): Promise<void> {
  const answer = await desk.call('session.lock', {})
  if (answer.kind === 'ok') adoptSession(answer.value)
}

/** Ends the session; recorded work stays on the desk and goes up with the next one. The page then begins anew. */
export async function signOut(): Promise<void> {
  await desk.call('session.sign-out', {})
}
