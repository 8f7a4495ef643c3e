import type { Size } from '../geometry.ts'
import { strict } from '../strict.ts'

/** A captured picture, always PNG. */
export interface NativeImage {
  toPNG(): Buffer
  toDataURL(): string
  getSize(): Size
  isEmpty(): boolean
}

/** Width and height stand in a PNG's first chunk, after eight bytes of signature and eight of chunk head. */
const widthOffset = 16
const heightOffset = 20

export function makeNativeImage(png: Buffer): NativeImage {
  return strict('NativeImage', {
    toPNG: () => png,
    toDataURL: () => `data:image/png;base64,${png.toString('base64')}`,
    getSize: () => ({ width: png.readUInt32BE(widthOffset), height: png.readUInt32BE(heightOffset) }),
    isEmpty: () => png.length === 0,
  })
}
