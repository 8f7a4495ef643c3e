import type { StoredPicture } from '../../../contract/attachment.ts'
import type { Envelope } from '../../../contract/envelope.ts'
import {
  PICTURE_INPUT_BYTES,
  PICTURE_LIMITS,
  recognisePicture,
  type PictureProblem,
} from '../../../domain/capture/picture.ts'

/** Why a file isn't taken in; the words are `capture.picture.trouble.<code>`. */
export type PictureTrouble = PictureProblem | 'input-too-heavy' | 'undrawable'

export class PictureRefused extends Error {
  readonly trouble: PictureTrouble
  constructor(trouble: PictureTrouble) {
    super(trouble)
    this.name = 'PictureRefused'
    this.trouble = trouble
  }
}

/** A part of a picture, in fractions of its width and height. */
export interface Region {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}
const WHOLE: Region = { left: 0, top: 0, width: 1, height: 1 }

/** Enough to read every character of a card, well below what is stored at most. */
const SIDE = 1600
const QUALITIES = [0.9, 0.8, 0.7, 0.6, 0.5]
const SMALLER = 0.8

/**
 * Looks into a file before anything is made of it.
 * @throws PictureRefused when it is too heavy, no JPEG or PNG by its content, cut off, or can't be drawn.
 */
export async function drawable(file: Blob): Promise<ImageBitmap> {
  if (file.size > PICTURE_INPUT_BYTES) throw new PictureRefused('input-too-heavy')
  const reading = recognisePicture(new Uint8Array(await file.arrayBuffer()))
  if (!reading.ok) throw new PictureRefused(reading.problem)
  try {
    // The camera's note which side is up is followed here, because the note is lost when the picture is drawn anew.
    return await createImageBitmap(file, { imageOrientation: 'from-image' })
  } catch {
    throw new PictureRefused('undrawable')
  }
}

function draw(picture: ImageBitmap, region: Region, scale: number): OffscreenCanvas {
  const width = Math.max(1, Math.round(picture.width * region.width * scale))
  const height = Math.max(1, Math.round(picture.height * region.height * scale))
  const canvas = new OffscreenCanvas(width, height)
  const pen = canvas.getContext('2d')
  if (pen === null) throw new PictureRefused('undrawable')
  const left = picture.width * region.left
  const top = picture.height * region.top
  pen.drawImage(picture, left, top, picture.width * region.width, picture.height * region.height, 0, 0, width, height)
  return canvas
}

/** Draws a picture, or a part of it, anew as a JPEG that storage takes: first less quality, then fewer pixels. */
export async function shrink(picture: ImageBitmap, region: Region = WHOLE): Promise<Blob> {
  const longest = Math.max(picture.width * region.width, picture.height * region.height)
  for (let scale = Math.min(1, SIDE / longest); ; scale *= SMALLER) {
    const canvas = draw(picture, region, scale)
    for (const quality of QUALITIES) {
      const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality })
      if (blob.size <= PICTURE_LIMITS.bytes) return blob
    }
  }
}

/** Hands a picture to the data thread, over the address that takes bytes. */
export async function storePicture(picture: Blob, purpose: string): Promise<Envelope<StoredPicture>> {
  try {
    const answer = await fetch(`/attachment?purpose=${purpose}`, { method: 'POST', body: picture })
    return (await answer.json()) as Envelope<StoredPicture>
  } catch {
    return { kind: 'fault', fault: { id: '', code: 'storage' } }
  }
}

/** Where a stored picture is shown from. */
export const pictureAddress = (id: string): string => `/attachment/${id}`
