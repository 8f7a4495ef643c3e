import { z } from 'zod'
import { ROLES } from '../domain/kernel/actor.ts'
import { defineCall } from './call.ts'
import { id, instant, none, text } from './fields.ts'

export const operator = z.object({
  staffId: z.string(),
  login: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  hallId: z.string(),
})

/**
 * What the frame of every screen shows. `no-key`: the database's key can't be had, nothing can be read;
 * `not-enrolled`: this machine is no hall's desk yet. A locked session still names its operator, so that the next
 * clerk sees whose work lies beneath.
 */
export const sessionState = z.object({
  kind: z.enum(['no-key', 'not-enrolled', 'signed-out', 'locked', 'signed-in']),
  operator: operator.optional(),
  hall: z.object({ id: z.string(), name: z.string(), taxAuthority: z.string() }).optional(),
  device: z.object({ id: z.string(), name: z.string() }).optional(),
  profile: z.string(),
  online: z.boolean(),
  asOf: instant.nullable(),
  /** Commands not yet settled by the central, and returned ones nobody has dealt with. */
  pending: z.number().int(),
  returned: z.number().int(),
  /** Signing in is refused until then, after wrong passwords. */
  blockedUntil: instant.optional(),
  /** How the session began: the central's answer, or the verifier kept from the last time it answered. */
  signedInBy: z.enum(['central', 'offline']).optional(),
})
export type SessionState = z.infer<typeof sessionState>
export type SessionOperator = z.infer<typeof operator>

/** One-time enrolment code as the hall's administrator hands it out, and the desk's name on receipts. */
const enrolment = { code: text(40), name: text(60) }

export const sessionCalls = {
  /** Opens the database where the system has no keychain; for `passphrase-new` it sets the passphrase. */
  'key.unlock': defineCall('shell', z.strictObject({ passphrase: text(200) }), sessionState, { access: 'open' }),
  'session.state': defineCall('read', none, sessionState, { access: 'open' }),
  'session.enrol': defineCall('write', z.strictObject(enrolment), sessionState, { access: 'open' }),
  'session.sign-in': defineCall('write', z.strictObject({ login: text(60), password: text(200) }), sessionState, {
    access: 'open',
  }),
  'session.sign-out': defineCall('write', none, sessionState, { access: 'open' }),
  'session.lock': defineCall('write', none, sessionState, { access: 'open' }),
  'session.unlock': defineCall('write', z.strictObject({ password: text(200) }), sessionState, { access: 'open' }),
  /** Ends a colleague's locked session so that another may sign in; drafts and recorded work stay. */
  'session.take-over': defineCall('write', none, sessionState, { access: 'open' }),
  /** The names the machine's desk may be signed in with offline, newest first; shown as help, never passwords. */
  'session.known-logins': defineCall('read', none, z.array(z.object({ login: id, name: z.string() })), {
    access: 'open',
  }),
}
