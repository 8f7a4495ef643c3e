import { adoptSession } from '../../app/session.ts'
import { desk } from '../../desk.ts'
import { router } from '../../app/router.ts'

/** Locks this desk; the work stays beneath. */
export async function lockSession(): Promise<void> {
  const answer = await desk.call('session.lock', {})
  if (answer.kind === 'ok') adoptSession(answer.value)
}

/** Ends the session; recorded work stays on the desk and goes up with the next one. */
export async function signOut(): Promise<void> {
  const answer = await desk.call('session.sign-out', {})
  if (answer.kind !== 'ok') return
  adoptSession(answer.value)
  await router.replace('/')
}
