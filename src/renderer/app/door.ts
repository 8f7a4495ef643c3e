import type { SessionState } from '../../contract/session.ts'

const KEPT_AS = 'hall-desk-door'

/** What is painted on the door: nothing of any person, and nothing that is not on the sign outside. */
type Door = Pick<SessionState, 'hall' | 'device' | 'profile'>

/** Remembers the door of an enrolled desk for the next start; a desk that isn't enrolled forgets it. */
export function rememberDoor({ kind, hall, device, profile }: SessionState): void {
  if (kind === 'no-key') return
  if (kind === 'not-enrolled') localStorage.removeItem(KEPT_AS)
  else localStorage.setItem(KEPT_AS, JSON.stringify({ hall, device, profile } satisfies Door))
}

/**
 * The door as it will most likely be: shown at once, while the data thread still opens its database, so that whoever
 * comes can type. Their sign-in is answered when the database is open.
 */
export function expectDoor(): SessionState | undefined {
  const kept = localStorage.getItem(KEPT_AS)
  if (kept === null) return undefined
  return {
    ...(JSON.parse(kept) as Door),
    kind: 'signed-out',
    link: { online: false, phase: 'resting', asOf: null },
    pending: 0,
    returned: 0,
    offlineLogins: [],
  }
}
