import { z } from 'zod'
import { ROLES } from '../domain/kernel/actor.ts'
import { defineCall } from './call.ts'
import { instant, none, text } from './fields.ts'

export const operator = z.object({
  staffId: z.string(),
  login: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  hallId: z.string(),
})

/** How the desk stands with the central. `barred`: the central turns this device away until a person has looked. */
export const linkFacts = z.object({
  online: z.boolean(),
  phase: z.enum(['resting', 'pushing', 'pulling', 'failing', 'barred']),
  /** `数据截至`: when everything the central had was here; null before the first copy is complete. */
  asOf: instant.nullable(),
  /** A copy under way: which table, and how many rows are here. A former copy is read until the new one is whole. */
  copying: z
    .object({
      table: z.string(),
      rows: z.number().int(),
      rowsInAll: z.number().int(),
      bytes: z.number().int(),
      /** At the pace so far; null before there is one. */
      secondsLeft: z.number().int().nullable(),
    })
    .optional(),
  barred: z.string().optional(),
  /** The central's word for why the last round failed though it could be reached; the desk tries on by itself. */
  blocked: z.string().optional(),
})

/** Why the desk's database is shut; the first three ask for a passphrase, the others for the administrator. */
export const KEY_PROBLEMS = [
  'passphrase-new',
  'passphrase-needed',
  'passphrase-wrong',
  'keychain-changed',
  'key-missing',
  'key-wrong',
  'plaintext',
  'foreign',
  'newer-program',
  'in-use',
  'damaged',
  'database-missing',
  'fault',
] as const

/**
 * What the frame of every screen shows. `no-key`: the database is shut, `problem` says why; `not-enrolled`: this
 * machine is no hall's desk yet. A locked session still names its operator, so that the next clerk sees whose work
 * lies beneath.
 */
export const sessionState = z.object({
  kind: z.enum(['no-key', 'not-enrolled', 'signed-out', 'locked', 'signed-in']),
  problem: z.enum(KEY_PROBLEMS).optional(),
  /** The office's recovery key opens this desk; the key is then kept by this door. `wrong`: the last try was. */
  recovery: z.object({ door: z.enum(['keychain', 'passphrase']), wrong: z.boolean() }).optional(),
  operator: operator.optional(),
  hall: z.object({ id: z.string(), name: z.string(), taxAuthority: z.string(), division: z.string() }).optional(),
  device: z.object({ id: z.string(), name: z.string() }).optional(),
  profile: z.string(),
  link: linkFacts,
  /** Commands not yet settled by the central, and those returned, or taken back too late, nobody has dealt with. */
  pending: z.number().int(),
  returned: z.number().int(),
  /** The disk has too little room: nothing new is recorded until there is more; what is here can be read and sent. */
  disk: z.literal('short').optional(),
  /** Who signed in here with a network before, and may without one. */
  offlineLogins: z.array(z.string()),
})
export type SessionState = z.infer<typeof sessionState>
export type SessionOperator = z.infer<typeof operator>

/** One-time enrolment code as the hall's administrator hands it out, and the desk's name on receipts. */
const enrolment = { code: text(40), name: text(60) }

export const sessionCalls = {
  /** Opens the database where the system has no keychain; for `passphrase-new` it sets the passphrase. */
  'key.unlock': defineCall('shell', z.strictObject({ passphrase: text(200) }), sessionState, { access: 'open' }),
  /** Opens it by the office's private key (PEM) or the code made of it; `passphrase` is the new one, where it needs one. */
  'key.recover': defineCall(
    'shell',
    z.strictObject({ secret: text(4000), passphrase: text(200).optional() }),
    sessionState,
    { access: 'open' },
  ),
  'session.state': defineCall('read', none, sessionState, { access: 'open' }),
  'session.enrol': defineCall('write', z.strictObject(enrolment), sessionState, { access: 'open' }),
  'session.sign-in': defineCall('write', z.strictObject({ login: text(60), password: text(200) }), sessionState, {
    access: 'open',
  }),
  /** Ends the session. From the lock screen too, so that a colleague may sign in; recorded work stays. */
  'session.sign-out': defineCall('write', none, sessionState, { access: 'open' }),
  'session.lock': defineCall('write', none, sessionState, { access: 'open' }),
  'session.unlock': defineCall('write', z.strictObject({ password: text(200) }), sessionState, { access: 'open' }),
  /** Somebody works here: the idle lock starts counting anew. */
  'session.touch': defineCall('write', none, none),
}
