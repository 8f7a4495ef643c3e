/** What a rise of the level needs loaded. */
export interface LevelState {
  readonly person: { readonly id: string; readonly active: boolean; readonly level: number } | undefined
}

/** The visitor's face is compared with the portrait of the real-name record; a pass raises the level (R-RNL-04). */
export interface LevelRaise {
  readonly name: 'level.raise'
  readonly personId: string
  readonly sceneAttachmentId: string
}

export interface LevelEvent {
  readonly kind: 'level-raised'
  readonly personId: string
  readonly level: number
}
