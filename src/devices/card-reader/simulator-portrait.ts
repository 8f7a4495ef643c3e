import { crc32, deflateSync } from 'node:zlib'

/** As many pixels as a chip's portrait has. */
const WIDTH = 102
const HEIGHT = 126

const BACKGROUND = [236, 239, 241] as const
const SKIN = [206, 178, 158] as const
const CLOTHES = [84, 104, 118] as const

function inEllipse(x: number, y: number, centreX: number, centreY: number, radiusX: number, radiusY: number): boolean {
  return ((x - centreX) / radiusX) ** 2 + ((y - centreY) / radiusY) ** 2 <= 1
}

function colourAt(x: number, y: number): readonly [number, number, number] {
  if (inEllipse(x, y, 51, 52, 24, 31)) return SKIN
  return inEllipse(x, y, 51, 132, 44, 44) ? CLOTHES : BACKGROUND
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** A figure without a face, as PNG: nobody's portrait, and large enough to be cut, shown and stored. */
export function simulatorPortrait(): Buffer {
  const rows = Array.from({ length: HEIGHT }, (_, y) => [
    0,
    ...Array.from({ length: WIDTH }, (_, x) => colourAt(x, y)).flat(),
  ])
  const header = Buffer.alloc(13)
  header.writeUInt32BE(WIDTH, 0)
  header.writeUInt32BE(HEIGHT, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
