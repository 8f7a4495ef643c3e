import type { ReadFields } from '../../contract/device.ts'

/** Reads printed cards from a picture. Its reading is a proposal: the clerk confirms every field (R-CAP-04). */
export interface OcrEngine {
  readonly driver: string
  readonly installed: boolean
  /** Undefined when nothing on the picture could be read. */
  readCard(picture: Uint8Array, side: 'front' | 'back'): Promise<ReadFields | undefined>
}

/** A desk without OCR says so, and its clerks type. */
export const absentOcr: OcrEngine = {
  driver: 'none',
  installed: false,
  readCard: () => Promise.resolve(undefined),
}
