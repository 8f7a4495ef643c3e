import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Mutant } from './mutants.ts'
import type * as Play from './play.ts'

const ROOT = new URL('../../', import.meta.url)
const NAME = /[?]mutant=([a-z-]+)$/

/** The source with the mutant's change in it. @throws unless what it replaces is there exactly once. */
export function mutateSource(source: string, { name, file, find, replace }: Mutant): string {
  const places = source.split(find).length - 1
  if (places !== 1) throw new Error(`mutant ${name}: ${file} holds what it replaces ${String(places)} times`)
  return source.replace(find, () => replace)
}

export const readSource = (mutant: Mutant): string => readFileSync(new URL(mutant.file, ROOT), 'utf8')

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
      const mutant = mutants.find(({ name, file }) => url === `${new URL(file, ROOT).href}?mutant=${name}`)
      if (mutant === undefined) return loaded
      return { ...loaded, source: mutateSource(readFileSync(fileURLToPath(url), 'utf8'), mutant) }
    },
  })
}

/** The simulation with everything it plays, as the mutant has it. */
export const loadMutated = (name: string): Promise<typeof Play> =>
  import(new URL(`./play.ts?mutant=${name}`, import.meta.url).href) as Promise<typeof Play>
