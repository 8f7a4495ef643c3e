import { beijingDate } from '../kernel/calendar.ts'
import type { DecideContext } from '../kernel/context.ts'
import { actsPersonally, speakerOf, speaksForEnterprise } from '../permission/authority.ts'
import type { RelationRefusalCode } from './refusals.ts'
import { isEffective } from './standing.ts'
import type { Relation, RelationCase, RelationCommand, RelationCommandName, Side } from './types.ts'

type Voice = Side | 'system'

/** Whose word each act is: the enterprise's, by its managers or a sealed letter, or the person's own. */
const VOICES: Readonly<Record<Exclude<RelationCommandName, 'relation.clear-history'>, Voice>> = {
  'relation.add': 'enterprise',
  'relation.confirm': 'enterprise',
  'relation.reject': 'enterprise',
  'relation.withdraw': 'enterprise',
  'relation.manage': 'enterprise',
  'relation.delete': 'enterprise',
  'relation.freeze': 'enterprise',
  'relation.unfreeze': 'enterprise',
  'relation.apply': 'person',
  'relation.bind': 'person',
  'relation.accept': 'person',
  'relation.refuse': 'person',
  'relation.unbind': 'person',
  'relation.record-core': 'system',
  'relation.drop-core': 'system',
  'relation.deregister-person': 'system',
}

/** R-PM-18, R-PM-19: managers and staff may do these for themselves in whatever identity they came. */
const ANY_IDENTITY: ReadonlySet<RelationCommandName> = new Set(['relation.bind', 'relation.unbind'])

/** The enterprise or person whose word the command must be. */
function ownerOf(command: RelationCommand): { readonly voice: Voice; readonly id: string } {
  if (command.name === 'relation.clear-history') return { voice: command.side, id: command.ownerId }
  const voice = VOICES[command.name]
  const id = voice === 'enterprise' && 'enterpriseId' in command ? command.enterpriseId : command.personId
  return { voice, id: id ?? '' }
}

/** People who manage the enterprise today: their relation as 法定代表人 or 财务负责人 is in effect (R-REL-02). */
export function managersOn(relations: readonly Relation[], now: number): readonly string[] {
  const today = beijingDate(now)
  return relations.filter((relation) => isEffective(relation, today)).map((relation) => relation.personId)
}

/** Why this visitor or session can't say it, if so: R-REL-02 for the enterprise, R-PM-16 and R-PLT-02 for oneself. */
export function findVoiceProblem(
  state: Pick<RelationCase, 'enterprise' | 'managers'>,
  command: RelationCommand,
  context: DecideContext,
): RelationRefusalCode | undefined {
  const { voice, id } = ownerOf(command)
  if (voice === 'system') return undefined
  if (voice === 'person') {
    if (speakerOf(context) !== id) return 'relation-not-own'
    return ANY_IDENTITY.has(command.name) || actsPersonally(context) ? undefined : 'relation-personal-identity-needed'
  }
  if (state.enterprise === undefined) return 'relation-enterprise-unknown'
  const managers = managersOn(state.managers, context.now)
  return speaksForEnterprise(context, id, managers) ? undefined : 'relation-manager-not-present'
}
