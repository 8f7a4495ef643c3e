import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readProject, root } from './files.ts'

const RULE = /\bR-[A-Z]+(?:-[A-Z]+)*-\d{2,3}\b/g

const project = readProject()
const pages = project.filter((file) => /^docs\/rules\/.*\.md$/.test(file.path))
const users = project.filter(
  (file) => /^(src|tests)\/.*\.(ts|vue)$/.test(file.path) && !file.path.startsWith('tests/tidy/'),
)

/** Rule ids that the pages of docs/rules explain, wherever they stand on the page. */
const written = new Set(pages.flatMap((page) => page.text.match(RULE) ?? []))

describe('the numbered rules', () => {
  it('are written down before the code names them', () => {
    const named = new Map<string, string>()
    for (const file of users) for (const id of file.text.match(RULE) ?? []) named.set(id, file.path)
    const unknown = [...named].filter(([id]) => !written.has(id)).map(([id, file]) => `${id} in ${file}`)
    expect(unknown.sort()).toEqual([])
  })

  it('point to files that exist', () => {
    const missing = pages.flatMap((page) =>
      [...page.text.matchAll(/`((?:src|tests|migrations|build)\/[\w./-]+\.\w+)`/g)]
        .map((match) => match[1] ?? '')
        .filter((file) => !existsSync(path.join(root, file)))
        .map((file) => `${page.path}: ${file}`),
    )
    expect(missing).toEqual([])
  })
})
