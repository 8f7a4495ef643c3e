/** What a stored picture may weigh, and how large it may be; pages shrink what is larger before they store it. */
export const PICTURE_LIMITS = { bytes: 300 * 1024, side: 2000 } as const

/** The largest file a page takes in to shrink: what a telephone's camera makes, with room to spare. */
export const PICTURE_INPUT_BYTES = 20 * 1024 * 1024

export const PICTURE_TYPES = ['image/jpeg', 'image/png'] as const
export type PictureType = (typeof PICTURE_TYPES)[number]

export type PictureProblem =
  | 'empty'
  /** A PDF, by whatever name it came. */
  | 'pdf'
  /** A picture of a kind that isn't kept: HEIC, WebP, GIF, BMP, TIFF. */
  | 'other-picture'
  | 'not-a-picture'
  /** It begins well and ends in the middle. */
  | 'cut-off'
  | 'too-heavy'
  | 'too-large'

export interface PictureFacts {
  readonly type: PictureType
  /** Pixels. */
  readonly width: number
  readonly height: number
}

export type PictureReading =
  { readonly ok: true; readonly facts: PictureFacts } | { readonly ok: false; readonly problem: PictureProblem }

const fails = (problem: PictureProblem): PictureReading => ({ ok: false, problem })

const startsWith = (bytes: Uint8Array, at: number, text: string): boolean =>
  Array.from(text).every((letter, index) => bytes[at + index] === letter.charCodeAt(0))

const word = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)

function hasPngMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0x89 && startsWith(bytes, 1, 'PNG\r\n') && bytes[6] === 0x1a && bytes[7] === 0x0a
}

function isOtherPicture(bytes: Uint8Array): boolean {
  return (
    startsWith(bytes, 0, 'GIF8') ||
    startsWith(bytes, 0, 'BM') ||
    startsWith(bytes, 0, 'II*') ||
    startsWith(bytes, 0, 'MM') ||
    (startsWith(bytes, 0, 'RIFF') && startsWith(bytes, 8, 'WEBP')) ||
    startsWith(bytes, 4, 'ftyp')
  )
}

/**
 * Tells what bytes are by what they begin with, never by the file's name: a PDF renamed to .jpg is found out here.
 * Looks at no more than marks and sizes; whether the picture can be drawn shows when the page draws it.
 */
export function recognisePicture(bytes: Uint8Array): PictureReading {
  if (bytes.length === 0) return fails('empty')
  if (startsWith(bytes, 0, '%PDF')) return fails('pdf')
  if (hasPngMark(bytes)) return readPng(bytes)
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return readJpeg(bytes)
  return fails(isOtherPicture(bytes) ? 'other-picture' : 'not-a-picture')
}

/** The reading of bytes that are to be kept as they are: recognised, and within the limits of storage. */
export function checkStoredPicture(bytes: Uint8Array): PictureReading {
  const reading = recognisePicture(bytes)
  if (!reading.ok) return reading
  if (bytes.length > PICTURE_LIMITS.bytes) return fails('too-heavy')
  const { width, height } = reading.facts
  return Math.max(width, height) > PICTURE_LIMITS.side ? fails('too-large') : reading
}

/** The first chunk of a PNG is its header, the last is IEND. */
function readPng(bytes: Uint8Array): PictureReading {
  const ends = startsWith(bytes, bytes.length - 8, 'IEND')
  if (bytes.length < 45 || !startsWith(bytes, 12, 'IHDR') || !ends) return fails('cut-off')
  const width = word(bytes, 16) * 0x10000 + word(bytes, 18)
  const height = word(bytes, 20) * 0x10000 + word(bytes, 22)
  return width > 0 && height > 0 ? { ok: true, facts: { type: 'image/png', width, height } } : fails('not-a-picture')
}

/** Frame headers carry the size; C4, C8 and CC are tables that share their range of marks. */
const isFrameHeader = (mark: number): boolean =>
  mark >= 0xc0 && mark <= 0xcf && mark !== 0xc4 && mark !== 0xc8 && mark !== 0xcc

/** Walks the segments of a JPEG to the frame header; the end mark may be followed by what a camera appends. */
function readJpeg(bytes: Uint8Array): PictureReading {
  for (let at = 2; at + 9 < bytes.length;) {
    if (bytes[at] !== 0xff) return fails('not-a-picture')
    const mark = bytes[at + 1] ?? 0
    if (mark === 0xff) {
      at += 1
      continue
    }
    if (isFrameHeader(mark)) {
      const height = word(bytes, at + 5)
      const width = word(bytes, at + 7)
      if (width === 0 || height === 0) return fails('not-a-picture')
      return hasEnd(bytes, at) ? { ok: true, facts: { type: 'image/jpeg', width, height } } : fails('cut-off')
    }
    at += 2 + Math.max(2, word(bytes, at + 2))
  }
  return fails('cut-off')
}

function hasEnd(bytes: Uint8Array, from: number): boolean {
  for (let at = bytes.length - 2; at > from; at--) if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true
  return false
}
