import { shallowRef, type ShallowRef } from 'vue'
import type { VisitState } from '../../contract/visit.ts'
import { desk } from '../desk.ts'

/**
 * Who stands at the counter now. The data thread keeps the visit; here is only its newest copy, read again when a
 * topic says that something of it may have changed. Screens of all features look at it, none but the visit's own
 * changes it.
 */
const current = shallowRef<VisitState | null>(null)

/** A change in any of these can change what the visit shows. */
const FOLLOWED: ReadonlySet<string> = new Set([
  'visit',
  'outbox',
  'person',
  'relation',
  'command_result',
  'visit_proof',
])

export const visit: Readonly<ShallowRef<VisitState | null>> = current

/** Takes over a state that a call of the visit has just answered. */
export function adoptVisit(state: VisitState | null): void {
  current.value = state
}

export async function refreshVisit(): Promise<void> {
  const answer = await desk.call('visit.current', {})
  if (answer.kind === 'ok') current.value = answer.value
}

/** After sign-in or unlock: an old visit, or a colleague's, is not taken up again. */
async function resumeVisit(): Promise<void> {
  const answer = await desk.call('visit.resume', {})
  if (answer.kind === 'ok') current.value = answer.value
}

/** Starts listening; gives the function that ends it. */
export function followVisit(): () => void {
  const stops = [
    desk.on('rows-changed', ({ tables }) => {
      if (tables.some((table) => FOLLOWED.has(table))) void refreshVisit()
    }),
    desk.on('sync-changed', () => void refreshVisit()),
    desk.on('session-changed', ({ state }) => {
      if (state === 'signed-in') void resumeVisit()
      else if (state === 'signed-out') current.value = null
    }),
  ]
  void resumeVisit()
  return () => {
    for (const stop of stops) stop()
  }
}
