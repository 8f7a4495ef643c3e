import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Edit, Mutant } from './mutants.ts'
import type * as Play from './play.ts'

const ROOT = new URL('../../', import.meta.url)
const NAME = /[?]mutant=([a-z-]+)$/

/** The source with the edits in it. @throws unless what each replaces is there exactly once. */
export function mutateSource(source: string, edits: readonly Edit[]): string {
  return edits.reduce((text, { file, find, replace }) => {
    const places = text.split(find).length - 1
    if (places !== 1) throw new Error(`${file} holds what a mutant replaces ${String(places)} times: ${find}`)
    return text.replace(find, () => replace)
  }, source)
}

/** The text of a file of the repository. */
export const readSource = (file: string): string => readFileSync(new URL(file, ROOT), 'utf8')

/**
 * Lets modules of ours be loaded once more as a mutant has them: who is loaded with `?mutant=…` loads all its own the
 * same way, and the file in question is changed on its way in. Nothing on the disk is.
 */
export function offerMutants(mutants: readonly Mutant[]): void {
  registerHooks({
    resolve: (specifier, context, next) => {
      const found = next(specifier, context)
      const [mark] = NAME.exec(context.parentURL ?? '') ?? []
      const isOurs = found.url.startsWith(ROOT.href) && found.url.endsWith('.ts')
      return mark === undefined || !isOurs ? found : { ...found, url: found.url + mark }
    },
    load: (url, context, next) => {
      const loaded = next(url, context)
      const [mark, name] = NAME.exec(url) ?? []
      const edits = mutants
        .filter((mutant) => mutant.name === name)
        .flatMap((mutant) => mutant.edits)
        .filter(({ file }) => url === new URL(file, ROOT).href + String(mark))
      return edits.length === 0
        ? loaded
        : { ...loaded, source: mutateSource(readFileSync(fileURLToPath(url), 'utf8'), edits) }
    },
  })
}

/** The simulation with everything it plays, as the mutant has it. */
export const loadMutated = (name: string): Promise<typeof Play> =>
  import(new URL(`./play.ts?mutant=${name}`, import.meta.url).href) as Promise<typeof Play>
