import type { CivilDate, Instant } from '../kernel/instant.ts'
import type { PermissionIdentity } from '../permission/types.ts'

/**
 * R1 waits for the person · R2 waits for the enterprise · R3 recorded by the core system, unconfirmed · R4 enabled ·
 * R5 disabled · R6 deleted · R7 withdrawn · R8 refused · R9 unbound by the person (rules §4.3).
 */
export const RELATION_STATES = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9'] as const
export type RelationState = (typeof RELATION_STATES)[number]

/** What can happen to a relation that exists (R-TR-REL). `expire` and `deregister` are the system's. */
export const RELATION_EVENTS = [
  'accept',
  'refuse',
  'confirm',
  'reject',
  'withdraw',
  'bind',
  'manage',
  'delete',
  'freeze',
  'unfreeze',
  'unbind',
  'clear',
  'expire',
  'deregister',
] as const
export type RelationEventName = (typeof RELATION_EVENTS)[number]

/** The two parties of a relation, each with lists of its own. */
export type Side = 'enterprise' | 'person'

/** What set 已停用 (OP-09). */
export type DisabledReason = 'freeze' | 'expired' | 'deregistered'

export interface Relation {
  /** The id of the command that began it. A relation that ended is never revived: adding again makes a new one. */
  readonly id: string
  /** The enterprise's hall. */
  readonly hallId: string
  readonly enterpriseId: string
  readonly personId: string
  /** A built-in identity type; it never changes (R-REL-18). */
  readonly identityType: string
  readonly permissionIdentityId: string | null
  readonly functions: readonly string[]
  readonly state: RelationState
  /** Who began it (R-EN-RIN). */
  readonly initiator: 'enterprise' | 'person' | 'core' | 'self-bind'
  /** Whether the core system's table of the enterprise's people names this person (核心表, R-UNB-01). */
  readonly inCore: boolean
  /** Last day on which it counts; `null` has no end. */
  readonly validUntil: CivilDate | null
  readonly disabledReason: DisabledReason | null
  readonly createdAt: Instant
  /** When its state last changed. */
  readonly decidedAt: Instant | null
  readonly endedBy: Side | 'system' | null
  readonly hiddenForEnterprise: boolean
  readonly hiddenForPerson: boolean
  readonly version: number
}

/** The person a relation is about, as far as relations care (CF-19, OP-16, OP-17). */
export interface RelationPerson {
  readonly id: string
  readonly name: string
  readonly documents: readonly { readonly type: string; readonly number: string }[]
  /** A0 … A4 (rules §4.1). */
  readonly accountState: string
  /** Whether a hall or an APP has captured their real name. */
  readonly captured: boolean
}

/** What a relation decision needs loaded; rows that don't exist, or aren't on this desk, are missing. */
export interface RelationCase {
  readonly enterprise: { readonly id: string; readonly hallId: string } | undefined
  /** The row the command names. */
  readonly relation: Relation | undefined
  /** The rows a clearing of history names; for a deregistration, every relation of the person. */
  readonly listed: readonly Relation[]
  /** The person of the relation, or whom it would be with. */
  readonly person: RelationPerson | undefined
  /** Whether a capture of that document waits to be decided, which would make the person known. */
  readonly captureUnderway: boolean
  /** Live relations (R1 … R5) between that person and the enterprise. */
  readonly live: readonly Relation[]
  /** Live relations of 法定代表人 and 财务负责人 of the enterprise. */
  readonly managers: readonly Relation[]
  /** The permission identity named by the command. */
  readonly permissionIdentity: PermissionIdentity | undefined
}

/** The row an act is about, with its parties: so that the audit and the outbox know them without looking it up. */
interface RowNamed {
  readonly relationId: string
  readonly enterpriseId: string
  readonly personId: string
}

interface Terms {
  readonly identityType: string
  readonly functions: readonly string[]
  readonly validUntil: CivilDate
}

export interface AddCommand extends Terms {
  readonly name: 'relation.add'
  readonly enterpriseId: string
  /** Known when a look-up found the person before; the document decides. */
  readonly personId?: string | undefined
  readonly personName: string
  readonly documentType: string
  readonly documentNumber: string
}

export interface ApplyCommand extends Terms {
  readonly name: 'relation.apply'
  readonly personId: string
  /** A photo taken at the counter, for a face check that has to wait for the central. */
  readonly sceneAttachmentId?: string | undefined
  readonly enterpriseCode: string
}

export interface BindCommand {
  readonly name: 'relation.bind'
  readonly personId: string
  readonly enterpriseCode: string
  readonly identityType: string
}

/** Sent by the core system alone, when information confirmation names a person (R-TR-REL-08, R-HAL-03). */
export interface RecordCoreCommand {
  readonly name: 'relation.record-core'
  readonly enterpriseId: string
  readonly personId: string
  /** As registered; it must be the name of the document's holder (OP-17). */
  readonly personName?: string | undefined
  readonly identityType: string
}

/** Sent when the core system's table of the enterprise no longer has the person in this role. */
export interface DropCoreCommand {
  readonly name: 'relation.drop-core'
  readonly enterpriseId: string
  readonly personId: string
  readonly identityType: string
}

/** Sent by the system when a person gives up their account (R-TR-REL-20, OP-18). */
export interface DeregisterCommand {
  readonly name: 'relation.deregister-person'
  readonly personId: string
}

export interface ManageCommand extends RowNamed {
  readonly name: 'relation.manage'
  readonly functions: readonly string[]
  readonly validUntil: CivilDate
  /** The permission identity to give; `null` goes back to the built-in type (CF-18). */
  readonly permissionIdentityId: string | null
}

export interface AcceptCommand extends RowNamed {
  readonly name: 'relation.accept'
  /** As with an application. */
  readonly sceneAttachmentId?: string | undefined
}

/** Acts that name a row and nothing else, besides what proves them. */
export type RowCommand = AcceptCommand | PlainRowCommand

interface PlainRowCommand extends RowNamed {
  readonly name:
    | 'relation.refuse'
    | 'relation.confirm'
    | 'relation.reject'
    | 'relation.withdraw'
    | 'relation.delete'
    | 'relation.freeze'
    | 'relation.unfreeze'
    | 'relation.unbind'
}

export interface ClearCommand {
  readonly name: 'relation.clear-history'
  readonly side: Side
  /** The enterprise or person whose list is cleared. */
  readonly ownerId: string
  readonly relationIds: readonly string[]
}

/** `seen`: the version of each row the clerk looked at, by row id. */
export type RelationCommand = (
  | AddCommand
  | ApplyCommand
  | BindCommand
  | RecordCoreCommand
  | DropCoreCommand
  | DeregisterCommand
  | ManageCommand
  | RowCommand
  | ClearCommand
) & { readonly seen: Readonly<Record<string, number>> }

export type RelationCommandName = RelationCommand['name']

export interface RelationEvent {
  readonly kind: 'relation-put'
  readonly relation: Relation
}
