import type { DecideContext } from '../kernel/context.ts'
import { refused, type Decision } from '../kernel/decision.ts'
import { speakerOf, speaksForEnterprise } from '../permission/authority.ts'
import { cancel, fileAgreement, receive } from './agreement.ts'
import { fileBasicForm } from './basic-form.ts'
import { recognise, setPassword } from './recognition.ts'
import { agencyRefusals, type AgencyRefusalCode } from './refusals.ts'
import { isRegistered } from './standing.ts'
import type { AgencyCase, AgencyCommand, AgencyCommandName, AgencyEvent } from './types.ts'

/** The two forms, which the hall alone receives (R-PM-31, R-HAL-06). */
const AT_HALL: ReadonlySet<AgencyCommandName> = new Set([
  'agency.file-basic-form',
  'agency.file-agreement',
  'agency.receive-agreement',
])

/** What taxpayers do by themselves: no counter sees the agreement password. */
const ONLINE: ReadonlySet<AgencyCommandName> = new Set(['agency.hand-in-agreement', 'agency.set-password'])

/** The client's own word, by 法定代表人 or 财务负责人 (R-PM-22, R-TR-AGY-05). */
const CLIENTS: ReadonlySet<AgencyCommandName> = new Set([
  'agency.cancel',
  'agency.recognise',
  'agency.unrecognise',
  'agency.set-password',
])

/** 代理机构认定管理, which takes the place of agreement forms where a profile has none (R-POL-29, R-AGY-11). */
const RECOGNITION: ReadonlySet<AgencyCommandName> = new Set([
  'agency.recognise',
  'agency.unrecognise',
  'agency.set-password',
])

/**
 * Judges every act between an agency, its tax authority and its clients (R-AGY-07 … R-AGY-11, R-TR-AGY). Who may say
 * it is asked first, then whether the profile knows the act at all, then what the rows allow.
 */
export function decideAgency(state: AgencyCase, command: AgencyCommand, context: DecideContext): Decision<AgencyEvent> {
  const problem = findRoleProblem(command, context) ?? findRowProblem(state, command, context)
  if (problem !== undefined) return refused(agencyRefusals.make(problem))
  switch (command.name) {
    case 'agency.file-basic-form':
      return fileBasicForm(state, command, context)
    case 'agency.file-agreement':
    case 'agency.hand-in-agreement':
      return fileAgreement(state, command, context)
    case 'agency.receive-agreement':
      return receive(state, command, context)
    case 'agency.cancel':
    case 'agency.unrecognise':
      return cancel(state, command, context)
    case 'agency.recognise':
      return recognise(state, command, context)
    case 'agency.set-password':
      return setPassword(state, command, context)
  }
}

/** R-PM-22, R-PM-31: the clerk alone records these at a hall; a supervisor looks on, and none of it is field work. */
function findRoleProblem({ name }: AgencyCommand, { actor, policy }: DecideContext): AgencyRefusalCode | undefined {
  if (actor.kind === 'staff') {
    if (actor.role !== 'clerk' || ONLINE.has(name)) return 'agency-role-not-allowed'
  } else if (actor.kind === 'system' || AT_HALL.has(name)) return 'agency-received-at-hall'
  // Who works for an agency its tax authority knows in every profile.
  if (name === 'agency.file-basic-form') return undefined
  const recognises = RECOGNITION.has(name)
  if (policy.agencyTwoForms) return recognises ? 'agency-recognition-not-used' : undefined
  return recognises ? undefined : 'agency-forms-not-used'
}

/** Whether the rows are there, and whether whoever speaks may speak about them. */
function findRowProblem(
  state: AgencyCase,
  command: AgencyCommand,
  context: DecideContext,
): AgencyRefusalCode | undefined {
  const { agency, client } = state
  const { actor, partial } = context
  if (AT_HALL.has(command.name) && agency !== undefined && actor.kind === 'staff' && agency.hallId !== actor.hallId)
    return 'agency-other-hall'
  if (CLIENTS.has(command.name) && 'enterpriseId' in command) {
    if (client === undefined) return 'agency-client-unknown'
    if (!speaksForEnterprise(context, command.enterpriseId, state.managers)) return 'agency-manager-not-present'
  }
  if (agency === undefined && partial === undefined && command.name !== 'agency.file-basic-form')
    return 'agency-unknown'
  if (command.name === 'agency.hand-in-agreement') return findAgentProblem(state, context)
  if (!('agreementId' in command)) return undefined
  const agreement = state.agreements.find(({ id }) => id === command.agreementId)
  if (agreement === undefined) return 'agency-agreement-unknown'
  return (command.seen[agreement.id] ?? agreement.version) === agreement.version
    ? undefined
    : 'agency-changed-meanwhile'
}

/** Online an agency speaks by one of its own people, with an account (R-AGY-07, R-AGY-10). */
function findAgentProblem({ agency, personnel, speaker }: AgencyCase, context: DecideContext) {
  if (agency === undefined || agency.basicFormAt === null) return 'agency-basic-form-missing'
  const own = personnel.includes(speakerOf(context) ?? '')
  return own && speaker !== undefined && isRegistered(speaker) ? undefined : 'agency-not-personnel'
}
