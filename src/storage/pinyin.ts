import { pinyin } from 'pinyin-pro'

/** Characters met in names that the library has no reading for. */
const RARE: Readonly<Record<string, string>> = { '𠮷': 'ji', 㐂: 'xi', 䥺: 'zui', 𤭢: 'sui' }

const OPTIONS = { toneType: 'none', surname: 'head', v: true } as const

/**
 * One syllable for each Chinese character of a name, without tones, `ü` as `v`; the surname is read as a surname
 * (单 shan, 仇 qiu, 尉迟 yu chi). A character nobody has a reading for gives no syllable.
 */
export function toPinyin(name: string): readonly string[] {
  const quick = pinyin(name, { ...OPTIONS, type: 'array', nonZh: 'removed' })
  // The short way drops what it can't read, and the rest would move up: then each character is looked at alone.
  return quick.length === hanCount(name) ? quick : slowly(name)
}

function slowly(name: string): string[] {
  const read = pinyin(name, { ...OPTIONS, type: 'all' })
  return read
    .map(({ origin, isZh, pinyin: syllable }) => (isZh ? syllable : (RARE[origin] ?? '')))
    .filter((syllable) => syllable !== '')
}

const hanCount = (name: string): number => name.match(/\p{Unified_Ideograph}/gu)?.length ?? 0
