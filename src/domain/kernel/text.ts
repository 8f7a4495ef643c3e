/**
 * Text as people and machines hand it over: pasted from spreadsheets, typed with a Chinese input method, read by a
 * card reader that pads with blanks. These helpers bring it to one form; they never drop a visible character.
 */

// Zero-width and joining marks, bidi controls, the soft hyphen, the byte-order mark and the variation selectors:
// two names that differ only by one of these look equal on paper and must be equal here.
const INVISIBLE =
  /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFE00-\uFE0F\uFEFF]|[\u{E0100}-\u{E01EF}]/gu

const ODD_SPACE = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/gu

const FULL_WIDTH = /[\uFF01-\uFF5E]/g
const FULL_WIDTH_OFFSET = 0xfee0

/** Full-width ASCII (`２１Ｘ`) and the ideographic space to their half-width forms; everything else is untouched. */
export function toHalfWidth(text: string): string {
  return text
    .replace(FULL_WIDTH, (character) => String.fromCharCode(character.charCodeAt(0) - FULL_WIDTH_OFFSET))
    .replaceAll('\u3000', ' ')
}

/** Removes what nobody can see; no-break and other odd spaces become plain ones. */
export function stripInvisible(text: string): string {
  return text.replace(INVISIBLE, '').replace(ODD_SPACE, ' ')
}

/** Runs of white space become one space; none is left at the ends. */
export function collapseSpaces(text: string): string {
  return text.replace(/\s+/gu, ' ').trim()
}

/** The code points of a text, one string each: `𠮷` is one, not two UTF-16 units. */
export function codePoints(text: string): string[] {
  return Array.from(text)
}

/** How many code points a text holds. */
export function codePointCount(text: string): number {
  return codePoints(text).length
}

/** Every run of `size` neighbouring characters, in order: `grams(['张', '三', '丰'], 2)` is `['张三', '三丰']`. */
export function grams(characters: readonly string[], size: number): string[] {
  const count = Math.max(0, characters.length - size + 1)
  return Array.from({ length: count }, (_, start) => characters.slice(start, start + size).join(''))
}

/** ASCII letters to upper case and nothing else, so that no letter ever becomes two (`ß` would). */
export function upperCaseAscii(text: string): string {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase())
}

/**
 * The one written form of an identifier (ID number, credit code, phone): half-width, upper case, no space anywhere.
 * People group digits by spaces when they read a number aloud, so inner spaces carry no meaning.
 */
export function normaliseIdentifier(text: string): string {
  return upperCaseAscii(stripInvisible(toHalfWidth(text)).replace(/\s+/gu, ''))
}
