import { isDocumentTypeId } from '../document/document-types.ts'
import { parseDocument } from '../document/document-number.ts'
import { beijingDate } from '../kernel/calendar.ts'
import type { DecideContext } from '../kernel/context.ts'
import { accepted, refused, type Decision } from '../kernel/decision.ts'
import { normaliseIdentifier } from '../kernel/text.ts'
import { speaksForEnterprise } from '../permission/authority.ts'
import { normaliseName, parseName } from '../person/name.ts'
import { relationRefusals, type RelationRefusalCode } from './refusals.ts'
import type { Relation } from './types.ts'
import { managersOn } from './voices.ts'

/** Writes down a person whom somebody names as working for an enterprise and whom nobody has captured yet. */
export interface NamePersonCommand {
  readonly name: 'relation.name-person'
  readonly enterpriseId: string
  readonly personName: string
  readonly documentType: string
  readonly documentNumber: string
}

/** A person by name and document alone: no account, no capture, nothing they can log in with. */
export interface NamedPerson {
  readonly id: string
  readonly hallId: string
  readonly name: string
  readonly documentType: string
  readonly documentNumber: string
}

export interface NamedEvent {
  readonly kind: 'person-named'
  readonly person: NamedPerson
}

export interface NamingCase {
  readonly enterprise: { readonly id: string; readonly hallId: string } | undefined
  readonly managers: readonly Relation[]
  /** Whether the document already belongs to somebody. */
  readonly known: boolean
}

type Answer = Decision<NamedEvent>
const refuse = (code: RelationRefusalCode): Answer => refused(relationRefusals.make(code))

/**
 * Judges the naming of somebody unknown. The core system may always (R-HAL-03): its people come before their capture.
 * An enterprise may only where staff need no real name to be added (CF-19, R-POL-23); they stay unusable until they
 * are captured, because a person without an account can't log in (R-PLT-10, R-PLT-15).
 */
export function decideNaming(state: NamingCase, command: NamePersonCommand, context: DecideContext): Answer {
  const { actor, policy } = context
  if (actor.kind === 'staff') return refuse('relation-system-only')
  const { enterprise } = state
  if (enterprise === undefined) return refuse('relation-enterprise-unknown')
  if (actor.kind === 'person') {
    if (!speaksForEnterprise(context, command.enterpriseId, managersOn(state.managers, context.now)))
      return refuse('relation-manager-not-present')
    if (policy.addRequiresRealName) return refuse('relation-person-no-real-name')
    if (!isReadable(command, context)) return refuse('relation-person-mismatch')
  }
  if (state.known) return accepted([])
  const person: NamedPerson = {
    id: context.commandId,
    hallId: enterprise.hallId,
    name: normaliseName(command.personName),
    documentType: command.documentType,
    documentNumber: normaliseIdentifier(command.documentNumber),
  }
  return accepted([{ kind: 'person-named', person }])
}

/** What is typed by hand must at least be a name and a number of that kind of document. */
function isReadable({ personName, documentType, documentNumber }: NamePersonCommand, { now }: DecideContext): boolean {
  if (!parseName(personName).ok || !isDocumentTypeId(documentType)) return false
  return parseDocument(documentType, documentNumber, beijingDate(now)).ok
}
