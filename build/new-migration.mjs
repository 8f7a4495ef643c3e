// `npm run new:migration -- phone both`: the next migration, numbered ten after the last, and its line in the list.
import { readFile, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from './paths.mjs'
import { Refusal, runScript, say } from './progress.mjs'

const STRIDE = 10
const SIDES = ['both', 'desk', 'central']
const USAGE = 'npm run new:migration -- <name> <both|desk|central>, with a name such as phone or login_log'

const TEMPLATE = `import type { Knex } from 'knex'

/** What this step brings, and the rules it serves. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('NAME', (table) => {
    table.text('id').primary()
    table.integer('version').notNullable()
  })
}
`

/** The first free number, as four digits. @param {readonly string[]} files */
export function nextNumber(files) {
  const last = Math.max(0, ...files.map((file) => Number(/^(\d{4})_/.exec(file)?.[1] ?? 0)))
  return String(Math.floor(last / STRIDE) * STRIDE + STRIDE).padStart(4, '0')
}

/**
 * Adds the import and the entry to the list, after those that are there.
 * @param {string} list the text of migrations/list.ts
 * @param {string} file `0120_phone.both`
 * @param {string} name
 */
export function addToList(list, file, name) {
  const variable = name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase())
  if (new RegExp(`import \\* as ${variable} from`).test(list)) {
    throw new Refusal(`migrations/list.ts already has a migration called ${name}: choose a name that says what is new.`)
  }
  const imports = list.lastIndexOf('import * as ')
  const afterImports = list.indexOf('\n', imports) + 1
  const end = list.lastIndexOf(']')
  const added = `import * as ${variable} from './${file}.ts'\n`
  return (
    list.slice(0, afterImports) +
    added +
    list.slice(afterImports, end) +
    `  { name: '${file}', ...${variable} },\n` +
    list.slice(end)
  )
}

/** @returns {Promise<void>} */
async function main() {
  const [name, side] = process.argv.slice(2)
  if (name === undefined || side === undefined || !/^[a-z][a-z0-9_]*$/.test(name) || !SIDES.includes(side)) {
    throw new Refusal(USAGE)
  }
  const folder = path.join(root, 'migrations')
  const file = `${nextNumber(await readdir(folder))}_${name}.${side}`
  const listFile = path.join(folder, 'list.ts')
  const list = addToList(await readFile(listFile, 'utf8'), file, name)
  await writeFile(path.join(folder, `${file}.ts`), TEMPLATE.replace('NAME', name), { flag: 'wx' })
  await writeFile(listFile, list)
  say(`migrations/${file}.ts, and its line in migrations/list.ts. The pinned schema hash changes with it.`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runScript(main)
