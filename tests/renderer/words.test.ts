import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { registry } from '../../src/contract/registry.ts'
import { gatherWords } from '../../src/renderer/locales/load.ts'

const renderer = path.join(import.meta.dirname, '../../src/renderer')
/** Words of the screens alone, and those that the API says, too. */
const folders = [path.join(renderer, 'locales/zh-CN'), path.join(renderer, '../contract/words/zh-CN')]
const files = folders.flatMap((folder) => readdirSync(folder).map((file) => path.join(folder, file)))
const words = gatherWords(
  Object.fromEntries(files.map((file) => [file, JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>])),
)

const find = (key: string): unknown =>
  key.split('.').reduce<unknown>((level, name) => (level as Record<string, unknown> | undefined)?.[name], words)

const sources = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(vue|ts)$/.test(file))

describe('the words of the screens', () => {
  it('are there for every key a screen names', () => {
    const missing: string[] = []
    for (const file of sources) {
      const text = readFileSync(path.join(renderer, file), 'utf8')
      for (const [, key] of text.matchAll(/\bt\(\s*'([a-z][\w-]*\.[\w.-]+)'/g)) {
        if (key !== undefined && typeof find(key) !== 'string') missing.push(`${key} in ${file}`)
      }
    }
    expect(missing).toEqual([])
  })

  it('name every act that can lie in the outbox', () => {
    const commands = Object.entries(registry).filter(([, call]) => call.mode === 'command')
    expect(commands.length).toBeGreaterThan(0)
    expect(commands.map(([name]) => name).filter((name) => typeof find(`acts.${name}`) !== 'string')).toEqual([])
  })

  it('hold all prescribed messages, R-MSG-01 to R-MSG-46', () => {
    const ids = Array.from({ length: 46 }, (_, index) => `R-MSG-${String(index + 1).padStart(2, '0')}`)
    expect(Object.keys(words['message'] as object)).toEqual(ids)
  })

  it('gather refusals and faults of all files under one roof, each code once', () => {
    const codes = files.flatMap((file) => {
      const { refusal } = JSON.parse(readFileSync(file, 'utf8')) as { refusal?: object }
      return Object.keys(refusal ?? {})
    })
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([])
    expect(Object.keys(words['refusal'] as object).sort()).toEqual(codes.sort())
    expect(find('fault.offline.what')).toBeTypeOf('string')
  })
})
