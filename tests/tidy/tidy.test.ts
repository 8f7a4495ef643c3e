import { describe, expect, it } from 'vitest'
import { findDeadFiles } from './dead-files.ts'
import { isCode, isGenerated, placesOf, readProject } from './files.ts'
import { findLongFunctions } from './functions.ts'

const project = readProject()
const code = project.filter(isCode)
const written = code.filter((file) => !isGenerated(file))
const tests = code.filter((file) => file.path.startsWith('tests/'))

// Patterns are put together from pieces, so that this file doesn't find itself.
const LEFTOVER = new RegExp(`\\b(${['FIX' + 'ME', 'TO' + 'DO', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b`)
const LEFT_OUT = new RegExp(
  `\\b(it|test|describe|suite|ctx|context)\\.(${['sk' + 'ip', 'on' + 'ly', 'fix' + 'me'].join('|')})\\b`,
)
const MACHINE_PATH = new RegExp(['/wo' + 'rk/', '/ro' + 'ot/', '/ho' + 'me/\\w', 'C:\\\\Us' + 'ers'].join('|'))
const HOST = new RegExp('"resol' + 'ved":\\s*"https?://')

describe('the house sweeps itself', () => {
  it('sees the project', () => {
    expect(code.length).toBeGreaterThan(50)
  })

  it('holds no left-over note', () => {
    expect(
      placesOf(
        LEFTOVER,
        project.filter((file) => file.path !== 'package-lock.json'),
      ),
    ).toEqual([])
  })

  it('leaves no test out', () => {
    expect(placesOf(LEFT_OUT, tests)).toEqual([])
  })

  it('knows no path of the machine it was written on', () => {
    expect(placesOf(MACHINE_PATH, project)).toEqual([])
  })

  it('names no registry host in the lockfile', () => {
    expect(
      placesOf(
        HOST,
        project.filter((file) => file.path.endsWith('package-lock.json')),
      ),
    ).toEqual([])
  })

  it('has no file over 400 lines', () => {
    const long = written.map((file) => ({ path: file.path, lines: file.text.trimEnd().split('\n').length }))
    expect(long.filter((file) => file.lines > 400)).toEqual([])
  })

  it('has no function over 70 lines', () => {
    const scripts = written.filter((file) => !file.path.endsWith('.css'))
    expect(scripts.flatMap((file) => findLongFunctions(file, 70))).toEqual([])
  })

  it('has no dead file', () => {
    expect(findDeadFiles(project)).toEqual([])
  })
})

describe('the broom itself', () => {
  const body = Array.from({ length: 71 }, (_, line) => `  step(${line})`).join('\n')

  it('finds a long function, also inside a component', () => {
    const long = { path: 'a.ts', text: `export function f() {\n${body}\n}\n` }
    expect(findLongFunctions(long, 70)).toEqual(['a.ts:1 (73 lines)'])
    const component = { path: 'a.vue', text: `<script setup lang="ts">\nconst f = () => {\n${body}\n}\n</script>\n` }
    expect(findLongFunctions(component, 70)).toEqual(['a.vue:2 (73 lines)'])
  })

  it('measures the tests of a chapter one by one', () => {
    const short = `suite('a', () => {\n${`  it('b', () => {\n    step()\n  })\n`.repeat(30)}})\n`
    expect(findLongFunctions({ path: 'a.test.ts', text: short }, 70)).toEqual([])
    const long = `suite('a', () => {\n  it('b', () => {\n${body}\n  })\n})\n`
    expect(findLongFunctions({ path: 'a.test.ts', text: long }, 70)).toEqual(['a.test.ts:2 (73 lines)'])
  })

  it('finds a file that only a test or itself mentions', () => {
    const files = [
      { path: 'src/a/alive.ts', text: `import './lonely.txt'` },
      { path: 'src/a/dead.ts', text: `// src/a/dead.ts` },
      { path: 'build/start.mjs', text: `run('src/a/alive.ts')` },
      { path: 'tests/a/dead.test.ts', text: `import '../../src/a/dead.ts'` },
    ]
    expect(findDeadFiles(files)).toEqual(['src/a/dead.ts'])
  })

  it('finds left-over notes and tests', () => {
    const text = `// ${'TO' + 'DO'} later\nit.${'sk' + 'ip'}('a')\n`
    expect(placesOf(LEFTOVER, [{ path: 'a.ts', text }])).toEqual([`a.ts:1 ${'TO' + 'DO'}`])
    expect(placesOf(LEFT_OUT, [{ path: 'a.ts', text }])).toHaveLength(1)
  })
})
