import { computed, readonly, shallowRef } from 'vue'
import type { SessionState } from '../../contract/session.ts'
import { desk } from '../desk.ts'
import { expectDoor, rememberDoor } from './door.ts'

/**
 * What the frame of every screen knows: who is signed in, the hall, and how the desk stands with the centre. The
 * data thread keeps it; here is only its newest copy, read again when a topic says so.
 */
const current = shallowRef<SessionState | undefined>(expectDoor())
const answered = shallowRef(false)

/** Takes over a state that a session call has just answered. */
export function adoptSession(state: SessionState): void {
  current.value = state
  answered.value = true
  rememberDoor(state)
}

export async function refreshSession(): Promise<void> {
  const answer = await desk.call('session.state', {})
  if (answer.kind === 'ok') adoptSession(answer.value)
}

/** Nothing of one operator may stay in memory for the next: the page begins anew, at its first screen. */
function leave(): void {
  location.hash = '#/'
  location.reload()
}

const isWorking = (): boolean => current.value?.kind === 'signed-in' || current.value?.kind === 'locked'

/** Starts listening; called once, before the app is mounted. */
export function followSession(): void {
  desk.on('session-changed', ({ state }) => {
    if (state === 'signed-out' && isWorking()) leave()
    else void refreshSession()
  })
  desk.on('sync-changed', () => void refreshSession())
}

export const session = readonly(current)
/** The data thread has spoken; before that `session` is what this desk was when it was last open. */
export const isSessionKnown = readonly(answered)
export const operator = computed(() => current.value?.operator)
export const online = computed(() => current.value?.link.online ?? false)
export const asOf = computed(() => current.value?.link.asOf ?? null)
export const hasRole = (...roles: readonly string[]): boolean => roles.includes(current.value?.operator?.role ?? '')
