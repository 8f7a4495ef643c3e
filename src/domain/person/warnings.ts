import { addDays } from '../kernel/calendar.ts'
import type { CivilDate } from '../kernel/instant.ts'

/** What of a person's row a warning may rest on. */
export interface PersonStanding {
  readonly accountState: string
  readonly credentialState: string
  readonly capturedAt: number | null
  readonly hasScenePhoto: boolean
  readonly validityKind: string | null
  readonly validityEnd: CivilDate | null
  /** Stated by the person over an expired term, and seen by nobody since (CF-32). */
  readonly validityStated?: boolean
  /** Numbers that reach this person, and numbers lost to another. */
  readonly numbers: number
  readonly emptied: number
}

export type PersonWarning =
  | 'deregistered'
  | 'not-captured'
  | 'document-expired'
  | 'document-expires-soon'
  | 'scene-photo-missing'
  | 'number-emptied'
  | 'no-number'
  | 'initial-password'

/** A card that ends within so many days is mentioned before it stops working. */
const SOON_DAYS = 90

function documentWarning(
  { validityKind, validityEnd, validityStated }: PersonStanding,
  today: CivilDate,
): PersonWarning | undefined {
  if (validityStated === true) return 'document-expired'
  if (validityKind !== 'custom' || validityEnd === null) return undefined
  if (validityEnd < today) return 'document-expired'
  return validityEnd <= addDays(today, SOON_DAYS) ? 'document-expires-soon' : undefined
}

/**
 * What the clerk should notice in a person's file, most urgent first: R-DRG-03, R-CAP-01, R-VAL-03, R-SUP-03,
 * R-PHN-01, R-RPH-01, R-PWD-06.
 */
export function personWarnings(standing: PersonStanding, today: CivilDate): PersonWarning[] {
  if (standing.accountState === 'A4') return ['deregistered']
  const captured = standing.capturedAt !== null
  const number = standing.emptied > 0 ? 'number-emptied' : standing.numbers === 0 ? 'no-number' : undefined
  const found = [
    captured ? undefined : 'not-captured',
    documentWarning(standing, today),
    captured && !standing.hasScenePhoto ? 'scene-photo-missing' : undefined,
    number,
    standing.credentialState === 'K1' || standing.credentialState === 'K3' ? 'initial-password' : undefined,
  ] as const
  return found.filter((warning) => warning !== undefined)
}
