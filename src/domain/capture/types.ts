import type { Paper } from '../account/types.ts'
import type { DocumentTypeId } from '../document/document-types.ts'
import type { Sex } from '../document/id-number.ts'
import type { Validity } from '../document/validity.ts'
import type { CivilDate, Instant } from '../kernel/instant.ts'
import type { Refusal } from '../kernel/refusal.ts'
import type { Phone, PhoneBook } from '../phone/types.ts'
import type { CaseStep } from './machine.ts'

/** Capture of someone new, of what a record lacks, or of changed data (R-CAP, R-SUP, R-CHG). */
export const CAPTURE_KINDS = ['new', 'supplement', 'change'] as const
export type CaptureKind = (typeof CAPTURE_KINDS)[number]

/** With both sides of an identity card, or by a form for every other document (R-CAP-02, CF-27). */
export const CAPTURE_BRANCHES = ['id-card', 'other'] as const
export type CaptureBranch = (typeof CAPTURE_BRANCHES)[number]

/** The fields of the information check (信息核实), all as text; an empty one was not given. */
export const INFORMATION_FIELDS = [
  'name',
  'documentNumber',
  'sex',
  'birth',
  'nationality',
  'ethnicity',
  'residence',
  'issuedBy',
  'validityKind',
  'validityStart',
  'validityEnd',
] as const
export type InformationField = (typeof INFORMATION_FIELDS)[number]
export type Information = Readonly<Record<InformationField, string>>

/** What a machine read from the card; kept beside what was typed, so that every edit can be traced (OP-23). */
export interface MachineReading {
  readonly source: 'card-reader' | 'ocr'
  readonly fields: Readonly<Partial<Record<InformationField, string>>>
}

/** Ids of stored pictures. The scene photo shows the visitor at the counter; the portrait is cut from the front. */
export const PICTURES = ['front', 'portrait', 'back', 'scene'] as const
export type PictureName = (typeof PICTURES)[number]
export type Pictures = Readonly<Partial<Record<`${PictureName}AttachmentId`, string>>>

/** A paper the visitor read and signed: which wording, when, and the picture of the signature. */
export interface SignedPaper {
  readonly version: string
  readonly at: Instant
  /** Empty where it was agreed to by a tap in an APP. */
  readonly signatureAttachmentId: string
  readonly tapped?: true
}

/** `《个人信息保护告知同意书》` and `《人脸识别服务协议》` in the wordings this build knows; stored apart (R-CAP-05/07). */
export const PAPER_VERSIONS = {
  consent: ['privacy-consent/1'],
  faceAgreement: ['face-agreement/1'],
} as const

/**
 * A whole case as the counter recorded it. `caseId` is the id of the draft it was typed in, so that the same
 * draft can never be submitted twice, not even over a crash.
 */
export interface CaptureSubmit {
  readonly name: 'capture.submit'
  readonly caseId: string
  readonly kind: CaptureKind
  readonly branch: CaptureBranch
  readonly documentType: DocumentTypeId
  /** Whose record is supplemented; a new case and a change find the person by the document. */
  readonly personId?: string | undefined
  readonly information: Information
  readonly reading?: MachineReading | undefined
  readonly pictures: Pictures
  readonly consent?: SignedPaper | undefined
  readonly faceAgreement?: SignedPaper | undefined
  readonly phone: string
}

/** 实名信息维护: a manager keeps the data of someone linked with the enterprise right (R-MNT). */
export interface CaptureMaintain {
  readonly name: 'capture.maintain'
  readonly personId: string
  readonly phone: string
  readonly residence: string
  /** The manager's picture, for the face that R-MNT-01 demands; none where a face was compared in this visit. */
  readonly sceneAttachmentId?: string | undefined
}

/** A person as far as capture judges one. */
export interface RecordedPerson {
  readonly id: string
  readonly hallId: string
  readonly name: string
  readonly documentType: DocumentTypeId
  readonly documentNumber: string
  readonly accountState: 'A0' | 'A1' | 'A2' | 'A3' | 'A4'
  readonly credentialState: 'K0' | 'K1' | 'K2' | 'K3'
  readonly level: number
  readonly validity: Validity | undefined
  /** The term was stated by its holder over an expired one: the document counts as expired until it is seen (CF-32). */
  readonly validityStated?: boolean
  readonly capturedAt: Instant | null
  readonly hasScenePhoto: boolean
}

/** What a decision on a case needs loaded. */
export interface CaptureState {
  /** An earlier submission of the same draft. */
  readonly earlier: { readonly commandId: string; readonly state: CaseState } | undefined
  /** Who holds the document that was typed, and whether as their main one. */
  readonly holder: { readonly person: RecordedPerson; readonly isMain: boolean } | undefined
  /** The person named by the command (supplement). */
  readonly named: RecordedPerson | undefined
  /** The visitor, where they are known here; a visit may also be opened on a document nobody has yet. */
  readonly visitor: RecordedPerson | undefined
  /** Numbers of the person this case ends in, and the other holder of the number given. */
  readonly phones: PhoneBook
}

/** Where a case stands once it left the draft (the stored part of the desk's overlay, rules §4.6). */
export type CaseState = 'queued' | 'accepted' | 'needs-work'

export interface CaptureCase {
  readonly id: string
  readonly commandId: string
  readonly hallId: string
  readonly kind: CaptureKind
  readonly branch: CaptureBranch
  readonly state: CaseState
  /** How far the rules' own machine has come: `C2`, `C5`, … */
  readonly step: CaseStep
  readonly personId: string | null
  readonly documentType: DocumentTypeId
  readonly documentNumber: string
  readonly personName: string
  /** The fields that differ from the machine's reading. */
  readonly edited: readonly InformationField[]
  /** The fields that were typed and no machine read. */
  readonly typed: readonly InformationField[]
  readonly problem: Refusal | null
}

/** What an accepted case writes into the person's row. Only the keys present change. */
export interface PersonChanges {
  readonly name?: string
  readonly documentType?: DocumentTypeId
  readonly documentNumber?: string
  readonly accountState?: RecordedPerson['accountState']
  readonly credentialState?: RecordedPerson['credentialState']
  readonly level?: number
  readonly sex?: Sex | null
  readonly birth?: CivilDate | null
  readonly nationality?: string | null
  readonly residence?: string | null
  readonly validity?: Validity
  readonly capturedAt?: Instant
  readonly captureChannel?: 'hall' | 'app'
  readonly capturedPhone?: string
  readonly hasScenePhoto?: true
  readonly portraitAttachmentId?: string
}

export type CaptureEvent =
  | { readonly kind: 'case-put'; readonly case: CaptureCase }
  | {
      readonly kind: 'person-opened'
      readonly personId: string
      readonly hallId: string
      readonly changes: PersonChanges
    }
  | { readonly kind: 'person-changed'; readonly personId: string; readonly changes: PersonChanges }
  | {
      readonly kind: 'document-put'
      readonly personId: string
      readonly documentType: DocumentTypeId
      readonly documentNumber: string
      readonly isMain: boolean
    }
  | { readonly kind: 'phone-put'; readonly phone: Phone }
  | { readonly kind: 'paper-agreed'; readonly personId: string; readonly paper: Paper; readonly version: string }
