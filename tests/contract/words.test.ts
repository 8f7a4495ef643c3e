import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const SOURCE = fileURLToPath(new URL('../../src/', import.meta.url))
const LANGUAGES = ['zh-CN', 'en'] as const

/** Every refusal list of the product, found by what it exports, so that a forgotten one can't hide. */
async function refusalCodes(): Promise<string[]> {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const declaring = files.filter(
    (name) => !name.startsWith('renderer') && readFileSync(join(SOURCE, name), 'utf8').includes('= defineRefusals('),
  )
  const codes: string[] = []
  for (const name of declaring) {
    const module = (await import(join(SOURCE, name))) as Record<string, unknown>
    for (const exported of Object.values(module)) {
      if (typeof exported === 'object' && exported !== null && 'codes' in exported && 'make' in exported)
        codes.push(...(exported.codes as string[]))
    }
  }
  return codes
}

/** All words of a language under `refusal`: every locale file of the desk, and what the centre tells taxpayers itself. */
function refusalWords(language: string): Set<string> {
  const folder = join(SOURCE, 'renderer/locales', language)
  const files = readdirSync(folder).map((name) => join(folder, name))
  const words = new Set<string>()
  for (const file of [...files, join(SOURCE, 'central/public/words', `${language}.json`)]) {
    const content = JSON.parse(readFileSync(file, 'utf8')) as { refusal?: Record<string, unknown> }
    for (const code of Object.keys(content.refusal ?? {})) words.add(code)
  }
  return words
}

describe('refusals and their words', async () => {
  const codes = await refusalCodes()

  it('finds the lists', () => {
    expect(codes.length).toBeGreaterThan(40)
    expect(codes).toContain('phone-default-not-deletable')
  })

  it('names each refusal once', () => {
    expect(codes.filter((code, i) => codes.indexOf(code) !== i)).toEqual([])
  })

  it.each(LANGUAGES)('has words in %s for every refusal, and for nothing else', (language) => {
    const words = refusalWords(language)
    expect(codes.filter((code) => !words.has(code)).toSorted()).toEqual([])
    expect([...words].filter((code) => !codes.includes(code)).toSorted()).toEqual([])
  })
})
