import { beijingDate } from '../kernel/calendar.ts'
import type { DecideContext } from '../kernel/context.ts'
import { accepted, held, refused, type Decision } from '../kernel/decision.ts'
import { findFaceProof } from '../kernel/proof.ts'
import { normaliseIdentifier } from '../kernel/text.ts'
import { findIdentityType, isManager } from '../permission/identity-types.ts'
import { normaliseName } from '../person/name.ts'
import { judgeAct, needsPerson } from './judge.ts'
import { relationRefusals, type RelationRefusalCode } from './refusals.ts'
import { isLive } from './standing.ts'
import { allowedFunctions, findFunctionsProblem, findValidityProblem, inOrder } from './terms.ts'
import type {
  AddCommand,
  ApplyCommand,
  BindCommand,
  DropCoreCommand,
  RecordCoreCommand,
  Relation,
  RelationCase,
  RelationEvent,
  RelationPerson,
} from './types.ts'

type Answer = Decision<RelationEvent>
const refuse = (code: RelationRefusalCode): Answer => refused(relationRefusals.make(code))
const put = (relation: Relation): RelationEvent => ({ kind: 'relation-put', relation })

/**
 * R-TR-REL-01: the enterprise adds a member of staff, who then has to agree. Where one side is enough (R-POL-21),
 * the relation is in effect at once.
 */
export function add(state: RelationCase, command: AddCommand, context: DecideContext): Answer {
  const { enterprise, person } = state
  if (enterprise === undefined) return refuse('relation-enterprise-unknown')
  const problem = findTermsProblem(command, context)
  if (person === undefined) return problem === undefined ? awaitPerson(state, context) : refuse(problem)
  const stranger = findStrangerProblem(person, command, context)
  if (stranger !== undefined) return refuse(stranger)
  if (problem !== undefined) return refuse(problem)
  if (findTwin(state, command.identityType)) return refuse('relation-already-live')
  const pending = begin(enterprise, person.id, command, context)
  const effective: Relation = { ...pending, state: 'R4', decidedAt: context.now }
  return accepted([put(context.policy.twoWayConfirmation ? pending : effective)], 'R-MSG-03')
}

/** R-TR-REL-05: the person applies, certified by their face, and the enterprise then has to agree (OP-10). */
export function apply(state: RelationCase, command: ApplyCommand, context: DecideContext): Answer {
  const { enterprise, person } = state
  const standing = person === undefined ? undefined : findStandingProblem(person, context)
  if (standing !== undefined) return refuse(standing)
  const problem = findTermsProblem(command, context)
  if (problem !== undefined) return refuse(problem)
  if (findTwin(state, command.identityType)) return refuse('relation-already-live')
  const unknown = enterprise === undefined || person === undefined
  if (unknown && context.partial === undefined) return refuse('relation-enterprise-unknown')
  const face = findFaceProof(context.proofs, command.personId)
  if (face === undefined || unknown) return held('face')
  if (!face.passed) return refuse('relation-face-failed')
  return accepted([put({ ...begin(enterprise, person.id, command, context), state: 'R2', initiator: 'person' })])
}

/**
 * R-TR-REL-10, R-BND: the person named by the core system as 法定代表人 or 财务负责人 binds the enterprise. The core
 * system's record is the first voice and the person the second, so that a new enterprise gets its first manager.
 */
export function bind(state: RelationCase, command: BindCommand, context: DecideContext): Answer {
  if (!isManager(command.identityType)) return refuse('relation-type-not-bindable')
  const { enterprise, person } = state
  // A visitor whose rows this desk doesn't mirror may well be in the core table: the central looks.
  if (context.partial && (enterprise === undefined || person === undefined)) return held('person')
  if (enterprise === undefined) return refuse('relation-enterprise-unknown')
  const standing = person === undefined ? undefined : findStandingProblem(person, context)
  if (standing !== undefined) return refuse(standing)
  const relation = state.live.find((one) => one.identityType === command.identityType)
  if (relation === undefined) return refuse('relation-not-in-core')
  const verdict = judgeAct(relation, 'bind', context.policy)
  if (verdict.refuse !== undefined) return refuse(verdict.refuse)
  return accepted([put({ ...relation, state: verdict.to, decidedAt: context.now })], 'R-MSG-26')
}

/**
 * R-TR-REL-08: the core system names a person. Functions are the type's; the end of staff is set by 管理. Where neither
 * side has to confirm (R-POL-21, R-POL-22), the core system's word is enough, as the earlier log-in has it.
 */
export function recordCore(state: RelationCase, command: RecordCoreCommand, context: DecideContext): Answer {
  const { enterprise, person } = state
  const type = findIdentityType(command.identityType)
  if (enterprise === undefined) return refuse('relation-enterprise-unknown')
  if (person === undefined) return refuse('relation-person-no-real-name')
  if (person.accountState === 'A4') return refuse('relation-person-deregistered')
  if (command.personName !== undefined && normaliseName(person.name) !== normaliseName(command.personName))
    return refuse('relation-person-mismatch')
  if (type === undefined) return refuse('relation-type-not-addable')
  const present = state.live.filter((one) => isLive(one) && meansSame(one.identityType, type.id))
  // A relation the two parties began themselves is the same relation; the core system only knows it now, too.
  if (present.length > 0)
    return accepted(present.filter((one) => !one.inCore).map((one) => put({ ...one, inCore: true })))
  const terms = { identityType: type.id, functions: type.functions, validUntil: null }
  const named: Relation = {
    ...begin(enterprise, person.id, terms, context),
    state: 'R3',
    initiator: 'core',
    inCore: true,
  }
  const atOnce = !context.policy.twoWayConfirmation && !needsPerson(named, context.policy)
  return accepted([put(atOnce ? { ...named, state: 'R4', decidedAt: context.now } : named)])
}

/** The core system no longer names the person: what it began can't be confirmed any more; what is in effect stays. */
export function dropCore(state: RelationCase, command: DropCoreCommand): Answer {
  const named = state.live.filter((one) => one.inCore && meansSame(one.identityType, command.identityType))
  return accepted(named.map((one) => put({ ...one, inCore: false })))
}

/** The core system knows one kind of 办税员, the platform several (R-EN-IDT); 购票人 are a kind of their own to both. */
function meansSame(identityType: string, named: string): boolean {
  return named === 'staff' ? identityType.startsWith('staff') : identityType === named
}

/**
 * CF-19: without a real-name record nobody can be added. The desk can't see other halls' people, and a capture that
 * waits to be decided may make the person known: both keep the command until the central knows.
 */
function awaitPerson(state: RelationCase, context: DecideContext): Answer {
  const mayAppear = context.partial === true || state.captureUnderway || !context.policy.addRequiresRealName
  return mayAppear ? held('person') : refuse('relation-person-no-real-name')
}

function findStandingProblem(person: RelationPerson, { policy }: DecideContext): RelationRefusalCode | undefined {
  if (person.accountState === 'A4') return 'relation-person-deregistered'
  if (person.captured || !policy.addRequiresRealName) return undefined
  if (person.accountState === 'A3') return 'relation-person-limited'
  return person.accountState === 'A0' ? 'relation-person-no-real-name' : undefined
}

/** OP-17: the name and the document typed at the counter are those of one real-name record. */
function findStrangerProblem(
  person: RelationPerson,
  command: AddCommand,
  context: DecideContext,
): RelationRefusalCode | undefined {
  const number = normaliseIdentifier(command.documentNumber)
  const owns = person.documents.some((document) => document.type === command.documentType && document.number === number)
  const named = normaliseName(person.name) === normaliseName(command.personName)
  return owns && named ? findStandingProblem(person, context) : 'relation-person-mismatch'
}

function findTermsProblem(terms: AddCommand | ApplyCommand, context: DecideContext): RelationRefusalCode | undefined {
  // 法定代表人 and 财务负责人 come from the core system alone; a permission identity is given by 管理 later (R-PER-07).
  if (findIdentityType(terms.identityType)?.kind !== 'staff') return 'relation-type-not-addable'
  return (
    findFunctionsProblem(terms.functions, allowedFunctions(terms.identityType)) ??
    findValidityProblem(terms.validUntil, beijingDate(context.now))
  )
}

/** R-REL-27: several identities in one enterprise are allowed, the same one twice is not. */
function findTwin(state: RelationCase, identityType: string): Relation | undefined {
  return state.live.find((relation) => isLive(relation) && relation.identityType === identityType)
}

function begin(
  enterprise: { readonly id: string; readonly hallId: string },
  personId: string,
  terms: Pick<Relation, 'identityType' | 'functions' | 'validUntil'>,
  { commandId, now }: DecideContext,
): Relation {
  return {
    id: commandId,
    hallId: enterprise.hallId,
    enterpriseId: enterprise.id,
    personId,
    identityType: terms.identityType,
    permissionIdentityId: null,
    functions: inOrder(terms.functions),
    state: 'R1',
    initiator: 'enterprise',
    inCore: false,
    validUntil: terms.validUntil,
    disabledReason: null,
    createdAt: now,
    decidedAt: null,
    endedBy: null,
    hiddenForEnterprise: false,
    hiddenForPerson: false,
    version: 0,
  }
}
