import type { Region } from './pictures.ts'

/** Width by height of a portrait as identity cards print it. */
const SHAPE = 4 / 5
const SMALLEST = 0.08

/** Where the portrait of a card is, when the card fills the picture; a fair guess for any other. */
export function firstFrame(pictureShape: number): Region {
  const height = 0.58
  return fit({ left: 0.64, top: 0.15, width: (height * SHAPE) / pictureShape, height }, pictureShape)
}

/** Keeps a frame in the picture and in shape. `pictureShape` is the picture's width by its height. */
export function fit({ left, top, height }: Region, pictureShape: number): Region {
  const tallest = Math.min(1, pictureShape / SHAPE)
  const kept = Math.min(tallest, Math.max(SMALLEST, height))
  // The tallest frame is as wide as the picture, and division may round it wider.
  const width = Math.min(1, (kept * SHAPE) / pictureShape)
  return {
    left: Math.min(1 - width, Math.max(0, left)),
    top: Math.min(1 - kept, Math.max(0, top)),
    width,
    height: kept,
  }
}

/** Moves a frame by fractions of the picture. */
export function moved(frame: Region, right: number, down: number, pictureShape: number): Region {
  return fit({ ...frame, left: frame.left + right, top: frame.top + down }, pictureShape)
}

/** Makes a frame taller or lower around its middle. */
export function grown(frame: Region, by: number, pictureShape: number): Region {
  const height = frame.height + by
  const width = (height * SHAPE) / pictureShape
  const left = frame.left + (frame.width - width) / 2
  return fit({ left, top: frame.top - by / 2, width, height }, pictureShape)
}
