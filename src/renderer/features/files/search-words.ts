import type { SearchAnswer } from '../../../contract/search.ts'

type Translate = (key: string) => string

const NOTHING: readonly SearchAnswer['kind'][] = ['nothing']

/** Nothing that was asked for is here. */
export const isEmpty = (answer: SearchAnswer): boolean =>
  answer.people.hits.length + answer.enterprises.hits.length + answer.agencies.hits.length === 0

/** One sentence when the rows alone would mislead: a wrong number, a text that is none of the ways, nobody here. */
export function searchSentence(t: Translate, answer: SearchAnswer | undefined, text: string): string | undefined {
  if (answer === undefined || text.trim() === '' || NOTHING.includes(answer.kind)) return undefined
  if (answer.invalid) return t(answer.kind === 'id-number' ? 'files.invalid-id' : 'files.invalid-code')
  if (answer.kind === 'unreadable') return t('files.unreadable')
  return isEmpty(answer) ? t('files.nobody') : undefined
}
