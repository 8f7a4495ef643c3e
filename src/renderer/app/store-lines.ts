import type { StoreReport } from '../../contract/store.ts'
import { formatInstant } from '../ui/format.ts'

type Say = (key: string, values: Readonly<Record<string, string | number>>) => string

/** What a report of the desk's storage means to a person: what is gone, since when, and which acts. */
export function storeLines(report: Pick<StoreReport, 'kind' | 'detail'>, say: Say): string[] {
  const { from, to, since, until, missing } = report.detail
  const lines: string[] = []
  if (typeof since === 'number' && typeof until === 'number')
    lines.push(say('store.between', { since: formatInstant(since), until: formatInstant(until) }))
  if (from === undefined || to === undefined) return lines
  lines.push(say('store.acts', { from, to }))
  if (report.kind === 'acts-lost') return lines
  if (missing === undefined) lines.push(say('store.acts-unknown', {}))
  else lines.push(say(missing === 0 ? 'store.acts-none' : 'store.acts-missing', { missing }))
  return lines
}
