import { describe, expect, it } from 'vitest'
import type { SearchAnswer } from '../../../src/contract/search.ts'
import { isEmpty, searchSentence } from '../../../src/renderer/features/files/search-words.ts'

const none = { hits: [], more: false }
const answer = (part: Partial<SearchAnswer>): SearchAnswer => ({
  kind: 'name',
  invalid: false,
  people: none,
  enterprises: none,
  agencies: none,
  ...part,
})
const say = (part: Partial<SearchAnswer>, text = 'x') => searchSentence((key) => key, answer(part), text)

describe('what is said about a search', () => {
  it('calls a wrong number wrong, and not missing', () => {
    expect(say({ kind: 'id-number', invalid: true })).toBe('files.invalid-id')
    expect(say({ kind: 'credit-code', invalid: true })).toBe('files.invalid-code')
  })

  it('says that nobody is here only when something was asked for', () => {
    expect(say({})).toBe('files.nobody')
    expect(say({ kind: 'unreadable' })).toBe('files.unreadable')
    expect(say({ kind: 'nothing' })).toBeUndefined()
    expect(say({}, '  ')).toBeUndefined()
  })

  it('says nothing beside rows', () => {
    const agencies = { hits: [{ id: 'a', name: '沈阳**', creditCode: '9121' }], more: false }
    expect(isEmpty(answer({ agencies }))).toBe(false)
    expect(say({ agencies })).toBeUndefined()
  })
})
