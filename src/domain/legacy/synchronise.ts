import { normaliseIdentifier } from '../kernel/text.ts'
import { normaliseName } from '../person/name.ts'
import { compareNumbers, type NumberFinding } from './number.ts'

/** One person as the core system has registered them. */
export interface RegisteredPerson {
  readonly name: string
  readonly documentType: string
  readonly documentNumber: string
  readonly role: string
  readonly mobile: string | null
  readonly fixedLine: string | null
}

/** Who holds that document here. */
export interface KnownPerson {
  readonly id: string
  readonly name: string
  readonly accountState: string
  readonly captured: boolean
  readonly numbers: readonly string[]
}

/** What keeps a registered person from being linked (R-LEG-08, R-LEG-09, R-LEG-16). */
export type SyncProblem = 'not-captured' | 'name-differs' | 'mobile-differs' | 'mobile-in-fixed-line' | 'deregistered'

export type SyncResult =
  { readonly kind: 'linked'; readonly personId: string } | { readonly kind: 'problem'; readonly problem: SyncProblem }

const problem = (found: SyncProblem): SyncResult => ({ kind: 'problem', problem: found })

const BY_NUMBER: Readonly<Partial<Record<NumberFinding, SyncProblem>>> = {
  differs: 'mobile-differs',
  'fixed-line': 'mobile-in-fixed-line',
}

/**
 * R-LEG-08: name and document come from the core system, the captured mobile by the document; where they don't agree,
 * somebody has to capture or correct first.
 */
export function judgeRegistered(registered: RegisteredPerson, known: KnownPerson | undefined): SyncResult {
  if (known === undefined || !known.captured) return problem('not-captured')
  if (known.accountState === 'A4') return problem('deregistered')
  if (normaliseName(known.name) !== normaliseName(registered.name)) return problem('name-differs')
  const found = BY_NUMBER[compareNumbers({ registered, captured: known.numbers })]
  return found === undefined ? { kind: 'linked', personId: known.id } : problem(found)
}

/** The key two records of one person share. */
export const documentKey = (documentType: string, documentNumber: string): string =>
  `${documentType} ${normaliseIdentifier(documentNumber)}`
