import { isExpired } from '../document/validity.ts'
import type { CivilDate } from '../kernel/instant.ts'
import type { RecordedPerson } from './types.ts'

/** What a real-name record may lack (R-SUP-01, R-SUP-05). */
export type RecordGap = 'scene-photo' | 'document-expired' | 'validity-unknown'

/** Whether there is a real-name record at all (R-CHG-02). */
export const isCaptured = (person: RecordedPerson | undefined): boolean =>
  person !== undefined && person.capturedAt !== null

/** Every gap of a record on this day; none means complete (R-SUP-02). */
export function recordGaps(
  person: Pick<RecordedPerson, 'validity' | 'validityStated' | 'hasScenePhoto'>,
  today: CivilDate,
): RecordGap[] {
  const gaps: RecordGap[] = []
  if (!person.hasScenePhoto) gaps.push('scene-photo')
  if (person.validity === undefined) gaps.push('validity-unknown')
  else if (person.validityStated === true || isExpired(person.validity, today)) gaps.push('document-expired')
  return gaps
}

/** Whether a supplement has to show the document again: an expired one, or one whose term nobody noted (R-SUP-04). */
export const needsDocument = (gaps: readonly RecordGap[]): boolean =>
  gaps.includes('document-expired') || gaps.includes('validity-unknown')
