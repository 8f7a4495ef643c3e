import { evidenceProblem } from '../../../domain/capture/evidence.ts'
import type { RecordGap } from '../../../domain/capture/gaps.ts'
import { checkInformation, EMPTY_INFORMATION, type InformationCheck } from '../../../domain/capture/information.ts'
import { roadOf, type RoadStep } from '../../../domain/capture/road.ts'
import type {
  CaptureBranch,
  CaptureKind,
  Information,
  MachineReading,
  Pictures,
  SignedPaper,
} from '../../../domain/capture/types.ts'
import type { DocumentTypeId } from '../../../domain/document/document-types.ts'
import { beijingDate } from '../../../domain/kernel/calendar.ts'
import type { Instant } from '../../../domain/kernel/instant.ts'
import { maskDocumentNumber, maskName } from '../../../domain/kernel/mask.ts'
import type { Refusal } from '../../../domain/kernel/refusal.ts'
import { normaliseIdentifier } from '../../../domain/kernel/text.ts'

/** The steps on screen: the road of the rules without what the centre does, and the summary at its end. */
export type ScreenStep = Exclude<RoadStep, 'identity-check' | 'face'> | 'summary'

/** The form of one case, exactly as it stands; kept as a draft at every change. */
export interface CaseForm {
  readonly kind: CaptureKind
  readonly branch: CaptureBranch
  readonly documentType: DocumentTypeId
  /** Whose record is supplemented. */
  readonly personId?: string
  /** What that record lacks, as known when the case was begun. */
  readonly gaps: readonly RecordGap[]
  readonly information: Information
  readonly reading?: MachineReading
  /** The portrait on the card's chip, offered instead of a cut. */
  readonly chipPortraitAttachmentId?: string
  readonly pictures: Pictures
  readonly consent?: SignedPaper
  readonly faceAgreement?: SignedPaper
  readonly phone: string
  readonly step: ScreenStep
  /** Why the case came back, when it did. */
  readonly returned?: Refusal | null
}

export interface Beginning {
  readonly kind: CaptureKind
  readonly branch: CaptureBranch
  readonly personId?: string
  readonly documentType?: DocumentTypeId
  readonly gaps?: readonly RecordGap[]
}

/** A new form. The other branch begins with the permit met most; its type can be chosen on the first step. */
export function emptyForm({ kind, branch, personId, documentType, gaps = [] }: Beginning): CaseForm {
  const form: CaseForm = {
    kind,
    branch,
    documentType: documentType ?? (branch === 'id-card' ? 'resident-id' : 'hk-macao-permit'),
    ...(personId === undefined ? {} : { personId }),
    gaps,
    information: EMPTY_INFORMATION,
    pictures: {},
    phone: '',
    step: 'summary',
  }
  return { ...form, step: stepsOf(form)[0] ?? 'summary' }
}

/** A draft's content as a form; what an older program left out is as in an empty one. */
export function readForm(content: Readonly<Record<string, unknown>>): CaseForm {
  const kept = content as Partial<CaseForm>
  const { kind = 'new', branch = 'id-card', gaps = [], returned } = kept
  const form: CaseForm = {
    ...emptyForm({ kind, branch, gaps }),
    ...kept,
    information: { ...EMPTY_INFORMATION, ...kept.information },
  }
  const steps = stepsOf(form)
  // A case that came back opens where everything is in sight, with the reason on top.
  const start = returned === undefined ? (steps[0] ?? 'summary') : 'summary'
  return { ...form, step: kept.step !== undefined && steps.includes(kept.step) ? kept.step : start }
}

/** The steps of this case on screen, in order. */
export function stepsOf({ kind, branch, gaps }: Pick<CaseForm, 'kind' | 'branch' | 'gaps'>): readonly ScreenStep[] {
  const own = roadOf(kind, branch, gaps).filter((step) => step !== 'identity-check' && step !== 'face')
  return [...own, 'summary']
}

/** The information check of the form on this day. */
export function checkOf({ documentType, information }: CaseForm, now: Instant): InformationCheck {
  return checkInformation(documentType, information, beijingDate(now))
}

/** The payload of `capture.submit`: what was typed, and nothing of the screen. */
export function submissionOf(caseId: string, form: CaseForm) {
  const { kind, branch, documentType, personId, information, reading, pictures, consent, faceAgreement, phone } = form
  return { caseId, kind, branch, documentType, personId, information, reading, pictures, consent, faceAgreement, phone }
}

/** What a step lacks, by the same words the judges use; nothing when one may go on. */
export function lackOf(step: ScreenStep, form: CaseForm, now: Instant): Refusal | undefined {
  if (step === 'summary') return undefined
  const command = { name: 'capture.submit' as const, ...submissionOf('', form) }
  return evidenceProblem(step, { command, information: checkOf(form, now) })
}

/** The first step that isn't finished; the summary when all are. */
export function firstLack(form: CaseForm, now: Instant): { readonly step: ScreenStep; readonly lack?: Refusal } {
  for (const step of stepsOf(form)) {
    const lack = lackOf(step, form, now)
    if (lack !== undefined) return { step, lack }
  }
  return { step: 'summary' }
}

/** The draft's name in lists: never more than the mask lets through (OP-13). */
export function titleOf({ information }: CaseForm): string {
  const parts = [maskName(information.name.trim()), maskDocumentNumber(normaliseIdentifier(information.documentNumber))]
  return parts.filter((part) => part !== '').join(' · ')
}
