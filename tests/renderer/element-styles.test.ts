import { existsSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

const root = path.join(import.meta.dirname, '../..')
const renderer = path.join(root, 'src/renderer')
const read = (file: string): string => readFileSync(file, 'utf8')

/** The components that any screen imports, by the names of their folders. */
function listUsed(): string[] {
  const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(vue|ts)$/.test(file))
  const names = files.flatMap((file) =>
    [...read(path.join(renderer, file)).matchAll(/import \{([^}]*)\} from 'element-plus'/g)].flatMap(([, list = '']) =>
      [...list.matchAll(/\bEl([A-Z]\w+)/g)].map(([, name = '']) => name),
    ),
  )
  return [...new Set(names)].map((name) => name.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase())
}

/** Adds what a component's list of styles names, and the lists of the components it is made of. */
function collectStyles(list: string, styles: Set<string>, seen: Set<string>): void {
  if (seen.has(list)) return
  seen.add(list)
  for (const [, name = ''] of read(list).matchAll(/import "([^"]+)"/g)) {
    if (name.startsWith('.')) collectStyles(path.resolve(path.dirname(list), name), styles, seen)
    else styles.add(name)
  }
}

it('loads the style of every Element Plus component in use, and of no other', () => {
  const styles = new Set<string>()
  const seen = new Set<string>()
  for (const name of listUsed()) {
    const list = path.join(root, `node_modules/element-plus/es/components/${name}/style/css.mjs`)
    expect(existsSync(list), name).toBe(true)
    collectStyles(list, styles, seen)
  }
  const loaded = [...read(path.join(renderer, 'styles/element-plus.css')).matchAll(/@import '([^']+)'/g)]
  expect(styles.size).toBeGreaterThan(10)
  expect(loaded.map(([, name]) => name).sort()).toEqual([...styles].sort())
})
