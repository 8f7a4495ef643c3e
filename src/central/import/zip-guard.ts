/** A sheet of twenty thousand rows unpacks to a tenth of this; a file made to fill the memory, to far more. */
const UNPACKED_MOST = 100 * 1024 * 1024
const ENTRIES_MOST = 2_000

const END_RECORD = 0x06054b50
const ENTRY = 0x02014b50
const END_RECORD_SIZE = 22
const LONGEST_COMMENT = 65_535

function findEndRecord(bytes: Buffer): number | undefined {
  const lowest = Math.max(0, bytes.length - END_RECORD_SIZE - LONGEST_COMMENT)
  for (let at = bytes.length - END_RECORD_SIZE; at >= lowest; at--) {
    if (bytes.readUInt32LE(at) === END_RECORD) return at
  }
  return undefined
}

/**
 * Whether a zip file is whole and says that it unpacks to a sensible size. Asked before anything is unpacked.
 */
export function isSensibleZip(bytes: Buffer): boolean {
  const end = findEndRecord(bytes)
  if (end === undefined) return false
  const entries = bytes.readUInt16LE(end + 10)
  let at = bytes.readUInt32LE(end + 16)
  let unpacked = 0
  if (entries > ENTRIES_MOST) return false
  for (let entry = 0; entry < entries; entry++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY) return false
    unpacked += bytes.readUInt32LE(at + 24)
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return unpacked <= UNPACKED_MOST
}
