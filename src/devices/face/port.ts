/** What two pictures of a face have in common: −1 to 1, higher is more alike; thresholds are the engine's own. */
export type FaceVerdict =
  | { readonly kind: 'compared'; readonly verdict: 'same' | 'unsure' | 'different'; readonly score: number }
  | { readonly kind: 'no-face'; readonly picture: 'portrait' | 'scene' }

/** Compares the card's portrait with the scene photo, as advice to the clerk; the centre decides (R-CAP-08). */
export interface FaceEngine {
  readonly driver: string
  readonly installed: boolean
  /** @throws when the engine isn't installed; ask `installed` first. */
  compare(portrait: Uint8Array, scene: Uint8Array): Promise<FaceVerdict>
}

/** A desk without face comparison: the scene photo is taken all the same, and only the centre compares. */
export const absentFace: FaceEngine = {
  driver: 'none',
  installed: false,
  compare: () => Promise.reject(new Error('no face comparison on this desk')),
}
