import { z } from 'zod'
import { COMMAND_STATES, defineCall } from './call.ts'
import { id, instant, text } from './fields.ts'

/** To whom a code goes: a number as typed, a number of the list, a person's default one, or what a held act awaits. */
export const codeTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('number'), number: text(24) }),
  z.strictObject({ kind: z.literal('phone'), phoneId: id }),
  z.strictObject({ kind: z.literal('default'), personId: id }),
  z.strictObject({ kind: z.literal('command'), commandId: id }),
])
export type CodeTarget = z.infer<typeof codeTarget>

/** What the code is for; a code for one purpose proves nothing for another (OP-05). */
export const codePurpose = z.enum(['phone', 'credential', 'capture', 'relation', 'held'])
export type CodePurpose = z.infer<typeof codePurpose>

/** The visit to which the proof will belong; the held act takes its place where there is one. */
const about = { purpose: codePurpose, target: codeTarget, visitId: id.optional() }

/** Both need the central: offline the number is held unverified and its code is asked for at sync (OP-24). */
export const codeCalls = {
  'code.send': defineCall(
    'remote',
    z.strictObject(about),
    z.object({ masked: z.string(), expiresAt: instant, nextAt: instant }),
  ),
  'code.verify': defineCall(
    'remote',
    z.strictObject({ ...about, code: z.string().regex(/^\d{4,8}$/) }),
    z.object({ proof: z.unknown().optional(), state: z.enum(COMMAND_STATES).optional() }),
    { audience: ['clerk', 'customer'] },
  ),
}

export type CodeSendInput = z.output<(typeof codeCalls)['code.send']['input']>
export type CodeVerifyInput = z.output<(typeof codeCalls)['code.verify']['input']>
