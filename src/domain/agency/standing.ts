import type { CivilDate } from '../kernel/instant.ts'
import type { AdmissionBar, Agency, AgencyPerson, Agreement } from './types.ts'

/** What an agreement and its agency say about who may act by it. */
export interface Footing {
  readonly basicFormAt: Agency['basicFormAt']
  /** Ids of the agency's people by the first form. */
  readonly personnel: readonly string[]
}

/**
 * The agreement as its dates make it count on `today` (Beijing), without anybody having to write that down
 * (R-TR-AGY-03, R-TR-AGY-04, OP-09): received ones begin on their first day and are over after their last. Everything
 * that reads a state reads it through here.
 */
export function standingOn<Part extends Pick<Agreement, 'state' | 'validFrom' | 'validUntil'>>(
  agreement: Part,
  today: CivilDate,
): Part {
  const { state, validFrom, validUntil } = agreement
  if (state === 'G1' || state === 'G5') return agreement
  if (validUntil < today) return { ...agreement, state: 'G4' }
  return { ...agreement, state: validFrom > today ? 'G2' : 'G3' }
}

const STATE_BARS: Readonly<Record<Agreement['state'], AdmissionBar | undefined>> = {
  G1: 'not-received',
  G2: 'not-begun',
  G3: undefined,
  G4: 'expired',
  G5: 'cancelled',
}

/** Somebody who has an account with full rights: an account opened from abroad has none here (OP-16). */
export const isRegistered = ({ accountState }: Pick<AgencyPerson, 'accountState'>): boolean =>
  accountState === 'A1' || accountState === 'A2'

/**
 * Whether an agent may act for a client by this agreement: they stand in both forms, it is in force, and they have an
 * account (R-AGY-07 … R-AGY-10, R-TR-AGY-06). A recognition names no agents and needs no form: it takes the agency's
 * people as they are (R-AGY-11, R-AGY-12).
 */
export function findAdmissionBar(
  { basicFormAt, personnel }: Footing,
  agreement: Agreement | undefined,
  person: Pick<AgencyPerson, 'id' | 'accountState'>,
  today: CivilDate,
): AdmissionBar | undefined {
  const recognised = agreement !== undefined && agreement.agents.length === 0
  if (basicFormAt === null && !recognised) return 'basic-form-missing'
  if (!personnel.includes(person.id)) return 'not-personnel'
  if (agreement === undefined) return 'agreement-missing'
  const byState = STATE_BARS[standingOn(agreement, today).state]
  if (byState !== undefined) return byState
  if (!recognised && !agreement.agents.includes(person.id)) return 'not-handling'
  return isRegistered(person) ? undefined : 'not-registered'
}
