import type { DecideContext } from '../kernel/context.ts'
import { accepted, refused, type Decision } from '../kernel/decision.ts'
import type { CivilDate } from '../kernel/instant.ts'
import { findNewPasswordProof } from '../kernel/proof.ts'
import { beijingDate } from '../kernel/calendar.ts'
import { parseDocument } from '../document/document-number.ts'
import { isDocumentTypeId } from '../document/document-types.ts'
import { normaliseIdentifier } from '../kernel/text.ts'
import { normaliseName, parseName } from '../person/name.ts'
import type { Relation } from '../relation/types.ts'
import { findVoiceProblem } from './authority.ts'
import { memberRefusals, type MemberRefusalCode } from './refusals.ts'
import type { AddMemberCommand, MemberCase, MemberEvent } from './types.ts'

type Answer = Decision<MemberEvent>

/** The built-in type that stands behind an identity of the enterprise's own making. */
const BASE_TYPE = 'staff'

/**
 * 添加办税人 of the earlier profile (R-STF-02): identity maintained first (R-PER-09), then the person found or, where
 * the profile lets it, entered by hand (R-STF-04, CF-19), with a password that the adder types (R-PWD-19) and the
 * member has to change. Where one side is enough, the member is one at once (R-POL-21).
 */
export function addMember(state: MemberCase, command: AddMemberCommand, context: DecideContext): Answer {
  const problem =
    findVoiceProblem(command.enterpriseId, state.managers, context) ??
    findTermsProblem(state, command) ??
    findPersonProblem(state, command, context)
  if (problem !== undefined) return refused(memberRefusals.make(problem))
  const opened = findNewPasswordProof(context.proofs, context.commandId)
  if (opened === undefined) return refused(memberRefusals.make('member-password-missing'))
  if (opened.problem !== null)
    return refused(memberRefusals.make('member-password-breaks-rule', { problem: opened.problem }))
  const personId = state.person?.id ?? command.newPersonId
  const hallId = state.enterprise?.hallId ?? ''
  return accepted([
    ...(state.person === undefined ? [personByHand(command, hallId)] : []),
    { kind: 'relation-put', relation: begin(command, { personId, hallId }, context) },
    { kind: 'secret-put', relationId: context.commandId, secret: GIVEN, typed: true },
  ])
}

/** Known to whoever typed it, and therefore to be changed at the first log-in (R-POL-03, R-POL-05). */
const GIVEN = { state: 'K1', bound: false, voidAt: null } as const

function findTermsProblem({ identities }: MemberCase, command: AddMemberCommand): MemberRefusalCode | undefined {
  if (identities.length === 0) return 'member-identity-missing'
  const identity = identities.find((one) => one.id === command.permissionIdentityId)
  if (identity === undefined) return 'member-identity-unknown'
  const known = command.functions.every((code) => identity.functions.includes(code))
  return known ? undefined : 'member-functions-foreign'
}

function findPersonProblem(
  { person, live }: MemberCase,
  command: AddMemberCommand,
  { policy, now }: DecideContext,
): MemberRefusalCode | undefined {
  if (person === undefined) {
    if (policy.addRequiresRealName) return 'member-person-not-found'
    return isWellFormed(command, beijingDate(now)) ? undefined : 'member-person-malformed'
  }
  if (normaliseName(person.name) !== normaliseName(command.personName)) return 'member-person-mismatch'
  if (person.accountState === 'A4') return 'member-person-deregistered'
  const known = person.captured || person.accountState !== 'A0'
  if (!known && policy.addRequiresRealName) return 'member-person-not-found'
  return live.some((relation) => relation.identityType === BASE_TYPE) ? 'member-already-live' : undefined
}

/** What is entered by hand must at least be a name and a number that a document could bear. */
function isWellFormed({ personName, documentType, documentNumber }: AddMemberCommand, today: CivilDate): boolean {
  return (
    parseName(personName).ok && isDocumentTypeId(documentType) && parseDocument(documentType, documentNumber, today).ok
  )
}

/** R-STF-04: a row that a capture has to complete before it is good for anything (R-CAP-12, R-PHN-19). */
function personByHand(command: AddMemberCommand, hallId: string): MemberEvent {
  return {
    kind: 'person-opened',
    personId: command.newPersonId,
    hallId,
    name: normaliseName(command.personName),
    documentType: command.documentType,
    documentNumber: normaliseIdentifier(command.documentNumber),
  }
}

function begin(
  command: AddMemberCommand,
  { personId, hallId }: { readonly personId: string; readonly hallId: string },
  { commandId, now, policy }: DecideContext,
): Relation {
  const effective = !policy.twoWayConfirmation
  return {
    id: commandId,
    hallId,
    enterpriseId: command.enterpriseId,
    personId,
    identityType: BASE_TYPE,
    permissionIdentityId: command.permissionIdentityId,
    functions: command.functions,
    state: effective ? 'R4' : 'R1',
    initiator: 'enterprise',
    inCore: false,
    // The form of this profile asks for no last day.
    validUntil: null,
    disabledReason: null,
    createdAt: now,
    decidedAt: effective ? now : null,
    endedBy: null,
    hiddenForEnterprise: false,
    hiddenForPerson: false,
    version: 0,
  }
}
