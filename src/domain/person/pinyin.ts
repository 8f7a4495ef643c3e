/** The finals that follow each initial in Hanyu Pinyin, `v` standing for `ü`; from these every syllable is made. */
const FINALS: Readonly<Record<string, string>> = {
  '': 'a ai an ang ao e ei en eng er o ou',
  b: 'a ai an ang ao ei en eng i ian iao ie in ing o u',
  p: 'a ai an ang ao ei en eng i ian iao ie in ing o ou u',
  m: 'a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u',
  f: 'a an ang ei en eng o ou u',
  d: 'a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo',
  t: 'a ai an ang ao e ei eng i ian iao ie ing ong ou u uan ui un uo',
  n: 'a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan un uo v ve ue',
  l: 'a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve ue',
  g: 'a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo',
  k: 'a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo',
  h: 'a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo',
  j: 'i ia ian iang iao ie in ing iong iu u uan ue un',
  q: 'i ia ian iang iao ie in ing iong iu u uan ue un',
  x: 'i ia ian iang iao ie in ing iong iu u uan ue un',
  zh: 'a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo',
  ch: 'a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo',
  sh: 'a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo',
  r: 'an ang ao e en eng i ong ou u ua uan ui un uo',
  z: 'a ai an ang ao e ei en eng i ong ou u uan ui un uo',
  c: 'a ai an ang ao e en eng i ong ou u uan ui un uo',
  s: 'a ai an ang ao e en eng i ong ou u uan ui un uo',
  y: 'a an ang ao e i in ing o ong ou u uan ue un',
  w: 'a ai an ang ei en eng o u',
}

const SYLLABLES: ReadonlySet<string> = new Set(
  Object.entries(FINALS).flatMap(([initial, finals]) => finals.split(' ').map((final) => initial + final)),
)

const BEGINNINGS: ReadonlySet<string> = new Set(
  [...SYLLABLES].flatMap((syllable) => Array.from(syllable, (_, index) => syllable.slice(0, index + 1))),
)

const LONGEST_SYLLABLE = 6

/**
 * One way to write pinyin or Latin letters for look-up: small, without tones, accents, spaces and signs, `ü` and
 * the passport's `LYU` as `v` (吕 is `lv`). Anything that isn't a letter of a to z is dropped.
 */
export function foldLetters(text: string): string {
  return text
    .normalize('NFD')
    .replace(/u(?=[\u0300-\u036F]*\u0308)/giu, 'v')
    .toLowerCase()
    .replace(/[^a-z]/gu, '')
    .replaceAll('lyu', 'lv')
}

/**
 * How far folded letters can be read as pinyin: `whole` syllables, whole ones and the `beginning` of another, or
 * `none`. A beginning alone (`zh`) is `none`: nothing yet tells it from initials.
 */
export function readPinyin(letters: string): 'whole' | 'beginning' | 'none' {
  const reachable = new Set([0])
  for (let start = 0; start < letters.length; start += 1) {
    if (!reachable.has(start)) continue
    for (let end = start + 1; end <= Math.min(letters.length, start + LONGEST_SYLLABLE); end += 1) {
      if (SYLLABLES.has(letters.slice(start, end))) reachable.add(end)
    }
  }
  if (letters.length > 0 && reachable.has(letters.length)) return 'whole'
  const begun = [...reachable].some((start) => start > 0 && BEGINNINGS.has(letters.slice(start)))
  return begun ? 'beginning' : 'none'
}

/** Whether letters can be the beginning of one syllable, `zh` or `chua`. */
export function beginsSyllable(letters: string): boolean {
  return BEGINNINGS.has(letters)
}

/** Whether every letter can begin a syllable; `i`, `u` and `v` begin none. */
export function areInitials(letters: string): boolean {
  return /^[a-hj-tw-z]+$/.test(letters)
}
