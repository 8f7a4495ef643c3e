type Json = unknown

const isRecord = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** How a case says more than "equals": one key, one word. */
const WORDS: Readonly<Record<string, (wanted: Json, found: Json) => boolean>> = {
  $contains: (wanted, found) => Array.isArray(found) && found.some((one) => mismatch(wanted, one) === undefined),
  $lacks: (wanted, found) => Array.isArray(found) && found.every((one) => mismatch(wanted, one) !== undefined),
  $length: (wanted, found) => (Array.isArray(found) || typeof found === 'string') && found.length === wanted,
  $matches: (wanted, found) => typeof found === 'string' && new RegExp(String(wanted), 'u').test(found),
  $not: (wanted, found) => mismatch(wanted, found) !== undefined,
}

/**
 * Where what was found isn't as wanted; nothing when it is. Objects may hold more than is wanted of them, lists may not.
 * @returns a sentence such as `rows.0.state: wanted "R4", found "R5"`.
 */
export function mismatch(wanted: Json, found: Json, path = ''): string | undefined {
  const at = path === '' ? 'answer' : path
  const told = `${at}: wanted ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`
  if (Array.isArray(wanted)) {
    if (!Array.isArray(found) || found.length !== wanted.length) return told
    return first(wanted.map((one, index) => mismatch(one, found[index], `${at}.${String(index)}`)))
  }
  if (!isRecord(wanted)) return Object.is(wanted, found) ? undefined : told
  const [word = ''] = Object.keys(wanted)
  const judge = WORDS[word]
  if (judge !== undefined) return judge(wanted[word], found) ? undefined : told
  if (!isRecord(found)) return told
  return first(Object.entries(wanted).map(([key, value]) => mismatch(value, found[key], `${at}.${key}`)))
}

const first = (problems: readonly (string | undefined)[]): string | undefined =>
  problems.find((problem) => problem !== undefined)
