import type { ImportProblemAnswer, ImportRowAnswer } from '../../../contract/import.ts'
import type { Shape } from '../../ui/HdShape.vue'
import type { Tone } from '../../ui/HdStatus.vue'

type Translate = (key: string, values?: Record<string, unknown>) => string

/** One problem in words: what is wrong and what to do about it. */
export function problemWord(t: Translate, { code, values }: ImportProblemAnswer): string {
  const columns = Number(values?.['columns'] ?? 0)
  const side = t(columns < 0 ? 'import.side.left' : 'import.side.right')
  return t(`import.problem.${code}`, { ...values, columns: Math.abs(columns), side })
}

const LOOKS: Readonly<Record<ImportRowAnswer['state'], { tone: Tone; shape: Shape }>> = {
  ready: { tone: 'good', shape: 'check' },
  existing: { tone: 'plain', shape: 'dash' },
  wrong: { tone: 'bad', shape: 'cross' },
}

/** A row's state by word, shape and colour. */
export const rowLook = (t: Translate, state: ImportRowAnswer['state']) => ({
  word: t(`import.state.${state}`),
  ...LOOKS[state],
})
