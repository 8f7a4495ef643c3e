import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './files.ts'

/** Words of the screens, and those that the API says, too. */
const folders = ['src/renderer/locales', 'src/contract/words']
const listJson = (language: string) =>
  folders.flatMap((folder) =>
    readdirSync(path.join(root, folder, language))
      .filter((file) => file.endsWith('.json'))
      .map((file) => path.join(folder, '<language>', file))
      .sort(),
  )
const readFile = (language: string, file: string) =>
  readFileSync(path.join(root, file.replace('<language>', language)), 'utf8')

/** Every leaf of a locale file as a dotted path. */
function leavesOf(value: unknown, prefix = ''): string[] {
  if (value === null || typeof value !== 'object') return [prefix]
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, prefix === '' ? key : `${prefix}.${key}`))
}

function readLeaves(language: string, file: string): string[] {
  return leavesOf(JSON.parse(readFile(language, file))).sort()
}

/** The names between braces, which the program fills in; a plural says one twice, so each counts once. */
function placeholdersOf(text: string): string {
  return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join(' ')
}

function readTexts(language: string, file: string): Map<string, string> {
  const texts = new Map<string, string>()
  const walk = (value: unknown, prefix: string): void => {
    if (typeof value === 'string') texts.set(prefix, value)
    else if (value !== null && typeof value === 'object') {
      for (const [key, inner] of Object.entries(value)) walk(inner, `${prefix}.${key}`)
    }
  }
  walk(JSON.parse(readFile(language, file)), '')
  return texts
}

describe('the words', () => {
  it('come in the same files in both languages', () => {
    expect(listJson('en')).toEqual(listJson('zh-CN'))
    expect(listJson('zh-CN').length).toBeGreaterThan(0)
  })

  it.each(listJson('zh-CN'))('%s says every word in both languages', (file) => {
    expect(readLeaves('en', file)).toEqual(readLeaves('zh-CN', file))
  })

  it.each(listJson('zh-CN'))('%s fills in the same names in both languages', (file) => {
    const english = readTexts('en', file)
    const different = [...readTexts('zh-CN', file)]
      .filter(([key, text]) => placeholdersOf(text) !== placeholdersOf(english.get(key) ?? ''))
      .map(([key]) => key)
    expect(different).toEqual([])
  })
})
