import type { ImportPreview } from '../../../contract/import.ts'
import { problemWord } from './import-words.ts'

type Translate = (key: string, values?: Record<string, unknown>) => string

/** A cell that begins like a formula would be run by the spreadsheet that opens the list. */
const quoted = (text: string): string => `"${(/^[=+\-@\t]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`

/**
 * Every problem of a preview as a separated file: row, column, heading, what is wrong. It begins with the mark of UTF-8,
 * without which spreadsheets of Chinese office machines take it for GBK.
 */
export function makeErrorList(t: Translate, { problems, columns }: ImportPreview): string {
  const headerOf = new Map(columns.map(({ field, header }) => [field, header]))
  const head = ['row', 'column', 'heading', 'problem'].map((key) => t(`import.list.${key}`))
  const lines = problems.map((problem) => [
    String(problem.row),
    problem.letter,
    problem.field === undefined ? '' : (headerOf.get(problem.field) ?? ''),
    problemWord(t, problem),
  ])
  const text = [head, ...lines].map((line) => line.map(quoted).join(',')).join('\r\n')
  return `\uFEFF${text}\r\n`
}

/** What a file of this name is called in the list's own name: without its ending, and without what no name may hold. */
export function stemOf(fileName: string): string {
  const stem = fileName.replace(/\.[A-Za-z]{1,5}$/, '').replace(/[\\/:*?"<>|\p{Cc}]/gu, ' ')
  return Array.from(stem).slice(0, 60).join('')
}
