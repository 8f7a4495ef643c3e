import { z } from 'zod'
import { defineCall } from './call.ts'
import { instant, none, page, paged, text } from './fields.ts'

export const deviceFacts = z.object({
  deviceId: z.string().nullable(),
  deviceName: z.string().nullable(),
  hall: z.string().nullable(),
  taxAuthority: z.string().nullable(),
  profile: z.string(),
  profileVersion: z.number().int(),
  protocol: z.number().int(),
  schema: z.string(),
  /** Rows of the hall kept here, by table. */
  rows: z.array(z.object({ table: z.string(), count: z.number().int() })),
  /** How far this desk has followed its hall's feed. */
  cursor: z.object({ epoch: z.string(), seq: z.number().int() }).nullable(),
  /** Damaged databases that were salvaged and are kept beside this one, named by their instant, until somebody removes them. */
  damaged: z.array(z.object({ name: z.string(), bytes: z.number().int() })),
})
export type DeviceFacts = z.infer<typeof deviceFacts>

export const auditEntry = z.object({
  seq: z.number().int(),
  at: instant,
  actor: z.string(),
  action: z.string(),
  subjects: z.array(z.string()),
  detail: z.record(z.string(), z.unknown()),
  hash: z.string(),
})
export type AuditEntryRow = z.infer<typeof auditEntry>

export const auditVerdict = z.object({
  rows: z.number().int(),
  head: z.string().nullable(),
  broken: z.object({ seq: z.number().int(), problem: z.enum(['missing', 'unlinked', 'altered']) }).nullable(),
})

/** Today on this desk, for the counter's first screen. */
export const counterToday = z.object({
  visits: z.number().int(),
  acts: z.number().int(),
  effective: z.number().int(),
  waiting: z.number().int(),
  returned: z.number().int(),
  /** Acts of today by Beijing hour, 24 numbers. */
  byHour: z.array(z.number().int()),
  byName: z.array(z.object({ name: z.string(), count: z.number().int() })),
})
export type CounterToday = z.infer<typeof counterToday>

export const settingsCalls = {
  'counter.today': defineCall('read', none, counterToday),
  'settings.device': defineCall('read', none, deviceFacts),
  /** Walks the desk's own audit chain and gives the first row that does not fit. */
  'audit.verify': defineCall('read', none, auditVerdict),
  'audit.search': defineCall(
    'read',
    z.strictObject({
      action: text(60).optional(),
      subject: text(64).optional(),
      from: instant.optional(),
      to: instant.optional(),
      ...page,
    }),
    paged(auditEntry),
  ),
}
