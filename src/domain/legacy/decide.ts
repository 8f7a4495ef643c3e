import type { DecideContext } from '../kernel/context.ts'
import { accepted, held, refused, type Decision } from '../kernel/decision.ts'
import { HOUR } from '../kernel/instant.ts'
import { findNewPasswordProof, findPasswordProof } from '../kernel/proof.ts'
import { addMember } from './add.ts'
import { awaitApproval, findVoiceProblem, isProtected } from './authority.ts'
import { memberRefusals, type MemberRefusalCode } from './refusals.ts'
import { judgeSecret, NO_SECRET } from './transitions.ts'
import type { AddMemberCommand, MemberCase, MemberCommand, MemberEvent, MemberSecret } from './types.ts'

type Answer = Decision<MemberEvent>
type PasswordCommand = Exclude<MemberCommand, AddMemberCommand>
const refuse = (code: MemberRefusalCode): Answer => refused(memberRefusals.make(code))

const put = (relationId: string, secret: MemberSecret, typed: boolean): MemberEvent => ({
  kind: 'secret-put',
  relationId,
  secret,
  typed,
})

/**
 * Judges 企业人员维护 of the earlier profile as far as passwords and adding go (R-STF, R-PWD-12 … R-PWD-19,
 * R-TR-CRD-05 … R-TR-CRD-08, R-TR-CRD-15). Deleting, freezing and unfreezing are acts on the relation (R-REL).
 */
export function decideMember(state: MemberCase, command: MemberCommand, context: DecideContext): Answer {
  const { policy } = context
  if (!policy.bindUnbindPassword) return refuse('member-not-offered')
  if (state.enterprise === undefined) return refuse('member-enterprise-unknown')
  switch (command.name) {
    case 'member.add':
      return addMember(state, command, context)
    case 'member.reset-password':
      return policy.staffResetByManagers ? reset(state, command, context) : refuse('member-not-offered')
    case 'member.bind-password':
    case 'member.unbind-password':
      return bind(state, command, context)
    case 'member.set-password':
    case 'member.change-password':
      return setOwn(state, command, context)
  }
}

/** The named row is a live one of that person at that enterprise. */
function isNamed({ relation }: MemberCase, command: PasswordCommand): boolean {
  const live = relation?.state === 'R4' || relation?.state === 'R5'
  return live && relation.enterpriseId === command.enterpriseId && relation.personId === command.personId
}

function findManagedProblem(
  state: MemberCase,
  command: PasswordCommand,
  context: DecideContext,
): MemberRefusalCode | undefined {
  const stranger = findVoiceProblem(command.enterpriseId, state.managers, context)
  if (stranger !== undefined) return stranger
  if (!isNamed(state, command)) return 'member-unknown'
  return isProtected(command.personId, state.managers, context) ? 'member-manager-protected' : undefined
}

/** R-PWD-14, R-TR-CRD-05: the fixed value, which has to be changed and stops counting like any other (OP-06). */
function reset(state: MemberCase, command: PasswordCommand, context: DecideContext): Answer {
  const problem = findManagedProblem(state, command, context)
  if (problem !== undefined) return refuse(problem)
  const cell = judgeSecret(state.secret ?? NO_SECRET, 'reset')
  if ('refuse' in cell) return refuse(cell.refuse)
  const voidAt = context.now + context.policy.resetValueHours * HOUR
  const secret: MemberSecret = { state: cell.to, bound: false, voidAt }
  return awaitApproval(context) ?? accepted([put(command.relationId, secret, false)])
}

/** R-STF-08, R-STF-09, R-TR-CRD-15: which of the two passwords is in force. */
function bind(state: MemberCase, command: PasswordCommand, context: DecideContext): Answer {
  const problem = findManagedProblem(state, command, context)
  if (problem !== undefined) return refuse(problem)
  // A desk holds no passwords, so it can't know which is in force.
  if (context.partial) return held('password-check')
  const secret = state.secret ?? NO_SECRET
  const binds = command.name === 'member.bind-password'
  const cell = judgeSecret(secret, binds ? 'bind' : 'unbind')
  if ('refuse' in cell) return refuse(cell.refuse)
  if (binds && state.person?.credentialState !== 'K2') return refuse('member-no-person-password')
  return accepted([put(command.relationId, { ...secret, state: cell.to, bound: binds }, false)])
}

/** R-PWD-12, R-PWD-15, R-PWD-18: the member's own act alone; proofs name the relation as the password's owner. */
function setOwn(state: MemberCase, command: PasswordCommand, context: DecideContext): Answer {
  const { actor, proofs } = context
  const isOwn =
    actor.kind === 'person' && actor.personId === command.personId && actor.enterpriseId === command.enterpriseId
  if (!isOwn) return refuse('member-not-own')
  if (!isNamed(state, command)) return refuse('member-unknown')
  const first = command.name === 'member.set-password'
  const cell = judgeSecret(state.secret ?? NO_SECRET, first ? 'set-first' : 'change')
  if ('refuse' in cell) return refuse(cell.refuse)
  if (!first && findPasswordProof(proofs, command.relationId)?.passed !== true) return refuse('member-old-wrong')
  const opened = findNewPasswordProof(proofs, command.relationId)
  if (opened === undefined) return refuse('member-password-missing')
  if (opened.problem !== null) return breaksRule(opened.problem)
  const secret: MemberSecret = { state: cell.to, bound: false, voidAt: null }
  return accepted([put(command.relationId, secret, true)], 'R-MSG-14')
}

const breaksRule = (problem: string): Answer => refused(memberRefusals.make('member-password-breaks-rule', { problem }))
