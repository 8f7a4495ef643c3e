/** What a rise of the level needs loaded. */
export interface LevelState {
  readonly person: { readonly id: string; readonly active: boolean; readonly level: number } | undefined
}

/** The visitor's face is compared with the portrait of the real-name record; a pass raises the level (R-RNL-04). */
export interface LevelRaise {
  readonly name: 'level.raise'
  readonly personId: string
  /** A photo taken at a counter; an APP that looked at the face brings none. */
  readonly sceneAttachmentId?: string
}

/** A risk matter is at hand: whoever passes the face is face-verified, whatever step a rise is worth (R-RNL-08). */
export interface LevelForRisk {
  readonly name: 'level.prove-for-risk'
  readonly personId: string
}

export interface LevelEvent {
  readonly kind: 'level-raised'
  readonly personId: string
  readonly level: number
}
