import type { CaptureBranch } from './types.ts'

/**
 * The machine of a capture case (rules §4.6): C0 new, C1 front and portrait, C2 back, C3 information checked,
 * C4 consented, C5 phone proved, C6 third-party check passed, C7 face agreement signed, C8 captured, CF stopped.
 */
export const CASE_STEPS = ['C0', 'C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C8', 'CF'] as const
export type CaseStep = (typeof CASE_STEPS)[number]

export const CASE_EVENTS = [
  'front-photo',
  'back-photo',
  'form-filled',
  'information-checked',
  'consented',
  'consent-refused',
  'phone-proved',
  'check-passed',
  'check-failed',
  'agreement-signed',
  'face-passed',
  'face-failed',
  'completeness-asked',
  'supplemented',
  'changed',
  'change-mismatched',
  'maintained',
] as const
export type CaseEvent = (typeof CASE_EVENTS)[number]

/** Why an event leads nowhere: it comes before its time, or there is no record yet that it could touch (R-TR-CAP-18). */
export type CaseStop = 'out-of-order' | 'no-record'

export type CaseCell = CaseStep | CaseStop
type Columns<Events extends readonly string[]> = { readonly [Column in keyof Events]: CaseCell }
type CaseRow = Columns<typeof CASE_EVENTS>
type CaseTable = Readonly<Record<CaseStep, CaseRow>>

const x = 'out-of-order'
const n = 'no-record'

/** Columns in the order of `CASE_EVENTS`; one cell for every pair, so no step forgets an event. */
const ID_CARD: CaseTable = {
  //    front  back  form  info  agree deny  phone check fail  sign  face  miss  ask   supp  chng  mism  keep
  C0: ['C1', x, x, x, x, x, x, x, x, x, x, x, n, n, n, n, n],
  C1: [x, 'C2', x, x, x, x, x, x, x, x, x, x, n, n, n, n, n],
  C2: [x, x, x, 'C3', x, x, x, x, x, x, x, x, n, n, n, n, n],
  C3: [x, x, x, x, 'C4', 'CF', x, x, x, x, x, x, n, n, n, n, n],
  C4: [x, x, x, x, x, x, 'C5', x, x, x, x, x, n, n, n, n, n],
  C5: [x, x, x, x, x, x, x, x, x, 'C7', x, x, n, n, n, n, n],
  C6: [x, x, x, x, x, x, x, x, x, x, x, x, n, n, n, n, n],
  C7: [x, x, x, x, x, x, x, x, x, x, 'C8', 'C7', n, n, n, n, n],
  C8: [x, x, x, x, x, x, x, x, x, x, x, x, 'C8', 'C8', 'C8', 'C8', 'C8'],
  CF: [x, x, x, x, x, x, x, x, x, x, x, x, n, n, n, n, n],
}

/**
 * The other documents have no card sides: the filled form stands for both. Consent, phone and face agreement are
 * asked here too, although the guide doesn't show them for this branch (R-CAP-09, OP-24).
 */
const OTHER: CaseTable = {
  //    front  back  form  info  agree deny  phone check fail  sign  face  miss  ask   supp  chng  mism  keep
  C0: [x, x, 'C3', x, x, x, x, x, x, x, x, x, n, n, n, n, n],
  C1: [x, x, x, x, x, x, x, x, x, x, x, x, n, n, n, n, n],
  C2: [x, x, x, x, x, x, x, x, x, x, x, x, n, n, n, n, n],
  C3: [x, x, x, x, 'C4', 'CF', x, x, x, x, x, x, n, n, n, n, n],
  C4: [x, x, x, x, x, x, 'C5', x, x, x, x, x, n, n, n, n, n],
  C5: [x, x, x, x, x, x, x, 'C6', 'CF', x, x, x, n, n, n, n, n],
  C6: [x, x, x, x, x, x, x, x, x, 'C7', x, x, n, n, n, n, n],
  C7: [x, x, x, x, x, x, x, x, x, x, 'C8', 'C7', n, n, n, n, n],
  C8: [x, x, x, x, x, x, x, x, x, x, x, x, 'C8', 'C8', 'C8', 'C8', 'C8'],
  CF: [x, x, x, x, x, x, x, x, x, x, x, x, n, n, n, n, n],
}

const TABLES: Readonly<Record<CaptureBranch, CaseTable>> = { 'id-card': ID_CARD, other: OTHER }

/** Where an event takes a case, or why it takes it nowhere. */
export function nextStep(branch: CaptureBranch, step: CaseStep, event: CaseEvent): CaseCell {
  return TABLES[branch][step][CASE_EVENTS.indexOf(event)] ?? x
}

export const isStep = (cell: CaseCell): cell is CaseStep => cell !== x && cell !== n
