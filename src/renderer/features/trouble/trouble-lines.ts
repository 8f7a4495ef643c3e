import type { StoreReport } from '../../../contract/store.ts'
import { formatCount, formatInstant } from '../../ui/format.ts'

/** A sentence by its key, with what it speaks of. */
export interface Line {
  readonly key: string
  readonly values: Readonly<Record<string, string>>
}

type Detail = StoreReport['detail']

const numberOf = (detail: Detail, name: string): number => Number(detail[name] ?? 0)
const counts = (detail: Detail, ...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, formatCount(numberOf(detail, name))]))

function lostLines(detail: Detail): Line[] {
  const { lost, from, to, missing, until } = detail
  if (numberOf(detail, 'lost') === 0) return [{ key: 'trouble.what.nothing-lost', values: {} }]
  const range = { from: String(from), to: String(to), lost: formatCount(Number(lost)) }
  const known = missing === undefined ? 'store.acts-unknown' : missing === 0 ? 'store.acts-none' : 'store.acts-missing'
  return [
    { key: 'trouble.what.lost', values: range },
    ...(typeof until === 'number' ? [{ key: 'trouble.what.until', values: { until: formatInstant(until) } }] : []),
    { key: known, values: counts(detail, 'missing') },
  ]
}

/** What salvage found, in sentences: first what is safe, then what isn't, and what comes by itself. */
export const listWhat = ({ detail }: Pick<StoreReport, 'detail'>): Line[] => [
  { key: 'trouble.what.saved', values: counts(detail, 'commands', 'unsent', 'drafts', 'pictures') },
  ...lostLines(detail),
  { key: 'trouble.what.fetching', values: {} },
]

/** What the clerk does now, step by step. */
export const listSteps = ({ detail }: Pick<StoreReport, 'detail'>): string[] => [
  ...(detail['enrolled'] === 0 ? ['trouble.step.enrol'] : []),
  ...(numberOf(detail, 'lost') > 0 ? ['trouble.step.hand-over'] : []),
  'trouble.step.look-at-drafts',
  'trouble.step.tell-administrator',
  'trouble.step.kept-aside',
]
