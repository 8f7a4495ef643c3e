import { documentTypesOf, isDocumentTypeId } from '../document/document-types.ts'
import { parseDocument } from '../document/document-number.ts'
import { parseValidity, type Validity } from '../document/validity.ts'
import { parseCivilDate } from '../kernel/calendar.ts'
import type { CivilDate } from '../kernel/instant.ts'
import type { Refusal } from '../kernel/refusal.ts'
import { codePointCount, collapseSpaces, stripInvisible } from '../kernel/text.ts'
import { parseName } from '../person/name.ts'
import type { Policy } from '../policy/policy.ts'
import { accountRefusals } from './refusals.ts'
import type { CheckedIdentity, Identity } from './types.ts'

/** Longest name of a country in either language, with room to spare. */
const NATIONALITY_LONGEST = 60

type Reading =
  { readonly ok: true; readonly checked: CheckedIdentity } | { readonly ok: false; readonly refusal: Refusal }

const fails = (field: keyof Identity, problem: string): Reading => ({
  ok: false,
  refusal: { ...accountRefusals.make('account-identity-incomplete', { field, problem }), field },
})

/**
 * Reads page 2 of a registration (R-REG-04): name, document, sex and nationality are all needed. The document's term
 * is taken when it is given; without it the record has a gap that a supplement names (R-SUP-05).
 */
export function checkIdentity(identity: Identity, policy: Policy, today: CivilDate): Reading {
  const { documentType } = identity
  if (documentType === '') return { ok: false, refusal: accountRefusals.make('account-document-type-missing') }
  const taken = documentTypesOf(policy.documentTypes).some(({ id }) => id === documentType)
  if (!isDocumentTypeId(documentType) || !taken)
    return { ok: false, refusal: accountRefusals.make('account-document-type-not-taken') }
  const name = parseName(identity.name)
  if (!name.ok) return fails('name', name.problems[0] ?? 'empty')
  const document = parseDocument(documentType, identity.documentNumber, today)
  if (!document.ok) return fails('documentNumber', document.problems[0] ?? 'empty')
  if (identity.sex !== 'male' && identity.sex !== 'female')
    return fails('sex', identity.sex === '' ? 'empty' : 'choice')
  const nationality = collapseSpaces(stripInvisible(identity.nationality))
  if (nationality === '' || codePointCount(nationality) > NATIONALITY_LONGEST) return fails('nationality', 'empty')
  const birth = readBirth(identity, document.birth, today)
  if (birth === 'impossible') return fails('birth', 'impossible')
  const validity = readValidity(identity)
  if (validity === 'wrong') return fails('validityEnd', 'wrong')
  return {
    ok: true,
    checked: {
      name: name.name,
      documentType,
      documentNumber: document.number,
      sex: document.sex ?? identity.sex,
      nationality,
      birth,
      validity,
    },
  }
}

/** What the number itself says counts; otherwise what was typed, if it was. */
function readBirth({ birth }: Identity, own: CivilDate | null, today: CivilDate): CivilDate | null | 'impossible' {
  if (own !== null || birth.trim() === '') return own
  const typed = parseCivilDate(birth)
  return typed === undefined || typed > today ? 'impossible' : typed
}

function readValidity({ validityKind: kind, validityStart, validityEnd }: Identity): Validity | null | 'wrong' {
  if (kind === '') return null
  if (kind !== 'custom' && kind !== 'long-term') return 'wrong'
  const parsed = parseValidity({ kind, start: validityStart, end: validityEnd })
  return parsed.ok ? parsed.validity : 'wrong'
}
