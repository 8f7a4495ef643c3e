import type { StoryEvent } from './story.ts'

/** A story that broke once, as short as it could be made, with what was wrong then. */
export interface Regression {
  readonly name: string
  readonly why: string
  readonly seed: number
  readonly events: readonly StoryEvent[]
}

/** Every story that found something is kept. */
export const REGRESSIONS: readonly Regression[] = [
  {
    name: 'a settled act is lost by a restore',
    why: 'a desk with nothing new to send never noticed that a restored central had lost what was settled',
    seed: 17,
    events: [
      { at: 3_500, kind: 'act', desk: 1, act: 'set-default', pick: 1_234_567 },
      { at: 3_700, kind: 'act', desk: 2, act: 'capture', pick: 7_654_321 },
      { at: 25_000, kind: 'restore' },
    ],
  },
  {
    name: 'a desk that failed for long waits for a minute',
    why: 'the wait grew to a minute, and rest came 54 s after the last trouble',
    seed: 34,
    events: [
      { at: 1_400, kind: 'network', desk: 0, trouble: 'offline', lasts: 58_600, pick: 99 },
      { at: 28_100, kind: 'act', desk: 0, act: 'capture', pick: 4_242 },
    ],
  },
  {
    name: 'a desk that was carried reads another hall’s feed where it was in its own',
    why: 'the numbers of one hall’s feed were believed in another one',
    seed: 14,
    events: [
      { at: 2_000, kind: 'move', move: 'desk-transferred', pick: 1 },
      { at: 9_000, kind: 'move', move: 'person-moves', pick: 2 },
    ],
  },
  {
    name: 'nothing is left of the feed',
    why: 'a cursor from before everything that was pruned met an empty page, and the desk stood still',
    seed: 5,
    events: [
      { at: 1_000, kind: 'network', desk: 4, trouble: 'offline', lasts: 20_000, pick: 1 },
      { at: 3_000, kind: 'move', move: 'person-renamed', pick: 3 },
      { at: 8_000, kind: 'move', move: 'person-moves', pick: 4 },
      { at: 15_000, kind: 'prune', pick: 4_294_967_295 },
    ],
  },
]
