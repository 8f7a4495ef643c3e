import { createHash } from 'node:crypto'

/** The answer that means a slider was dragged fully right. */
export const SLID = 'right'

/** What the picture of a challenge shows: four digits, always the same for the same challenge. */
export function pictureCode(challenge: string): string {
  const digest = createHash('sha256').update(challenge).digest()
  return String(digest.readUInt16BE(0) % 10_000).padStart(4, '0')
}

/** A plain drawing of the code: this is a stand-in, any program can read it. */
export function drawPicture(code: string): string {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><text x="16" y="29" font-size="26" letter-spacing="8">${code}</text></svg>`
  return `data:image/svg+xml;base64,${Buffer.from(drawing).toString('base64')}`
}
