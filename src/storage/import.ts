import type { ImportPreview, ImportReport, ImportRowAnswer } from '../contract/import.ts'
import type { Actor } from '../domain/kernel/actor.ts'
import { MINUTE, type Instant } from '../domain/kernel/instant.ts'
import { beijingDate } from '../domain/kernel/calendar.ts'
import { maskCreditCode, maskDocumentNumber, maskEnterpriseName, maskName, maskPhone } from '../domain/kernel/mask.ts'
import type { Refusal } from '../domain/kernel/refusal.ts'
import { readSheet } from '../domain/import/read-sheet.ts'
import { importRefusals } from '../domain/import/refusals.ts'
import type { ImportField, ImportHead, ImportKind, ImportRow, SheetRows } from '../domain/import/types.ts'
import { appendAudit, type Hash } from './audit.ts'
import type { WriteDb } from './database.ts'
import { sql } from './database.ts'
import { compareRows, type ComparedRow } from './import-compare.ts'
import { writeImport } from './import-write.ts'
import { Refused } from './refused.ts'
import type { Work } from './rows.ts'

type StaffActor = Extract<Actor, { kind: 'staff' }>

/** Why a file or a wish to import is turned down, as an error that crosses the wall. */
export const refuseImport = (code: (typeof importRefusals.codes)[number], values?: Refusal['values']): Refused =>
  new Refused(importRefusals.make(code, values))

/** Importing is the hall's supervisor's and the system administrator's (OP-25). @throws Refused for anybody else. */
export function checkImporter(actor: StaffActor): void {
  if (actor.role !== 'supervisor' && actor.role !== 'system-admin') throw refuseImport('import-role')
}

const PREVIEW_LIVES = 30 * MINUTE

export interface PreviewInput {
  readonly kind: ImportKind
  readonly rows: SheetRows
  readonly fileHash: string
  readonly tokenHash: string
  readonly token: string
}

interface Circumstances {
  readonly actor: StaffActor
  readonly now: Instant
}

/** What a preview says beside what the file's reader knows. */
export type PreviewAnswer = Omit<ImportPreview, 'sheet' | 'otherSheets' | 'encoding'>

/**
 * Reads a sheet, holds it against the database, and keeps it for half an hour in case somebody asks for the import.
 * Nothing else is written.
 * @throws Refused when the sheet as a whole can't be taken.
 */
export async function previewImport(
  db: WriteDb,
  { kind, rows: sheet, fileHash, tokenHash, token }: PreviewInput,
  { actor, now }: Circumstances,
): Promise<PreviewAnswer> {
  const reading = readSheet(kind, sheet, beijingDate(now))
  if (reading.kind === 'refused') throw new Refused(reading.refusal)
  const compared = await compareRows(db, kind, reading.rows, actor.hallId)
  const expiresAt = now + PREVIEW_LIVES
  await db.run(sql('delete from import_preview where expires_at <= ? or staff_id = ?', [now, actor.staffId]))
  await db.run(
    sql(
      'insert into import_preview (token_hash, staff_id, hall_id, kind, file_hash, content, created_at, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?)',
      [tokenHash, actor.staffId, actor.hallId, kind, fileHash, JSON.stringify(reading.rows), now, expiresAt],
    ),
  )
  return {
    token,
    expiresAt,
    headerRow: reading.head.headerRow,
    columns: reading.head.columns.map(({ field, letter, header }) => ({ field, letter, header })),
    unused: reading.head.unused.map((column) => ({ ...column })),
    doubled: [...reading.head.doubled],
    counts: countStates(compared),
    rows: showRows(compared),
    problems: listProblems(compared, reading.head),
  }
}

function countStates(rows: readonly ComparedRow[]) {
  const count = (state: ComparedRow['state']) => rows.filter((row) => row.state === state).length
  return { ready: count('ready'), existing: count('existing'), wrong: count('wrong') }
}

const SHOWN = 100
const WRONG_SHOWN = 300

function showRows(rows: readonly ComparedRow[]): ImportRowAnswer[] {
  const wrong = new Set(rows.filter((row) => row.state === 'wrong').slice(0, WRONG_SHOWN))
  return rows.filter((row, place) => place < SHOWN || wrong.has(row)).map(showRow)
}

const MASKS: Readonly<Partial<Record<ImportField, (text: string) => string>>> = {
  creditCode: maskCreditCode,
  enterpriseName: maskEnterpriseName,
  personName: maskName,
  documentNumber: maskDocumentNumber,
  phone: maskPhone,
}

const LONGEST_CELL = 80

function showRow({ row, state, cells, problems }: ComparedRow): ImportRowAnswer {
  const inQuestion = new Set(problems.map((problem) => problem.field))
  // A row beside its head has its values under the wrong headings, where their masks would not fit them.
  const shifted = problems.some((problem) => problem.code === 'row-shifted')
  const show = (field: ImportField, text: string) => {
    const mask = shifted ? maskDocumentNumber : MASKS[field]
    return mask === undefined || inQuestion.has(field) ? text.slice(0, LONGEST_CELL) : mask(text)
  }
  const entries = Object.entries(cells) as [ImportField, string][]
  return {
    row,
    state,
    cells: Object.fromEntries(entries.map(([field, text]) => [field, show(field, text)])),
    problems: problems.map((problem) => ({ ...problem })),
  }
}

const PROBLEMS_MOST = 5_000

function listProblems(rows: readonly ComparedRow[], { columns }: ImportHead): ImportPreview['problems'] {
  const letters = new Map(columns.map((column) => [column.field, column.letter]))
  return rows
    .flatMap(({ row, problems }) =>
      problems.map((problem) => ({
        ...problem,
        row,
        letter: problem.field === undefined ? '' : (letters.get(problem.field) ?? ''),
      })),
    )
    .slice(0, PROBLEMS_MOST)
}

/**
 * Imports what a preview showed, in the caller's transaction and whole: rows are held against the database once more,
 * because half an hour may lie between. Asked again, as after a lost answer, it gives the same report.
 * @throws Refused when the preview is gone or somebody else's, when wrong rows were not given up, or none is left.
 */
export async function commitImport(
  work: Work,
  { tokenHash, skipWrong }: { readonly tokenHash: string; readonly skipWrong: boolean },
  { actor, now, newId, hash }: Circumstances & { readonly newId: () => string; readonly hash: Hash },
): Promise<ImportReport> {
  const preview = await work.db.find<{ kind: ImportKind; content: string; file_hash: string; report: string | null }>(
    sql(
      'select kind, content, file_hash, report from import_preview where token_hash = ? and staff_id = ? and hall_id = ? and expires_at > ?',
      [tokenHash, actor.staffId, actor.hallId, now],
    ),
  )
  if (preview === undefined) throw refuseImport('import-preview-unknown')
  if (preview.report !== null) return JSON.parse(preview.report) as ImportReport
  const { kind, content, file_hash: fileHash } = preview
  const rows = await compareRows(work.db, kind, JSON.parse(content) as ImportRow[], actor.hallId)
  const { ready, existing, wrong } = countStates(rows)
  if (wrong > 0 && !skipWrong) throw refuseImport('import-rows-wrong', { rows: wrong })
  if (ready === 0) throw refuseImport('import-nothing-ready')
  const imported = await writeImport(work, kind, rows, { hallId: actor.hallId, now, newId })
  await appendAudit(
    work.db,
    { chain: actor.hallId, hash },
    {
      at: now,
      actor,
      action: 'import.commit',
      subjects: [],
      detail: { kind, imported, existing, wrong, file: fileHash },
    },
  )
  const report: ImportReport = { imported, existing, wrong, at: now }
  await work.db.run(
    sql("update import_preview set content = '[]', report = ? where token_hash = ?", [
      JSON.stringify(report),
      tokenHash,
    ]),
  )
  return report
}
