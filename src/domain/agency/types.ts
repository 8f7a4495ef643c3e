import type { CivilDate, Instant } from '../kernel/instant.ts'

/**
 * G0 none · G1 the agency's people are filed (基本信息), and an agreement it handed in online waits to be received ·
 * G2 received (协议要素), not begun · G3 in force · G4 expired · G5 cancelled (rules §4.7).
 */
export const AGREEMENT_STATES = ['G0', 'G1', 'G2', 'G3', 'G4', 'G5'] as const
export type AgreementState = (typeof AGREEMENT_STATES)[number]

/** What can happen between an agency and a client (R-TR-AGY). `begin` and `expire` are the clock's. */
export const AGREEMENT_EVENTS = [
  'file-basic',
  'hand-in',
  'receive',
  'file-agreement',
  'begin',
  'expire',
  'cancel',
  'recognise',
] as const
export type AgreementEventName = (typeof AGREEMENT_EVENTS)[number]

/** Why an agent may not act for a client today, the most fundamental reason first. */
export const ADMISSION_BARS = [
  'basic-form-missing',
  'not-personnel',
  'agreement-missing',
  'not-received',
  'not-begun',
  'expired',
  'cancelled',
  'not-handling',
  'not-registered',
] as const
export type AdmissionBar = (typeof ADMISSION_BARS)[number]

/** An agency (涉税专业服务机构) as its tax authority knows it. */
export interface Agency {
  readonly id: string
  readonly hallId: string
  readonly creditCode: string
  readonly name: string
  /** When 《…机构（人员）基本信息采集表》 was filed first (R-AGY-07). */
  readonly basicFormAt: Instant | null
  readonly version: number
}

/** What an agency and a client have agreed (《…协议要素信息采集表》), or what a client has recognised (R-AGY-11). */
export interface Agreement {
  readonly id: string
  readonly agencyId: string
  readonly enterpriseId: string
  /** Who handles this client. Nobody is named by a recognition: it takes all of the agency's people (R-AGY-12). */
  readonly agents: readonly string[]
  readonly validFrom: CivilDate
  /** The last day on which it counts. */
  readonly validUntil: CivilDate
  /** As it was written down last; what counts today says `standingOn`. */
  readonly state: Exclude<AgreementState, 'G0'>
  readonly version: number
}

/** A person who is, or is to be, an agent. */
export interface AgencyPerson {
  readonly id: string
  readonly name: string
  /** A0 … A4 (rules §4.1). */
  readonly accountState: string
}

/** A person as a form writes them down, found by their document where anybody knows them. */
export interface NamedPerson {
  readonly personName: string
  readonly documentType: string
  readonly documentNumber: string
}

/** What a decision needs loaded; rows that don't exist, or aren't on this desk, are missing. */
export interface AgencyCase {
  readonly agency: Agency | undefined
  /** Ids of the agency's people by the first form. */
  readonly personnel: readonly string[]
  readonly client: { readonly id: string; readonly hallId: string } | undefined
  /** Every agreement between the two, ended ones too. */
  readonly agreements: readonly Agreement[]
  /** The people the command names, in its order; `undefined` where nobody has that document. */
  readonly named: readonly (AgencyPerson | undefined)[]
  /** People whose relation as 法定代表人 or 财务负责人 of the client is in effect now. */
  readonly managers: readonly string[]
  /** Who speaks, where it is a person with rows of their own. */
  readonly speaker: AgencyPerson | undefined
}

/** 《涉税专业服务机构（人员）基本信息采集表》: the agency and everybody who works for it; filed anew, it replaces. */
export interface FileBasicFormCommand {
  readonly name: 'agency.file-basic-form'
  readonly agencyCode: string
  readonly agencyName: string
  readonly people: readonly NamedPerson[]
}

interface AgreementTerms {
  readonly agencyCode: string
  readonly clientCode: string
  readonly agents: readonly { readonly documentType: string; readonly documentNumber: string }[]
  readonly validFrom: CivilDate
  readonly validUntil: CivilDate
}

/** 《涉税专业服务协议要素信息采集表》 at the hall. */
export interface FileAgreementCommand extends AgreementTerms {
  readonly name: 'agency.file-agreement'
}

/** The same form by the agency itself, online; nobody acts by it before the hall has received it (R-HAL-06). */
export interface HandInCommand extends AgreementTerms {
  readonly name: 'agency.hand-in-agreement'
}

/** An act on one agreement, named with its parties for the audit and the outbox. */
export interface AgreementCommand {
  readonly name: 'agency.receive-agreement' | 'agency.cancel' | 'agency.unrecognise' | 'agency.set-password'
  readonly agreementId: string
  readonly agencyId: string
  readonly enterpriseId: string
}

/** 认定 of an agency by the client (R-AGY-11). */
export interface RecogniseCommand {
  readonly name: 'agency.recognise'
  readonly enterpriseId: string
  readonly agencyCode: string
  readonly validUntil: CivilDate
}

/** `seen`: the version of each row the clerk looked at, by row id. */
export type AgencyCommand = (
  FileBasicFormCommand | FileAgreementCommand | HandInCommand | AgreementCommand | RecogniseCommand
) & { readonly seen: Readonly<Record<string, number>> }

export type AgencyCommandName = AgencyCommand['name']

export type AgencyEvent =
  | { readonly kind: 'agency-put'; readonly agency: Agency }
  /** Somebody nobody has a record of yet: without an account until they register (R-AGY-10). */
  | { readonly kind: 'person-named'; readonly id: string; readonly hallId: string; readonly person: NamedPerson }
  /** The agency's people are these and nobody else. */
  | { readonly kind: 'personnel-put'; readonly agencyId: string; readonly people: readonly string[] }
  /** `typed` takes the agreement password that the central keeps ready (R-AGY-12). */
  | { readonly kind: 'agreement-put'; readonly agreement: Agreement; readonly secret?: 'typed' }
