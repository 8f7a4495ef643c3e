import type { DecideContext } from '../kernel/context.ts'
import { accepted, refused, type Decision } from '../kernel/decision.ts'
import { findNewPasswordProof, findPasswordProof } from '../kernel/proof.ts'
import { speakerOf, speaksForEnterprise } from '../permission/authority.ts'
import { awaitApproval } from './authority.ts'
import { memberRefusals, type MemberRefusalCode } from './refusals.ts'
import type { EnterpriseCase, EnterpriseCommand, EnterpriseEvent } from './types.ts'

type Answer = Decision<EnterpriseEvent>
const refuse = (code: MemberRefusalCode): Answer => refused(memberRefusals.make(code))

/** Judges the password of an enterprise itself (R-EPW, CF-04): from the certificate, changed by its managers. */
export function decideEnterprise(state: EnterpriseCase, command: EnterpriseCommand, context: DecideContext): Answer {
  if (!context.policy.enterprisePassword) return refuse('member-not-offered')
  if (state.enterprise === undefined) return refuse('member-enterprise-unknown')
  return command.name === 'enterprise.issue-certificate'
    ? issue(state, command, context)
    : change(state, command, context)
}

/**
 * R-EPW-01, R-EPW-03, R-PM-30: the hall opens or resets the account; a clerk records it and a supervisor agrees. The
 * password is made when the certificate is handed over, so that it lies nowhere in clear.
 */
function issue(
  { named }: EnterpriseCase,
  command: Extract<EnterpriseCommand, { name: 'enterprise.issue-certificate' }>,
  context: DecideContext,
): Answer {
  const { actor } = context
  if (actor.kind !== 'staff' || actor.role !== 'clerk') return refuse('certificate-role-not-allowed')
  if (!speaksForEnterprise(context, command.enterpriseId, named)) return refuse('member-manager-needed')
  const { enterpriseId, accountKind } = command
  return awaitApproval(context) ?? accepted([{ kind: 'certificate-issued', enterpriseId, accountKind }])
}

/** R-EPW-02: by LR or FO who know the old one; no counter changes a password it would have to hear. */
function change({ managers }: EnterpriseCase, { enterpriseId }: EnterpriseCommand, context: DecideContext): Answer {
  const { actor, proofs } = context
  const isManager = managers.includes(speakerOf(context) ?? '')
  if (actor.kind !== 'person' || actor.enterpriseId !== enterpriseId || !isManager)
    return refuse('member-manager-needed')
  if (findPasswordProof(proofs, enterpriseId)?.passed !== true) return refuse('member-old-wrong')
  const opened = findNewPasswordProof(proofs, enterpriseId)
  if (opened === undefined) return refuse('member-password-missing')
  if (opened.problem !== null)
    return refused(memberRefusals.make('member-password-breaks-rule', { problem: opened.problem }))
  return accepted([{ kind: 'password-changed', enterpriseId }], 'R-MSG-14')
}
