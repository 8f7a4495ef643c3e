import { z } from 'zod'
import { defineCall } from './call.ts'
import { id, instant, text } from './fields.ts'
import { IMPORT_FIELDS, IMPORT_KINDS, IMPORT_PROBLEMS } from '../domain/import/types.ts'

/** Bytes of a spreadsheet that are taken; twenty thousand rows fit well. */
export const IMPORT_BYTES_MOST = 4 * 1024 * 1024
const BASE64_MOST = Math.ceil(IMPORT_BYTES_MOST / 3) * 4

export const importProblem = z.object({
  code: z.enum(IMPORT_PROBLEMS),
  field: z.enum(IMPORT_FIELDS).optional(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})
export type ImportProblemAnswer = z.infer<typeof importProblem>

/** `ready` will be imported when asked, `existing` is in the system already and is left alone, `wrong` has problems. */
export const importRow = z.object({
  /** As the spreadsheet numbers it. */
  row: z.number().int(),
  state: z.enum(['ready', 'existing', 'wrong']),
  /** Masked, except cells with a problem: those are shown as typed, so that they can be found and mended. */
  cells: z.partialRecord(z.enum(IMPORT_FIELDS), z.string()),
  problems: z.array(importProblem),
})
export type ImportRowAnswer = z.infer<typeof importRow>

export const importPreview = z.object({
  token: z.string(),
  expiresAt: instant,
  /** Name of the sheet that was read, and of those that weren't; empty for text files. */
  sheet: z.string(),
  otherSheets: z.array(z.string()),
  encoding: z.enum(['workbook', 'utf-8', 'utf-16', 'gb18030']),
  headerRow: z.number().int(),
  columns: z.array(z.object({ field: z.enum(IMPORT_FIELDS), letter: z.string(), header: z.string() })),
  unused: z.array(z.object({ letter: z.string(), header: z.string() })),
  doubled: z.array(z.enum(IMPORT_FIELDS)),
  counts: z.object({ ready: z.number().int(), existing: z.number().int(), wrong: z.number().int() }),
  /** The first rows of the sheet and the first wrong ones, in order. */
  rows: z.array(importRow),
  /** Every problem of every row, for the list that can be taken away. */
  problems: z.array(importProblem.extend({ row: z.number().int(), letter: z.string() })),
})
export type ImportPreview = z.infer<typeof importPreview>

export const importReport = z.object({
  imported: z.number().int(),
  existing: z.number().int(),
  wrong: z.number().int(),
  at: instant,
})
export type ImportReport = z.infer<typeof importReport>

/**
 * A spreadsheet goes to the central whole, in one call, and leaves nothing on the desk: attachments are evidence that
 * is kept with a command, and a file of other people's numbers is neither. `preview` reads and changes nothing;
 * `commit` imports what a preview showed, all or nothing.
 */
export const importCalls = {
  /** Leaves the list of problems in the system's folder of downloads; gives the file's name, which is a new one. */
  'import.save-list': defineCall(
    'shell',
    z.strictObject({
      name: z.string().regex(/^[^\\/:*?"<>|\p{Cc}]{1,120}\.csv$/u),
      content: z.string().max(2_000_000),
    }),
    z.object({ file: z.string() }),
  ),
  'import.preview': defineCall(
    'remote',
    z.strictObject({
      kind: z.enum(IMPORT_KINDS),
      fileName: text(200),
      /** Base64, without line breaks. */
      content: z
        .string()
        .max(BASE64_MOST)
        .regex(/^[A-Za-z0-9+/]*={0,2}$/),
    }),
    importPreview,
  ),
  'import.commit': defineCall('remote', z.strictObject({ token: id, skipWrong: z.boolean() }), importReport),
}
