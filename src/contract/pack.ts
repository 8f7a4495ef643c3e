import { z } from 'zod'
import { TRIP_REASONS } from '../domain/field/types.ts'
import { defineCall } from './call.ts'
import { civilDate, id, instant, none } from './fields.ts'

const count = z.number().int()

/** Something that runs out before the return, masked: whose it is, and its last day. */
const expiring = z.object({
  kind: z.enum(['document', 'relation', 'agreement', 'initial-password']),
  label: z.string(),
  enterpriseId: z.string().nullable(),
  personId: z.string().nullable(),
  on: civilDate,
})

/** What a list of enterprises comes to before a trip: who is there, how much, how fresh, what ends, go or no-go. */
export const pack = z.object({
  enterprises: z.array(z.object({ id: z.string(), known: z.boolean(), label: z.string(), people: count })),
  returnOn: civilDate,
  people: count,
  rows: count,
  bytes: count,
  asOf: instant.nullable(),
  expiring: z.array(expiring),
  go: z.boolean(),
  reasons: z.array(
    z.object({
      code: z.enum(TRIP_REASONS),
      weight: z.enum(['stop', 'mind']),
      count: count.optional(),
      on: civilDate.optional(),
    }),
  ),
})
export type Pack = z.infer<typeof pack>

export const gauge = z.object({
  kind: z.enum(['lease', 'commands', 'bytes', 'resets-by-clerk', 'resets-of-person']),
  used: count,
  most: count.nullable(),
})

const choice = z.strictObject({ enterpriseIds: z.array(id).min(1).max(200), returnOn: civilDate })

/** Packs for field work; all of it is answered by the desk alone. */
export const packCalls = {
  /** What this list would come to; nothing is kept. */
  'field.judge-pack': defineCall('read', choice, pack),
  /** Keeps the list for the trip that begins now, in the place of an earlier one. */
  'field.keep-pack': defineCall('write', choice, pack),
  /** The list that was kept, judged as things stand now. */
  'field.pack': defineCall('read', none, pack.extend({ keptAt: instant }).nullable()),
  'field.end-trip': defineCall('write', none, none),
  /** How far each limit of field work is used up; shown before anybody runs into one. */
  'field.gauges': defineCall('read', none, z.array(gauge)),
}
