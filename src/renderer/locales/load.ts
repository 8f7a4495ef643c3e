/**
 * Words live in one JSON file a feature and language. The file's name is the namespace (`phone.json` → `phone.title`).
 * What the API says, too, is in the contract's words: `messages.json` holds the prescribed texts and is reached as
 * `message.R-MSG-06`, `cards.json` holds the guide's. The keys `refusal` and `fault` of every file are gathered, because
 * whoever shows a refusal knows its code and not its feature.
 */
export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

export type Words = Record<string, unknown>

/** Keys of a file that belong to everyone. */
const GATHERED = ['refusal', 'fault'] as const

// Chinese is there from the start; English is a file of its own, fetched by whoever wants it.
const chinese = {
  ...import.meta.glob<Words>('./zh-CN/*.json', { eager: true, import: 'default' }),
  ...import.meta.glob<Words>('../../contract/words/zh-CN/*.json', { eager: true, import: 'default' }),
}

/** Puts files (by path) together into one tree of words. */
export function gatherWords(byPath: Readonly<Record<string, Words>>): Words {
  const all: Words = {}
  const gathered: Record<string, Words> = Object.fromEntries(GATHERED.map((key) => [key, {}]))
  for (const [path, words] of Object.entries(byPath)) {
    const name = /([^/]+)\.json$/.exec(path)?.[1] ?? path
    const own = Object.entries(words).filter(([key]) => !GATHERED.some((shared) => shared === key))
    all[name === 'messages' ? 'message' : name] = Object.fromEntries(own)
    for (const key of GATHERED) gathered[key] = { ...gathered[key], ...(words[key] as Words | undefined) }
  }
  return { ...all, ...gathered }
}

export const chineseWords = (): Words => gatherWords(chinese)

export async function loadEnglish(): Promise<Words> {
  const { english } = await import('./english.ts')
  return gatherWords(english)
}
