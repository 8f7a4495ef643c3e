import { fstatSync } from 'node:fs'
import { PAGE, readAt } from './page-file.ts'

/** A version of a page that a write-ahead log holds: `at` is where its bytes begin. */
export interface Frame {
  readonly page: number
  readonly at: number
}

export interface LogFrames {
  /** Committed and whole, in the order they were written. */
  readonly frames: readonly Frame[]
  /** Frames of the same generation that are damaged; what they held is older here, or not here at all. */
  readonly damaged: number
  /** Whole frames behind the first damaged one. */
  readonly hidden: number
}

const HEADER = 32
const FRAME_HEADER = 24
const BIG_ENDIAN = 0x377f0683

type Sum = readonly [number, number]

/** SQLite's checksum of a log: each frame's goes on from the one before. */
function goOn([first, second]: Sum, bytes: Buffer, isBigEndian: boolean): Sum {
  for (let at = 0; at < bytes.length; at += 8) {
    const [a, b] = isBigEndian
      ? [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)]
      : [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)]
    first = (first + a + second) >>> 0
    second = (second + b + first) >>> 0
  }
  return [first, second]
}

const sumAt = (bytes: Buffer, at: number): Sum => [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)]
const isSame = (a: Sum, b: Sum): boolean => a[0] === b[0] && a[1] === b[1]

/**
 * Reads a log frame by frame. SQLite gives up at the first frame that doesn't fit; here each is judged by itself,
 * from the checksum that the one before it carries, so that a damaged one costs no more than its own page.
 */
export function readFrames(log: number): LogFrames {
  const { size } = fstatSync(log)
  const header = readAt(log, 0, HEADER)
  const isBigEndian = header.readUInt32BE(0) === BIG_ENDIAN
  // The first frame is of the newest generation, whatever became of the header.
  const salt = readAt(log, HEADER, FRAME_HEADER).subarray(8, 16)
  let before: readonly Sum[] = [sumAt(header, 24), goOn([0, 0], header.subarray(0, 24), isBigEndian)]
  const committed: Frame[] = []
  let open: Frame[] = []
  let damaged = 0
  let hidden = 0
  for (let at = HEADER; at + FRAME_HEADER + PAGE <= size; at += FRAME_HEADER + PAGE) {
    const head = readAt(log, at, FRAME_HEADER)
    const content = Buffer.concat([head.subarray(0, 8), readAt(log, at + FRAME_HEADER, PAGE)])
    const noted = sumAt(head, 16)
    const counted = before.map((sum) => goOn(sum, content, isBigEndian))
    before = [noted, ...counted.slice(0, 1)]
    if (!head.subarray(8, 16).equals(salt)) continue
    if (!counted.some((sum) => isSame(sum, noted))) {
      damaged++
      continue
    }
    open.push({ page: head.readUInt32BE(0), at: at + FRAME_HEADER })
    // A transaction ends with a frame that says how long the database is then; what wasn't ended was never answered.
    if (head.readUInt32BE(4) === 0) continue
    committed.push(...open)
    if (damaged > 0) hidden += open.length
    open = []
  }
  return { frames: committed, damaged, hidden }
}
