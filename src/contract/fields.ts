import { z } from 'zod'

/** Fields that many calls share. Lengths bound the input; whether a value is right is the domain's business. */
export const text = (maximum: number) =>
  z
    .string()
    .max(maximum)
    // The one character that PostgreSQL keeps in no text; nobody's name has it.
    .refine((value) => !value.includes('\0'))
export const id = text(64).min(1)
export const instant = z.number().int()
export const civilDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
export const none = z.strictObject({})
/** Keyset paging: `after` is the opaque cursor of the last page, absent for the first. */
export const page = { after: text(200).optional(), size: z.number().int().min(1).max(200).default(50) }
export const paged = <Row extends z.ZodType>(row: Row) => z.object({ rows: z.array(row), next: z.string().optional() })
/** `数据截至`: when the desk last heard from the central, and whether it can hear it now. */
export const freshness = z.object({ asOf: instant.nullable(), online: z.boolean() })
