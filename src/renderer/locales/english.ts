import type { Words } from './load.ts'

/** Every English file by its path. */
export const english = {
  ...import.meta.glob<Words>('./en/*.json', { eager: true, import: 'default' }),
  ...import.meta.glob<Words>('../../contract/words/en/*.json', { eager: true, import: 'default' }),
}
