import { beijingDate } from '../kernel/calendar.ts'
import type { DecideContext } from '../kernel/context.ts'
import { accepted, refused, type Decision } from '../kernel/decision.ts'
import type { Instant } from '../kernel/instant.ts'
import { judgeAct, type Verdict } from './judge.ts'
import { awaitProof } from './proofs.ts'
import { relationRefusals, type RelationRefusalCode } from './refusals.ts'
import { isLive, standingOn } from './standing.ts'
import { allowedFunctions, findFunctionsProblem, findValidityProblem, inOrder } from './terms.ts'
import type {
  ClearCommand,
  ManageCommand,
  Relation,
  RelationCase,
  RelationCommand,
  RelationEvent,
  RelationEventName,
  RowCommand,
} from './types.ts'

type Answer = Decision<RelationEvent>
type Seen = RelationCommand['seen']
const refuse = (code: RelationRefusalCode): Answer => refused(relationRefusals.make(code))
const put = (relation: Relation): RelationEvent => ({ kind: 'relation-put', relation })

/** The event each act on a row is. */
export const EVENTS: Readonly<Record<RowCommand['name'], RelationEventName>> = {
  'relation.accept': 'accept',
  'relation.refuse': 'refuse',
  'relation.confirm': 'confirm',
  'relation.reject': 'reject',
  'relation.withdraw': 'withdraw',
  'relation.delete': 'delete',
  'relation.freeze': 'freeze',
  'relation.unfreeze': 'unfreeze',
  'relation.unbind': 'unbind',
}

/** The row the command names, as it counts today, if it lies between the parties the command names. */
function findNamed(state: RelationCase, command: RowCommand | ManageCommand, now: Instant): Relation | undefined {
  const { relation } = state
  if (relation?.id !== command.relationId) return undefined
  const parties = relation.enterpriseId === command.enterpriseId && relation.personId === command.personId
  return parties ? standingOn(relation, beijingDate(now)) : undefined
}

/** An act agreed to by what a relation says must find it so; ending one only needs it to be there still. */
const MUST_BE_AS_SEEN: ReadonlySet<RelationEventName> = new Set(['accept', 'confirm', 'manage'])

/** What the row itself says to the act: where it leads, or the rule that refuses it (OP-25 before the others). */
function judgeNamed(relation: Relation, event: RelationEventName, seen: Seen, context: DecideContext): Verdict {
  const verdict = judgeAct(relation, event, context.policy)
  const version = seen[relation.id]
  const hasMovedOn = version !== undefined && version !== relation.version
  const matters = verdict.refuse !== undefined || MUST_BE_AS_SEEN.has(event)
  return hasMovedOn && matters ? { refuse: 'relation-changed-meanwhile' } : verdict
}

/** Every act that moves one row along the table and changes nothing of its terms. */
export function change(state: RelationCase, command: RowCommand, seen: Seen, context: DecideContext): Answer {
  const relation = findNamed(state, command, context.now)
  if (relation === undefined) return refuse('relation-unknown')
  const event = EVENTS[command.name]
  const verdict = judgeNamed(relation, event, seen, context)
  if (verdict.refuse !== undefined) return refuse(verdict.refuse)
  if (event === 'accept' && state.person?.accountState === 'A4') return refuse('relation-person-deregistered')
  const moved = { ...relation, ...effectOf(event), state: verdict.to, decidedAt: context.now }
  return awaitProof(relation, event, context) ?? accepted([put(moved)], messageOf(event, relation))
}

/** What an act changes besides state and time. */
function effectOf(event: RelationEventName): Partial<Relation> {
  switch (event) {
    case 'refuse':
    case 'unbind':
      return { endedBy: 'person' }
    case 'reject':
    case 'withdraw':
    case 'delete':
      return { endedBy: 'enterprise' }
    case 'freeze':
      return { disabledReason: 'freeze' }
    case 'unfreeze':
      return { disabledReason: null }
    default:
      return {}
  }
}

/** A manager who confirms the core system's record in person is bound by it (R-REL-25). */
function messageOf(event: RelationEventName, relation: Relation): string | undefined {
  if (event === 'unbind') return 'R-MSG-27'
  return event === 'accept' && relation.state === 'R3' ? 'R-MSG-26' : undefined
}

/** R-REL-17, R-PER-07, CF-18: functions, last day and permission identity of present staff; nothing else changes. */
export function manage(state: RelationCase, command: ManageCommand, seen: Seen, context: DecideContext): Answer {
  const relation = findNamed(state, command, context.now)
  if (relation === undefined) return refuse('relation-unknown')
  const verdict = judgeNamed(relation, 'manage', seen, context)
  if (verdict.refuse !== undefined) return refuse(verdict.refuse)
  // R-PHN-19: whoever was entered by hand has to be captured before anything can be given to them.
  if (!context.policy.addRequiresRealName && state.person?.captured === false)
    return refuse('relation-person-no-real-name')
  const problem =
    findIdentityProblem(state, command, relation) ??
    findFunctionsProblem(command.functions, allowedFunctions(relation.identityType, state.permissionIdentity)) ??
    findValidityProblem(command.validUntil, beijingDate(context.now))
  if (problem !== undefined) return refuse(problem)
  const managed: Relation = {
    ...relation,
    state: verdict.to,
    functions: inOrder(command.functions),
    permissionIdentityId: command.permissionIdentityId,
    validUntil: command.validUntil,
    disabledReason: null,
    decidedAt: relation.state === verdict.to ? relation.decidedAt : context.now,
  }
  return accepted([put(managed)], 'R-MSG-05')
}

/** R-PER-06: a permission identity of the same enterprise; a retired one only for who has it already. */
function findIdentityProblem(
  { permissionIdentity: identity }: RelationCase,
  command: ManageCommand,
  relation: Relation,
): RelationRefusalCode | undefined {
  if (command.permissionIdentityId === null) return undefined
  const own = identity?.id === command.permissionIdentityId && identity.enterpriseId === relation.enterpriseId
  const offered = own && (!identity.retired || relation.permissionIdentityId === identity.id)
  return offered ? undefined : 'relation-permission-identity-unknown'
}

/** R-HIS-03, OP-22: hides finished relations on one side; the other side and the record keep them. */
export function clear(state: RelationCase, command: ClearCommand, context: DecideContext): Answer {
  const { side, ownerId } = command
  const relations: Relation[] = []
  for (const id of command.relationIds) {
    const relation = state.listed.find((one) => one.id === id)
    const owner = side === 'enterprise' ? relation?.enterpriseId : relation?.personId
    if (relation === undefined || owner !== ownerId) return refuse('relation-unknown')
    const verdict = judgeAct(relation, 'clear', context.policy)
    if (verdict.refuse !== undefined) return refuse(verdict.refuse)
    relations.push(relation)
  }
  const hide = side === 'enterprise' ? { hiddenForEnterprise: true } : { hiddenForPerson: true }
  return accepted(relations.map((relation) => put({ ...relation, ...hide })))
}

/** R-TR-REL-20, OP-18: whoever gives up their account keeps no pending relation and no enabled one. */
export function deregister(state: RelationCase, context: DecideContext): Answer {
  const events = state.listed.filter(isLive).flatMap((relation): RelationEvent[] => {
    const to = judgeAct(relation, 'deregister', context.policy).to ?? relation.state
    if (to === 'R8') return [put({ ...relation, state: to, endedBy: 'system', decidedAt: context.now })]
    if (to === 'R5') return [put({ ...relation, state: to, disabledReason: 'deregistered', decidedAt: context.now })]
    return []
  })
  return accepted(events)
}
