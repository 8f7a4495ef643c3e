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
  {
    name: 'the other of two disks was there first after a restore',
    why: 'a copied disk whose act a restored central had forgotten found as many acts there, and sent nothing',
    seed: 384_899_578,
    events: [
      { at: 8_136, kind: 'copy-disk', desk: 2 },
      { at: 13_874, kind: 'act', desk: 2, act: 'set-default', pick: 3_516_654_146 },
      { at: 14_084, kind: 'restore' },
      { at: 15_300, kind: 'act', desk: 6, act: 'freeze', pick: 3_121_213_714 },
    ],
  },
  {
    name: 'the other of two disks was there first, with more',
    why: 'the same, where the central had more acts than the disk',
    seed: 384_898_030,
    events: [
      { at: 26_021, kind: 'copy-disk', desk: 3 },
      { at: 28_603, kind: 'act', desk: 6, act: 'unbind', pick: 1_246_535_554 },
      { at: 29_673, kind: 'restore' },
      { at: 29_844, kind: 'act', desk: 3, act: 'delete-number', pick: 256_049_787 },
    ],
  },
  {
    name: 'an act waits for an approval since the central was restored',
    why: 'decided again on rows of before, it was held and showed nothing, and didn’t say what it waits for',
    seed: 384_900_052,
    events: [
      { at: 6_227, kind: 'move', move: 'clerk-transferred', pick: 3_143_889_887 },
      { at: 6_933, kind: 'network', desk: 3, trouble: 'lose-answer', lasts: 9_240, pick: 63_505_000 },
      { at: 8_131, kind: 'act', desk: 3, act: 'freeze', pick: 862_670_014 },
      { at: 24_133, kind: 'restore' },
      { at: 29_263, kind: 'act', desk: 3, act: 'manage', pick: 2_194_374_283 },
    ],
  },
  {
    name: 'the older of two disks is shown again in another hall',
    why: 'an act that was sent once more after its desk was moved never heard what had become of it in the former hall',
    seed: 396_498_120,
    events: [
      { at: 661, kind: 'act', desk: 5, act: 'manage', pick: 1_739_421_493 },
      { at: 5_774, kind: 'copy-disk', desk: 5 },
      { at: 17_045, kind: 'move', move: 'desk-transferred', pick: 1_844_428_601 },
      { at: 17_840, kind: 'act', desk: 6, act: 'capture', pick: 482_372_360 },
    ],
  },
  {
    name: 'an act is withdrawn before a desk carried to another hall has sent it',
    why: 'its pictures, which had gone ahead, were forgotten with the former hall, and a restored central was sent none',
    seed: 408_470_571,
    events: [
      { at: 8_372, kind: 'network', desk: 5, trouble: 'offline', lasts: 8_092, pick: 3_219_770_672 },
      { at: 14_368, kind: 'move', move: 'desk-transferred', pick: 2_462_171_815 },
      { at: 16_006, kind: 'act', desk: 5, act: 'capture', pick: 3_684_101_676 },
      { at: 19_863, kind: 'act', desk: 5, act: 'withdraw', pick: 831_261_773 },
      { at: 25_121, kind: 'restore' },
    ],
  },
]
