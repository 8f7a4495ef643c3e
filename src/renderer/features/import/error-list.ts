import type { ImportPreview } from '../../../contract/import.ts'
import { problemWord } from './import-words.ts'

type Translate = (key: string, values?: Record<string, unknown>) => string

/** A cell that begins like a formula would be run by the spreadsheet that opens the list. */
const quoted = (text: string): string => `"${(/^[=+\-@\t]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`

/**
 * Every problem of a preview as a separated file: row, column, heading, what is wrong. It begins with the mark of UTF-8,
 * without which spreadsheets of Chinese office machines take it for GBK.
 */
export function makeErrorList(t: Translate, { problems, columns }: ImportPreview): Blob {
  const headerOf = new Map(columns.map(({ field, header }) => [field, header]))
  const head = ['row', 'column', 'heading', 'problem'].map((key) => t(`import.list.${key}`))
  const lines = problems.map((problem) => [
    String(problem.row),
    problem.letter,
    problem.field === undefined ? '' : (headerOf.get(problem.field) ?? ''),
    problemWord(t, problem),
  ])
  const text = [head, ...lines].map((line) => line.map(quoted).join(',')).join('\r\n')
  return new Blob(['\uFEFF', text, '\r\n'], { type: 'text/csv;charset=utf-8' })
}

/** Hands a file to the person at the desk, who says where it goes. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  // The download has begun by then, and the address must not outlive it by much.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
