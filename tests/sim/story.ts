import { chanceOf } from '../support/soak.ts'
import { ACTS, type ActName } from './acts.ts'
import { DESKS } from './scene.ts'

/** What the road to one desk may do for a while. */
export const TROUBLES = ['offline', 'drop', 'lose-answer', 'duplicate', 'delay', 'spoil'] as const
export type Trouble = (typeof TROUBLES)[number]

/** What the central does by itself, or for another system: rows change, and some change their hall. */
export const MOVES = [
  'person-moves',
  'person-moves',
  'enterprise-moves',
  'clerk-transferred',
  'desk-transferred',
  'relation-removed',
  'person-renamed',
  'number-removed',
  'proof-arrives',
  'proof-arrives',
  'proof-arrives',
] as const
export type Move = (typeof MOVES)[number]

/** One event of a story; `at` and `lasts` are milliseconds since its beginning. `pick` decides what isn't named. */
export type StoryEvent = { readonly at: number } & (
  | { readonly kind: 'act'; readonly desk: number; readonly act: ActName; readonly pick: number }
  | {
      readonly kind: 'network'
      readonly desk: number
      readonly trouble: Trouble
      readonly lasts: number
      readonly pick: number
    }
  | { readonly kind: 'crash'; readonly desk: number; readonly statements: number; readonly lasts: number }
  | { readonly kind: 'central-crash'; readonly statements: number; readonly lasts: number }
  | { readonly kind: 'back-up' }
  | { readonly kind: 'restore' }
  | { readonly kind: 'copy-disk'; readonly desk: number }
  | { readonly kind: 'clock'; readonly desk: number; readonly years: number }
  | { readonly kind: 'move'; readonly move: Move; readonly pick: number }
  | { readonly kind: 'prune'; readonly pick: number }
  | { readonly kind: 'forget-cache'; readonly desk: number }
)

/** Everything happens within this; then all troubles are over, and everybody has to come to rest. */
export const STORY_LASTS = 30_000

/** The number of a copied disk's desk. */
export const COPY = DESKS.length

const FAULTS = [
  'network',
  'network',
  'network',
  'network',
  'network',
  'crash',
  'crash',
  'central-crash',
  'restore',
  'copy-disk',
  'clock',
  'prune',
  'forget-cache',
] as const

class Author {
  readonly #chance: () => number
  constructor(seed: number) {
    this.#chance = chanceOf(seed)
  }
  number(below: number): number {
    return Math.floor(this.#chance() * below)
  }
  of<Choice>(choices: readonly Choice[]): Choice {
    const chosen = choices[this.number(choices.length)]
    if (chosen === undefined) throw new Error('nothing to choose from')
    return chosen
  }
  get pick(): number {
    return this.number(2 ** 32)
  }
  get at(): number {
    return this.number(STORY_LASTS)
  }
}

function writeFault(author: Author): StoryEvent[] {
  const { at } = author
  const desk = author.number(DESKS.length)
  const kind = author.of(FAULTS)
  // Now and then it takes so long that the link has learnt to wait.
  const lasts = 1_000 + author.number(STORY_LASTS - at) + (author.number(8) === 0 ? 45_000 : 0)
  switch (kind) {
    case 'network':
      return [{ at, kind, desk, trouble: author.of(TROUBLES), lasts, pick: author.pick }]
    case 'crash':
      return [{ at, kind, desk, statements: author.number(120), lasts: 500 + author.number(8_000) }]
    case 'central-crash':
      return [{ at, kind, statements: author.number(80), lasts: 500 + author.number(4_000) }]
    case 'restore':
      return [
        { at: author.number(at + 1), kind: 'back-up' },
        { at, kind },
      ]
    case 'copy-disk':
      return [{ at, kind, desk }, ...[0, 1, 2].map((): StoryEvent => writeAct(author, COPY, at))]
    case 'clock':
      return [{ at, kind, desk, years: author.of([-10, -1, 1, 10]) }]
    case 'prune':
      return [{ at, kind, pick: author.pick }]
    case 'forget-cache':
      return [{ at, kind, desk }]
  }
}

const writeAct = (author: Author, desk: number, after = 0): StoryEvent => ({
  at: after + author.number(STORY_LASTS - after),
  kind: 'act',
  desk,
  act: author.of(ACTS),
  pick: author.pick,
})

/** The story of a seed: some thirty acts, a handful of moves and up to ten faults, in the order of their time. */
export function writeStory(seed: number): StoryEvent[] {
  const author = new Author(seed)
  const acts = Array.from({ length: 20 + author.number(20) }, () => writeAct(author, author.number(DESKS.length)))
  const moves = Array.from({ length: 4 + author.number(8) }, (): StoryEvent => {
    return { at: author.at, kind: 'move', move: author.of(MOVES), pick: author.pick }
  })
  const faults = Array.from({ length: 3 + author.number(8) }, () => writeFault(author)).flat()
  return [...acts, ...moves, ...faults].toSorted((a, b) => a.at - b.at)
}

const desk = (number: number): string => (number === COPY ? 'the copy' : `desk ${String(number + 1)}`)
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`
const TROUBLE_WORDS: Readonly<Record<Trouble, string>> = {
  offline: 'goes offline',
  drop: 'loses requests',
  'lose-answer': 'loses answers',
  duplicate: 'is heard twice',
  delay: 'is heard late and out of order',
  spoil: 'gets answers cut or forged',
}

/** One event in plain words. */
export function tellEvent(event: StoryEvent): string {
  switch (event.kind) {
    case 'act':
      return `${desk(event.desk)}: ${event.act.replaceAll('-', ' ')}`
    case 'network':
      return `${desk(event.desk)} ${TROUBLE_WORDS[event.trouble]} for ${seconds(event.lasts)}`
    case 'crash':
      return `${desk(event.desk)} crashes ${String(event.statements)} statements on, for ${seconds(event.lasts)}`
    case 'central-crash':
      return `the central crashes ${String(event.statements)} statements on, for ${seconds(event.lasts)}`
    case 'back-up':
      return 'the central is backed up'
    case 'restore':
      return 'the central is restored from its backup'
    case 'copy-disk':
      return `the disk of ${desk(event.desk)} is copied, and the copy works on`
    case 'clock':
      return `the clock of ${desk(event.desk)} jumps by ${String(event.years)} years, and it starts again`
    case 'move':
      return `at the central: ${event.move.replaceAll('-', ' ')}`
    case 'prune':
      return 'the central forgets old feed rows'
    case 'forget-cache':
      return `${desk(event.desk)} has to copy everything anew`
  }
}

/** A story as one line: `desk 2 goes offline for 3.0 s · desk 2: add number · …`. */
export const tellStory = (events: readonly StoryEvent[]): string =>
  events.map((event) => `${(event.at / 1000).toFixed(1)} ${tellEvent(event)}`).join(' · ')
