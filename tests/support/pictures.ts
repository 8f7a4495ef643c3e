/** The smallest bytes that carry the marks and sizes of a picture; they can be stored, not drawn. */

const ascii = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0))
const word = (value: number): number[] => [(value >> 8) & 255, value & 255]

/** A JPEG of this size, `weight` bytes of filling heavier. */
export function jpeg(width: number, height: number, weight = 0): Uint8Array<ArrayBuffer> {
  const start = [0xff, 0xd8, 0xff, 0xe0, ...word(16), ...ascii('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]
  const frame = [0xff, 0xc0, ...word(11), 8, ...word(height), ...word(width), 1, 1, 0x11, 0]
  return new Uint8Array([...start, ...frame, ...Array.from({ length: weight }, () => 0x55), 0xff, 0xd9])
}

/** A PNG of this size. */
export function png(width: number, height: number): Uint8Array<ArrayBuffer> {
  const size = (value: number): number[] => [...word(value >>> 16), ...word(value & 0xffff)]
  const header = [...size(13), ...ascii('IHDR'), ...size(width), ...size(height), 8, 2, 0, 0, 0, 0, 0, 0, 0]
  return new Uint8Array([0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a, ...header, 0, 0, 0, 0, ...ascii('IEND'), 0, 0, 0, 0])
}

export const pdf = (): Uint8Array<ArrayBuffer> => new TextEncoder().encode('%PDF-1.7\n%%EOF')
