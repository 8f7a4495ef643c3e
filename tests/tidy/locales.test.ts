import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './files.ts'

const folder = path.join(root, 'src/renderer/locales')
const listJson = (language: string) =>
  readdirSync(path.join(folder, language))
    .filter((file) => file.endsWith('.json'))
    .sort()

/** Every leaf of a locale file as a dotted path. */
function leavesOf(value: unknown, prefix = ''): string[] {
  if (value === null || typeof value !== 'object') return [prefix]
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, prefix === '' ? key : `${prefix}.${key}`))
}

function readLeaves(language: string, file: string): string[] {
  return leavesOf(JSON.parse(readFileSync(path.join(folder, language, file), 'utf8'))).sort()
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
  walk(JSON.parse(readFileSync(path.join(folder, language, file), 'utf8')), '')
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
