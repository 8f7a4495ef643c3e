import { parseDocument, type DocumentProblem, type DocumentWarning } from '../document/document-number.ts'
import type { DocumentTypeId } from '../document/document-types.ts'
import type { Sex } from '../document/id-number.ts'
import {
  isExpired,
  parseValidity,
  validityWarnings,
  type Validity,
  type ValidityProblem,
  type ValidityWarning,
} from '../document/validity.ts'
import { parseCivilDate } from '../kernel/calendar.ts'
import type { CivilDate } from '../kernel/instant.ts'
import { codePointCount, collapseSpaces, normaliseIdentifier, stripInvisible, toHalfWidth } from '../kernel/text.ts'
import { normaliseName, parseName, type NameProblem, type NameWarning } from '../person/name.ts'
import { INFORMATION_FIELDS, type Information, type InformationField, type MachineReading } from './types.ts'

/** The information of a case as it may be stored. */
export interface CheckedInformation {
  readonly name: string
  readonly documentType: DocumentTypeId
  readonly documentNumber: string
  readonly sex: Sex | null
  readonly birth: CivilDate | null
  readonly nationality: string | null
  readonly residence: string | null
  readonly validity: Validity
}

export type InformationProblem =
  | DocumentProblem
  | NameProblem
  | ValidityProblem
  | 'missing'
  | 'birth-impossible'
  | 'birth-in-future'
  | 'choice'
  | 'too-long'
  /** The last day is over: such a document captures nobody (R-VAL-03). */
  | 'expired'

export type InformationWarning =
  | DocumentWarning
  | NameWarning
  | ValidityWarning
  /** Typed sex or birth are not those the number carries. */
  | 'differs-from-number'

export interface FieldFinding<Finding> {
  readonly field: InformationField
  readonly finding: Finding
}

export interface InformationCheck {
  readonly problems: readonly FieldFinding<InformationProblem>[]
  readonly warnings: readonly FieldFinding<InformationWarning>[]
  /** Present when there is no problem, or none but `expired`. */
  readonly checked: CheckedInformation | undefined
}

/** Longest address and authority on any card met, with room to spare; in code points. */
const LINE_LONGEST = 120

const FOREIGN: ReadonlySet<DocumentTypeId> = new Set([
  'foreign-permanent-residence',
  'foreign-passport',
  'work-permit-a',
  'work-permit-b',
  'work-permit-c',
])

/** The fields a form asks for; where the number itself says birth and sex, nobody types them. */
export function fieldsOf(type: DocumentTypeId): readonly InformationField[] {
  const validity: InformationField[] = ['validityKind', 'validityStart', 'validityEnd']
  if (type === 'resident-id') return ['name', 'documentNumber', 'ethnicity', 'residence', 'issuedBy', ...validity]
  const nationality: InformationField[] = FOREIGN.has(type) ? ['nationality'] : []
  return ['name', 'documentNumber', 'sex', 'birth', ...nationality, 'residence', ...validity]
}

/** The fields without which the step can't be passed. */
export function isRequired(type: DocumentTypeId, field: InformationField): boolean {
  if (field === 'nationality') return FOREIGN.has(type)
  if (field === 'sex' || field === 'birth') return type !== 'resident-id'
  return ['name', 'documentNumber', 'validityKind', 'validityStart'].includes(field)
}

const line = (text: string): string => collapseSpaces(stripInvisible(toHalfWidth(text)))

/**
 * Checks what stands in the form (R-CAP-04), for the page while someone types and for the judges alike. `today` is
 * the Beijing day of the judge's clock. Warnings are shown and never stop: cards with odd terms exist.
 */
export function checkInformation(type: DocumentTypeId, input: Information, today: CivilDate): InformationCheck {
  const problems: FieldFinding<InformationProblem>[] = []
  const warnings: FieldFinding<InformationWarning>[] = []
  const note = (field: InformationField, found: readonly InformationProblem[]): void => {
    for (const finding of found) problems.push({ field, finding: finding === 'empty' ? 'missing' : finding })
  }
  const warn = (field: InformationField, found: readonly InformationWarning[]): void => {
    for (const finding of found) warnings.push({ field, finding })
  }

  const name = parseName(input.name)
  if (name.ok) warn('name', name.warnings)
  else note('name', name.problems)
  const document = parseDocument(type, input.documentNumber, today)
  if (document.ok) warn('documentNumber', document.warnings)
  else note('documentNumber', document.problems)

  const sex = readSex(type, input, document.ok ? document.sex : null, note, warn)
  const birth = readBirth(type, input, document.ok ? document.birth : null, today, note, warn)
  for (const field of ['nationality', 'ethnicity', 'residence', 'issuedBy'] as const) {
    if (line(input[field]) === '' && isRequired(type, field)) note(field, ['missing'])
    if (codePointCount(input[field]) > LINE_LONGEST) note(field, ['too-long'])
  }
  const validity = readValidity(type, input, birth, today, note, warn)

  const blocked = problems.some(({ finding }) => finding !== 'expired')
  if (blocked || !name.ok || !document.ok || validity === undefined) return { problems, warnings, checked: undefined }
  const checked = {
    name: name.name,
    documentType: type,
    documentNumber: document.number,
    sex,
    birth,
    nationality: line(input.nationality) || null,
    residence: line(input.residence) || null,
    validity,
  }
  return { problems, warnings, checked }
}

type Note = (field: InformationField, found: readonly InformationProblem[]) => void
type Warn = (field: InformationField, found: readonly InformationWarning[]) => void

function readSex(type: DocumentTypeId, input: Information, own: Sex | null, note: Note, warn: Warn): Sex | null {
  const typed = input.sex
  if (typed === '') {
    if (own === null && isRequired(type, 'sex')) note('sex', ['missing'])
    return own
  }
  if (typed !== 'male' && typed !== 'female') {
    note('sex', ['choice'])
    return own
  }
  if (own !== null && own !== typed) warn('sex', ['differs-from-number'])
  return own ?? typed
}

function readBirth(
  type: DocumentTypeId,
  input: Information,
  own: CivilDate | null,
  today: CivilDate,
  note: Note,
  warn: Warn,
): CivilDate | null {
  if (line(input.birth) === '') {
    if (own === null && isRequired(type, 'birth')) note('birth', ['missing'])
    return own
  }
  const typed = parseCivilDate(input.birth)
  if (typed === undefined) note('birth', ['birth-impossible'])
  else if (typed > today) note('birth', ['birth-in-future'])
  else if (own !== null && own !== typed) warn('birth', ['differs-from-number'])
  return own ?? typed ?? null
}

const VALIDITY_FIELD: Readonly<Record<ValidityProblem, InformationField>> = {
  'start-missing': 'validityStart',
  'start-impossible': 'validityStart',
  'end-missing': 'validityEnd',
  'end-impossible': 'validityEnd',
  'end-before-start': 'validityEnd',
}

function readValidity(
  type: DocumentTypeId,
  input: Information,
  birth: CivilDate | null,
  today: CivilDate,
  note: Note,
  warn: Warn,
): Validity | undefined {
  const kind = input.validityKind
  if (kind !== 'custom' && kind !== 'long-term') {
    note('validityKind', [kind === '' ? 'missing' : 'choice'])
    return undefined
  }
  const parsed = parseValidity({ kind, start: input.validityStart, end: input.validityEnd })
  if (!parsed.ok) {
    for (const problem of parsed.problems) note(VALIDITY_FIELD[problem], [problem])
    return undefined
  }
  if (isExpired(parsed.validity, today)) note('validityEnd', ['expired'])
  const idCardBirth = type === 'resident-id' && birth !== null ? birth : undefined
  const doubts = validityWarnings(parsed.validity, today, idCardBirth).filter((doubt) => doubt !== 'expired')
  warn('validityEnd', doubts)
  return parsed.validity
}

function comparable(field: InformationField, text: string): string {
  switch (field) {
    case 'name':
      return normaliseName(text)
    case 'documentNumber':
      return normaliseIdentifier(text)
    case 'birth':
    case 'validityStart':
    case 'validityEnd':
      return parseCivilDate(text) ?? line(text)
    case 'sex':
    case 'nationality':
    case 'ethnicity':
    case 'residence':
    case 'issuedBy':
    case 'validityKind':
      return line(text)
  }
}

/**
 * The fields in which the form departs from what a machine read (OP-23). A field that no machine read was typed,
 * not edited: there is nothing beside which the edit could be kept.
 */
export function editedFields(input: Information, reading: MachineReading | undefined): InformationField[] {
  if (reading === undefined) return []
  return INFORMATION_FIELDS.filter((field) => {
    const read = reading.fields[field]
    return read !== undefined && read !== '' && comparable(field, read) !== comparable(field, input[field])
  })
}

/**
 * The fields that were typed though no machine read them: nothing to depart from, and nothing to compare with, so a
 * second person has to know (OP-23). What the form starts with counts as nobody's word.
 */
export function typedFields(input: Information, reading: MachineReading | undefined): InformationField[] {
  return INFORMATION_FIELDS.filter(
    (field) => input[field] !== '' && input[field] !== EMPTY_INFORMATION[field] && !reading?.fields[field],
  )
}

/** Whether these are among the fields by which a person is found and named. */
export const identifiesPerson = (fields: readonly InformationField[]): boolean =>
  fields.includes('name') || fields.includes('documentNumber')

/** The edits that a supervisor has to approve: a name or a number that isn't what the machine read (OP-23). */
export const needsApproval = (edited: readonly InformationField[]): boolean => identifiesPerson(edited)

/** A form nobody has typed in yet. */
export const EMPTY_INFORMATION: Information = {
  name: '',
  documentNumber: '',
  sex: '',
  birth: '',
  nationality: '',
  ethnicity: '',
  residence: '',
  issuedBy: '',
  validityKind: 'custom',
  validityStart: '',
  validityEnd: '',
}
