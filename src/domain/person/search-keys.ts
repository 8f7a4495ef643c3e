import { grams } from '../kernel/text.ts'
import { hanCharacters } from './name.ts'
import { foldLetters } from './pinyin.ts'
import type { SearchQuery } from './search-query.ts'

/**
 * The tokens under which a person is found by name. They go, joined by spaces, into a contentless full-text table
 * (`detail=none`) whose tokenizer must be SQLite's `ascii`: it keeps every character beyond ASCII, so rare ones of
 * four bytes are not lost as they would be with `unicode61`. A small letter in front keeps the kinds apart.
 * Whole numbers, phones and the pinyin itself are found by ordinary column indexes instead.
 */
export interface PersonSearchSource {
  readonly name: string
  /** One syllable for each Chinese character of the name, in order. */
  readonly pinyin: readonly string[]
  /** The number of the main document. */
  readonly documentNumber: string
  readonly phones: readonly string[]
}

export interface PersonSearchKeys {
  readonly tokens: readonly string[]
  /** Folded pinyin, or the folded letters of a Latin name, for a column searched by its beginning. */
  readonly pinyin: string
}

const LONGEST_GRAM = 4
const LONGEST_WORD_BEGINNING = 12

const gramToken = (gram: string) => `g${gram}`
const initialsToken = (initials: string) => `i${initials}`
const lastFourToken = (lastFour: string) => `d${lastFour}`
const phoneEndToken = (lastFour: string) => `t${lastFour}`
const lastFourNameToken = (lastFour: string, firstCharacter: string) => `s${lastFour}${firstCharacter}`
const wordToken = (word: string) => `w${word}`

/** ASCII letters and digits only, small: the tokenizer folds capitals, and other signs would split a token. */
function tokenSafe(text: string): string {
  return text.toLowerCase().replace(/[^0-9a-z]/gu, '')
}

function beginnings(text: string, shortest: number, longest: number): string[] {
  const count = Math.max(0, Math.min(text.length, longest) - shortest + 1)
  return Array.from({ length: count }, (_, index) => text.slice(0, shortest + index))
}

function latinWords(name: string): string[] {
  return name
    .split(/[^\p{Script=Latin}\p{M}']+/u)
    .map(foldLetters)
    .filter((word) => word !== '')
}

function nameTokens(name: string): string[] {
  const characters = hanCharacters(name)
  const sizes = Array.from({ length: LONGEST_GRAM }, (_, index) => index + 1)
  return [
    ...sizes.flatMap((size) => grams(characters, size)).map(gramToken),
    ...latinWords(name).flatMap((word) => beginnings(word, 1, LONGEST_WORD_BEGINNING).map(wordToken)),
  ]
}

function firstCharacter(name: string): string {
  return hanCharacters(name)[0] ?? foldLetters(name).slice(0, 1)
}

/** Every key of one person, each once, in a stable order; FTS5's `delete` needs the very tokens of the insert. */
export function personSearchKeys(source: PersonSearchSource): PersonSearchKeys {
  const syllables = source.pinyin.map(foldLetters).filter((syllable) => syllable !== '')
  const initials = syllables.map((syllable) => syllable.slice(0, 1)).join('')
  const lastFour = tokenSafe(source.documentNumber).slice(-4)
  const first = firstCharacter(source.name)
  const tokens = [
    ...nameTokens(source.name),
    ...beginnings(initials, 2, initials.length).map(initialsToken),
    ...(lastFour.length === 4 ? [lastFourToken(lastFour)] : []),
    ...(lastFour.length === 4 && first !== '' ? [lastFourNameToken(lastFour, first)] : []),
    ...source.phones.map((phone) => phoneEndToken(tokenSafe(phone).slice(-4))),
  ]
  return { tokens: [...new Set(tokens)], pinyin: syllables.join('') || latinWords(source.name).join('') }
}

/** Grams that together cover a text of any length: the text itself up to four characters, else every fourth. */
function coveringGrams(characters: readonly string[]): string[] {
  if (characters.length <= LONGEST_GRAM) return [characters.join('')]
  const all = grams(characters, LONGEST_GRAM)
  return [...new Set(all.filter((_, index) => index % LONGEST_GRAM === 0 || index === all.length - 1))]
}

/**
 * The tokens a person must all have to answer a query; empty when the query is answered by a column index (numbers,
 * pinyin) or not at all. Names longer than four characters may let a few wrong rows through: compare the name.
 */
export function searchTokens(query: SearchQuery): readonly string[] {
  switch (query.kind) {
    case 'name':
    case 'enterprise-name': {
      const characters = hanCharacters(query.name)
      return characters.length === 0 ? [] : coveringGrams(characters).map(gramToken)
    }
    case 'initials':
      return [initialsToken(query.initials)]
    case 'last-four':
      return [lastFourToken(query.lastFour.toLowerCase())]
    case 'last-four-name': {
      const characters = hanCharacters(query.name)
      const rest = characters.length > 1 ? coveringGrams(characters).map(gramToken) : []
      return [lastFourNameToken(query.lastFour.toLowerCase(), characters[0] ?? ''), ...rest]
    }
    case 'latin-name':
      return query.words.map((word) => wordToken(word.slice(0, LONGEST_WORD_BEGINNING)))
    default:
      return []
  }
}
