import type { Refusal } from '../kernel/refusal.ts'
import { isMobileNumber } from '../person/phone-number.ts'
import type { Hearing } from './hearing.ts'
import { captureRefusals, type CaptureRefusalCode } from './refusals.ts'
import { roadOf, type RoadStep } from './road.ts'
import { PAPER_VERSIONS, type SignedPaper } from './types.ts'

/** The first thing the case lacks, walking its road; the same walk tells the page which step is not finished. */
export function findEvidenceProblem(hearing: Hearing): Refusal | undefined {
  const { command, gaps } = hearing
  for (const step of roadOf(command.kind, command.branch, gaps)) {
    const problem = evidenceProblem(step, hearing)
    if (problem !== undefined) return problem
  }
  return command.kind === 'change' && changesNothing(hearing)
    ? captureRefusals.make('capture-nothing-to-change')
    : undefined
}

const make = (code: CaptureRefusalCode): Refusal => captureRefusals.make(code)

/** What one step lacks, or nothing. */
export function evidenceProblem(step: RoadStep, hearing: Hearing): Refusal | undefined {
  const { pictures, consent, faceAgreement } = hearing.command
  switch (step) {
    case 'front':
      if (!pictures.frontAttachmentId) return make('capture-front-missing')
      return pictures.portraitAttachmentId ? undefined : make('capture-portrait-missing')
    case 'back':
      return pictures.backAttachmentId ? undefined : make('capture-back-missing')
    case 'information':
      return informationProblem(hearing)
    case 'consent':
      return isSigned(consent, PAPER_VERSIONS.consent) ? undefined : make('capture-consent-missing')
    case 'phone':
      return phoneProblem(hearing)
    case 'face-agreement':
      return isSigned(faceAgreement, PAPER_VERSIONS.faceAgreement) ? undefined : make('capture-agreement-missing')
    case 'scene':
      return pictures.sceneAttachmentId ? undefined : make('capture-scene-missing')
    case 'identity-check':
    case 'face':
      return undefined
  }
}

function isSigned(paper: SignedPaper | undefined, versions: readonly string[]): boolean {
  return paper !== undefined && paper.signatureAttachmentId !== '' && versions.includes(paper.version)
}

/** A change may leave the number as it is; everyone new gives one (R-CAP-06). */
function phoneProblem({ command }: Hearing): Refusal | undefined {
  const mayLack = command.kind === 'change' && command.phone === ''
  return mayLack || isMobileNumber(command.phone) ? undefined : make('capture-phone-malformed')
}

function informationProblem(hearing: Hearing): Refusal | undefined {
  const { problems, checked } = hearing.information
  const wrong = problems.find(({ finding }) => finding !== 'expired')
  if (checked === undefined || wrong !== undefined)
    return captureRefusals.make('capture-information-wrong', {
      field: wrong?.field ?? 'name',
      problem: wrong?.finding ?? 'missing',
    })
  if (problems.length > 0) return make('capture-document-expired')
  return hearing.command.kind !== 'new' && !matchesRecord(hearing) ? make('capture-record-mismatch') : undefined
}

/** R-CHG-04: the document shown must be the one on record, under the same name. */
function matchesRecord({ subject, information: { checked } }: Hearing): boolean {
  return (
    subject !== undefined &&
    checked?.name === subject.name &&
    checked.documentType === subject.documentType &&
    checked.documentNumber === subject.documentNumber
  )
}

/** R-CHG-03: residence, mobile or the document's term; an empty residence leaves the one on record. */
function changesNothing({ command, information: { checked }, subject, state }: Hearing): boolean {
  const holds = state.phones.phones.some(({ number, state: kind }) => number === command.phone && kind === 'bound')
  const samePhone = command.phone === '' || holds
  const sameResidence = checked?.residence === null
  const sameValidity = JSON.stringify(checked?.validity) === JSON.stringify(subject?.validity)
  return samePhone && sameResidence && sameValidity
}
