import type { DecideContext } from '../kernel/context.ts'
import { accepted, refused, type Decision } from '../kernel/decision.ts'
import { collapseSpaces, stripInvisible, toHalfWidth } from '../kernel/text.ts'
import type { Policy } from '../policy/policy.ts'
import { speaksForEnterprise } from './authority.ts'
import { FUNCTION_CODES, isFunctionCode } from './functions.ts'
import { findIdentityTypeByName } from './identity-types.ts'
import { permissionRefusals, type PermissionRefusalCode } from './refusals.ts'
import type { PermissionCase, PermissionCommand, PermissionEvent, PermissionIdentity } from './types.ts'

type Answer = Decision<PermissionEvent>
const refuse = (code: PermissionRefusalCode): Answer => refused(permissionRefusals.make(code))
const put = (identity: PermissionIdentity): PermissionEvent => ({ kind: 'identity-put', identity })

/** Judges 权限身份维护 (R-PER-05, R-PER-06): identities that one enterprise makes for its own staff. */
export function decidePermission(state: PermissionCase, command: PermissionCommand, context: DecideContext): Answer {
  const { actor } = context
  if (actor.kind === 'staff' && actor.role !== 'clerk') return refuse('permission-role-not-allowed')
  if (state.enterprise === undefined) return refuse('permission-enterprise-unknown')
  if (!speaksForEnterprise(context, command.enterpriseId, state.managers))
    return refuse('permission-manager-not-present')
  if (command.name === 'permission.add-identity') {
    const problem = findProblem(state, command, undefined, context.policy)
    if (problem !== undefined) return refuse(problem)
    const { id: enterpriseId, hallId } = state.enterprise
    const made = { id: context.commandId, hallId, enterpriseId, retired: false, version: 0 }
    return accepted([put({ ...made, ...termsOf(command) })])
  }
  const identity = state.identities.find((one) => one.id === command.identityId)
  if (identity === undefined) return refuse('permission-identity-unknown')
  if ((command.seen[identity.id] ?? identity.version) !== identity.version)
    return refuse('permission-changed-meanwhile')
  if (identity.retired) return refuse('permission-identity-retired')
  if (command.name === 'permission.retire-identity') return accepted([put({ ...identity, retired: true })])
  const problem = findProblem(state, command, identity.id, context.policy)
  return problem === undefined ? accepted([put({ ...identity, ...termsOf(command) })]) : refuse(problem)
}

type Terms = Extract<PermissionCommand, { readonly identityName: string }>

const normalised = (text: string) => collapseSpaces(stripInvisible(text))
const comparable = (name: string) => toHalfWidth(normalised(name)).replace(/\s/gu, '')

function termsOf({ identityName, description, functions }: Terms) {
  const chosen = new Set(functions)
  return {
    name: normalised(identityName),
    description: normalised(description),
    functions: FUNCTION_CODES.filter((code) => chosen.has(code)),
  }
}

function findProblem(
  state: PermissionCase,
  terms: Terms,
  ownId: string | undefined,
  policy: Policy,
): PermissionRefusalCode | undefined {
  const name = comparable(terms.identityName)
  if (name === '') return 'permission-name-missing'
  const others = state.identities.filter((one) => one.id !== ownId && !one.retired)
  const taken = others.some((one) => comparable(one.name) === name) || findIdentityTypeByName(name) !== undefined
  if (taken) return 'permission-name-taken'
  // R-PER-08: where the profile lets it, an identity without functions is kept and is good for nothing.
  if (terms.functions.length === 0 && policy.functionsRequired) return 'permission-functions-missing'
  return terms.functions.every(isFunctionCode) ? undefined : 'permission-functions-unknown'
}
