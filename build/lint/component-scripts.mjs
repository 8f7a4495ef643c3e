import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parse } from 'vue/compiler-sfc'

/** Type of what another script gets when it imports a component; nothing here asks more of it. */
const COMPONENT = '\nexport default {} as new (...args: never[]) => Record<string, never>\n'

/**
 * Writes the script of every component as a TypeScript file of its own, for the linter that knows types and no
 * components. `Sheet.vue` becomes `Sheet.vue.ts`, which TypeScript also takes for an import of `./Sheet.vue`, and each
 * line keeps its number. The files stand outside the checkout, whose ignored folders the linter never enters.
 * @param {string} root the checkout
 * @param {(folder: string) => Promise<T>} use gets the folder, which is gone afterwards
 * @returns {Promise<T>}
 * @template T
 */
export async function withComponentScripts(root, use) {
  const folder = await mkdtemp(path.join(tmpdir(), 'hall-desk-components-'))
  try {
    await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction')
    await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(projectOf(root)))
    const files = await readdir(path.join(root, 'src'), { recursive: true })
    for (const file of files) if (file.endsWith('.vue')) await writeScript(root, folder, path.join('src', file))
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The renderer's own project, in which both trees count as one. @param {string} root */
function projectOf(root) {
  const renderer = path.join(root, 'src/renderer')
  return {
    extends: path.join(renderer, 'tsconfig.json'),
    compilerOptions: {
      ...{ noEmit: true, composite: false, incremental: false, declaration: false, emitDeclarationOnly: false },
      ...{ rootDir: path.parse(root).root, rootDirs: [root, '.'] },
    },
    include: ['src/**/*.ts', path.join(renderer, '**/*.d.ts')],
    references: [],
  }
}

/**
 * @param {string} root
 * @param {string} folder
 * @param {string} file
 */
async function writeScript(root, folder, file) {
  const text = await readFile(path.join(root, file), 'utf8')
  const script = parse(text, { filename: file, sourceMap: false }).descriptor.scriptSetup
  if (!script) return
  const above = text.slice(0, script.loc.start.offset).replace(/[^\n]/g, '')
  const place = path.join(folder, `${file}.ts`)
  await mkdir(path.dirname(place), { recursive: true })
  await writeFile(place, above + script.content + COMPONENT)
}
