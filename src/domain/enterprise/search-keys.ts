import { codePoints, grams, stripInvisible, toHalfWidth } from '../kernel/text.ts'

/**
 * The tokens under which an enterprise is found by any part of its name, for a full-text table like that of persons
 * (contentless, `detail=none`, tokenizer `ascii`). Two and three characters: a single one would fit too many names.
 */
const SIZES = [2, 3]
const LONGEST = 3

const nameToken = (gram: string) => `e${gram}`

/** Letters and digits of a name, small and half-width, without brackets, spaces and signs. */
function searchable(name: string): string[] {
  return codePoints(
    stripInvisible(toHalfWidth(name))
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, ''),
  )
}

/** Every token of a name, each once, in a stable order. */
export function enterpriseNameTokens(name: string): readonly string[] {
  const characters = searchable(name)
  return [...new Set(SIZES.flatMap((size) => grams(characters, size)).map(nameToken))]
}

/**
 * The tokens a name must all have to hold this text; empty below two characters. Texts longer than three may let a
 * few wrong rows through: compare the name.
 */
export function enterpriseSearchTokens(text: string): readonly string[] {
  const characters = searchable(text)
  if (characters.length < 2) return []
  if (characters.length <= LONGEST) return [nameToken(characters.join(''))]
  const all = grams(characters, LONGEST)
  const covering = all.filter((_, index) => index % LONGEST === 0 || index === all.length - 1)
  return [...new Set(covering.map(nameToken))]
}
