import type { LoginLogFilters } from '../../../contract/login-log.ts'

/** The filter bar as it is typed; an empty text is no filter. */
export interface LogForm {
  readonly range: readonly [from: string, to: string]
  readonly type: string
  readonly result: string
  readonly identityType: string
  readonly name: string
  readonly taxpayerName: string
  readonly creditCode: string
}

/** Everything in a range. */
export function emptyForm(range: LogForm['range']): LogForm {
  return { range, type: '', result: '', identityType: '', name: '', taxpayerName: '', creditCode: '' }
}

/** What the desk is asked: empty fields are left out. */
export function toFilters({ range: [from, to], ...texts }: LogForm): LoginLogFilters {
  const given = Object.entries(texts).flatMap(([field, text]) => (text.trim() === '' ? [] : [[field, text.trim()]]))
  return { from, to, ...(Object.fromEntries(given) as Partial<LoginLogFilters>) }
}

/** How many filters narrow the range. */
export const countFilters = ({ range: _range, ...texts }: LogForm): number =>
  Object.values(texts).filter((text) => text.trim() !== '').length
