import { DAY, type Instant } from '../../domain/kernel/instant.ts'
import { sha256 } from '../crypto.ts'

/** Codes a hall of the demo has ready for new desks. */
const CODES_A_HALL = 8
const LIFETIME = 3650 * DAY
/** Without letters and digits that are mistaken for one another when read aloud. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

/** The n-th code of a demo hall, such as `7KQ2-M9XA`: made from the seed, so that it can be told again later. */
function codeOf(seed: number, hallId: string, place: number): string {
  const digest = Buffer.from(sha256(`demo enrolment ${String(seed)} ${hallId} ${String(place)}`), 'hex')
  const letters = [...digest.subarray(0, 8)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('')
  return `${letters.slice(0, 4)}-${letters.slice(4)}`
}

/** All codes of one hall in the order they are given out. */
export const enrolmentCodes = (seed: number, hallId: string): string[] =>
  Array.from({ length: CODES_A_HALL }, (_, place) => codeOf(seed, hallId, place))

/** Their rows; the table keeps hashes alone. */
export function enrolmentRows(seed: number, hallIds: readonly string[], now: Instant) {
  return hallIds.flatMap((hallId) =>
    enrolmentCodes(seed, hallId).map((code) => ({
      code_hash: sha256(code),
      hall_id: hallId,
      expires_at: now + LIFETIME,
      used_by: null,
    })),
  )
}
