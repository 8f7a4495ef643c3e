import type { Refusal } from '../kernel/refusal.ts'
import { isMobileNumber } from '../person/phone-number.ts'
import type { Hearing } from './hearing.ts'
import { captureRefusals, type CaptureRefusalCode } from './refusals.ts'
import { roadOf, type RoadStep } from './road.ts'
import { PAPER_VERSIONS, type SignedPaper } from './types.ts'

/** What can be judged by the form alone, without any record: the page asks the same while someone types. */
export type Evidence = Pick<Hearing, 'command' | 'information'>

/** The first thing the case lacks, walking its road. */
export function findEvidenceProblem(hearing: Hearing): Refusal | undefined {
  const { command, gaps } = hearing
  for (const step of roadOf(command.kind, command.branch, gaps)) {
    const problem = evidenceProblem(step, hearing)
    if (problem !== undefined) return problem
    if (step === 'information' && command.kind !== 'new' && !matchesRecord(hearing))
      return make('capture-record-mismatch')
  }
  return command.kind === 'change' && changesNothing(hearing)
    ? captureRefusals.make('capture-nothing-to-change')
    : undefined
}

const make = (code: CaptureRefusalCode): Refusal => captureRefusals.make(code)

/** What one step lacks, or nothing. */
export function evidenceProblem(step: RoadStep, evidence: Evidence): Refusal | undefined {
  const { pictures, consent, faceAgreement } = evidence.command
  switch (step) {
    case 'front':
      if (!pictures.frontAttachmentId) return make('capture-front-missing')
      return pictures.portraitAttachmentId ? undefined : make('capture-portrait-missing')
    case 'back':
      return pictures.backAttachmentId ? undefined : make('capture-back-missing')
    case 'information':
      return informationProblem(evidence)
    case 'consent':
      return isSigned(consent, PAPER_VERSIONS.consent) ? undefined : make('capture-consent-missing')
    case 'phone':
      return phoneProblem(evidence)
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
  if (paper === undefined || !versions.includes(paper.version)) return false
  return paper.signatureAttachmentId !== '' || paper.tapped === true
}

/** A change may leave the number as it is; everyone new gives one (R-CAP-06). */
function phoneProblem({ command }: Evidence): Refusal | undefined {
  const mayLack = command.kind === 'change' && command.phone === ''
  return mayLack || isMobileNumber(command.phone) ? undefined : make('capture-phone-malformed')
}

function informationProblem({ information }: Evidence): Refusal | undefined {
  const { problems, checked } = information
  const wrong = problems.find(({ finding }) => finding !== 'expired')
  if (checked === undefined || wrong !== undefined)
    return captureRefusals.make('capture-information-wrong', {
      field: wrong?.field ?? 'name',
      problem: wrong?.finding ?? 'missing',
    })
  return problems.length > 0 ? make('capture-document-expired') : undefined
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
