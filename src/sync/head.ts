import type { LostRange } from '../contract/store.ts'
import { CHAIN_START } from './chain.ts'

/**
 * What is known beside the database of its newest state (TRUST-7): how often it was written, and the last command of
 * its chain. `at` is when this was noted, for people.
 */
export interface Head {
  readonly count: number
  readonly seq: number
  readonly hash: string
  readonly at: number
}

/** What stands in one of the two places of the mark: a head, nothing yet, or something that is neither. */
export type Slot = Head | 'empty' | 'bad'

/** What the database says of itself. */
export interface OwnHead {
  readonly count: number
  readonly seq: number
  readonly hash: string
  /** The hash of an earlier command of its chain, where it is still kept. */
  hashAt(seq: number): string | undefined
}

/**
 * What the comparison found. `tail-lost`: the database is older than it was. `replaced`: it has another history.
 * `mark-missing` and `mark-damaged`: nothing can be said this time.
 */
export interface HeadFinding {
  readonly kind: 'tail-lost' | 'replaced' | 'mark-missing' | 'mark-damaged'
  /** How many transactions the database lacks, at least. */
  readonly transactions: number
  readonly lost?: LostRange
  /** When the mark was last written. */
  readonly until?: number
}

const isHead = (slot: Slot): slot is Head => typeof slot === 'object'

export const newestHead = (slots: readonly Slot[]): Head | undefined =>
  slots.filter(isHead).toSorted((a, b) => b.count - a.count)[0]

/** A mark is written after its commit: a database one transaction ahead of it was only interrupted there. */
const INTERRUPTED = 1

/**
 * Compares the database with the mark beside it. Nothing is found where all is well.
 * @param slots both places of the mark, or nothing when there is no mark
 */
export function judgeHead(slots: readonly Slot[] | undefined, own: OwnHead): HeadFinding | undefined {
  if (slots === undefined) return own.count === 0 ? undefined : { kind: 'mark-missing', transactions: 0 }
  const mark = newestHead(slots)
  if (mark === undefined) {
    // A cut in the first start leaves half a mark; nothing was written that it could miss.
    const isNew = own.count === 0 || (own.count <= INTERRUPTED && slots.every((slot) => slot === 'empty'))
    return isNew ? undefined : { kind: 'mark-damaged', transactions: 0 }
  }
  const lost = findLost(mark, own)
  if (mark.count > own.count)
    return { kind: 'tail-lost', transactions: mark.count - own.count, ...lost, until: mark.at }
  const known = own.hashAt(mark.seq)
  if ('lost' in lost || (known !== undefined && known !== mark.hash))
    return { kind: 'replaced', transactions: 0, ...lost, until: mark.at }
  const isWhole = mark.count === own.count && !slots.includes('bad')
  return isWhole || mark.count === own.count - INTERRUPTED
    ? undefined
    : { kind: 'mark-damaged', transactions: 0, until: mark.at }
}

function findLost(mark: Head, { seq, hash }: OwnHead): { lost: LostRange } | Record<string, never> {
  if (mark.seq <= seq) return {}
  return { lost: { from: seq + 1, to: mark.seq, prev: seq === 0 ? CHAIN_START : hash, head: mark.hash } }
}
