import type { staffOperations } from '../../../contract/public/staff.ts'
import { findIdentityType, isManager } from '../../../domain/permission/identity-types.ts'
import { Refused } from '../../../storage/refused.ts'
import { listIdentities } from '../../../storage/relation-load.ts'
import { getForEnterprise, listEnterpriseHistory, listForEnterprise } from '../../../storage/relation-taxpayer.ts'
import { nameUnknown } from '../../core-import.ts'
import type { CentralDeps } from '../../deps.ts'
import { act } from '../act.ts'
import { actForEnterprise } from '../act-on-relation.ts'
import type { AnswersOf } from '../answers.ts'
import { CLEARED_AT_ONCE, clearHistory } from '../clear-history.ts'
import { rehearse } from '../rehearse.ts'
import type { Taxpayer } from '../taxpayer.ts'
import { viewFunctions } from './permission-identity.ts'

/** The enterprise of the log-in; the permission rows of this group let nobody in without one. */
const enterpriseOf = ({ session }: Taxpayer): string => session.enterpriseId ?? ''

/** The new member as the command takes it: all functions of the type are ticked unless some were unticked (R-PER-01). */
function addition<Body extends { readonly identityType: string; readonly functions?: string[] | undefined }>(
  taxpayer: Taxpayer,
  body: Body,
) {
  const functions = body.functions ?? [...(findIdentityType(body.identityType)?.functions ?? [])]
  return { ...body, functions, enterpriseId: enterpriseOf(taxpayer) }
}

/** The person as they are named in a form. */
const namedIn = ({ enterpriseId, personName, documentType, documentNumber }: Parameters<typeof nameUnknown>[1]) => ({
  enterpriseId,
  personName,
  documentType,
  documentNumber,
})

/**
 * Whether adding would find the person; somebody unknown can be named by hand where the province allows it (CF-19).
 * @throws Refused when neither can be.
 */
async function findsPerson(deps: CentralDeps, { actor }: Taxpayer, payload: ReturnType<typeof addition>) {
  const decision = await rehearse(deps, { actor, name: 'relation.add', payload })
  if (decision.kind === 'refused') throw new Refused(decision.refusal)
  return decision.kind === 'accepted'
}

/** 人员权限管理 (R-REL, R-STF): the same commands as at the counter, in the word of the manager who is logged in. */
export const staffAnswers: AnswersOf<typeof staffOperations> = {
  'staff.list': (deps, { taxpayer, query }) =>
    deps.database.read((db) =>
      listForEnterprise(
        db,
        { ...query, enterpriseId: enterpriseOf(taxpayer), tab: 'present' },
        { now: deps.now(), policy: deps.policy },
      ),
    ),

  'staff.pending': (deps, { taxpayer, query }) =>
    deps.database.read((db) =>
      listForEnterprise(
        db,
        { ...query, enterpriseId: enterpriseOf(taxpayer), tab: 'pending' },
        { now: deps.now(), policy: deps.policy },
      ),
    ),

  'staff.permissions': async (deps, { taxpayer, params: { relationId } }) => {
    const key = { enterpriseId: enterpriseOf(taxpayer), relationId }
    const looking = { now: deps.now(), policy: deps.policy }
    const row = await deps.database.read((db) => getForEnterprise(db, key, looking))
    const { id, personName, identityType, permissionIdentity, validUntil, decidedAt } = row
    const functions = viewFunctions(row.functions)
    return { id, personName, identityType, permissionIdentity, functions, validUntil, decidedAt }
  },

  'staff.detail': async (deps, { taxpayer, params: { relationId } }) => {
    const enterpriseId = enterpriseOf(taxpayer)
    const looking = { now: deps.now(), policy: deps.policy }
    const { relation, identities } = await deps.database.read(async (db) => ({
      relation: await getForEnterprise(db, { enterpriseId, relationId }, looking),
      identities: await listIdentities(db, enterpriseId),
    }))
    const chosen = identities.find(({ id }) => id === relation.permissionIdentity?.id)
    const editable = relation.offers.includes('manage')
      ? (['functions', 'validUntil', 'permissionIdentityId'] as const)
      : []
    return {
      relation,
      editable: [...editable],
      functions: [...(chosen?.functions ?? findIdentityType(relation.identityType)?.functions ?? [])],
      permissionIdentities: isManager(relation.identityType)
        ? []
        : identities
            .filter(({ retired, id }) => !retired || id === chosen?.id)
            .map(({ id, name, functions }) => ({ id, name, functions: [...functions] })),
      confirmations: { delete: 'R-MSG-04' },
    }
  },

  'staff.check': async (deps, { taxpayer, body }) => {
    const payload = addition(taxpayer, body)
    const known = await findsPerson(deps, taxpayer, payload)
    if (!known) {
      const naming = { actor: taxpayer.actor, name: 'relation.name-person', payload: namedIn(payload) }
      const decision = await rehearse(deps, naming)
      if (decision.kind === 'refused') throw new Refused(decision.refusal)
    }
    const { enterpriseId: _own, ...details } = payload
    return { ...details, known }
  },

  'staff.add': async (deps, { taxpayer, body }) => {
    const { actor } = taxpayer
    const payload = addition(taxpayer, body)
    if (!(await findsPerson(deps, taxpayer, payload))) await nameUnknown(deps, namedIn(payload), actor)
    return act(deps, { actor, name: 'relation.add', payload })
  },

  'staff.withdraw': (deps, { taxpayer, params }) =>
    actForEnterprise(deps, taxpayer, { name: 'relation.withdraw', ...params }),

  'staff.confirm': (deps, { taxpayer, params, body }) =>
    actForEnterprise(deps, taxpayer, { name: 'relation.confirm', ...params, ...body }),

  'staff.reject': (deps, { taxpayer, params }) =>
    actForEnterprise(deps, taxpayer, { name: 'relation.reject', ...params }),

  'staff.manage': (deps, { taxpayer, params, body: { version, ...terms } }) =>
    actForEnterprise(deps, taxpayer, { name: 'relation.manage', ...params, version, terms }),

  'staff.delete': (deps, { taxpayer, params }) =>
    actForEnterprise(deps, taxpayer, { name: 'relation.delete', ...params }),

  'staff.freeze': (deps, { taxpayer, params }) =>
    actForEnterprise(deps, taxpayer, { name: 'relation.freeze', ...params }),

  'staff.unfreeze': (deps, { taxpayer, params }) =>
    actForEnterprise(deps, taxpayer, { name: 'relation.unfreeze', ...params }),

  'staff.history': (deps, { taxpayer, query }) =>
    deps.database.read((db) =>
      listForEnterprise(
        db,
        { ...query, enterpriseId: enterpriseOf(taxpayer), tab: 'history' },
        { now: deps.now(), policy: deps.policy },
      ),
    ),

  'staff.clear-history': (deps, { taxpayer, body }) => {
    const enterpriseId = enterpriseOf(taxpayer)
    const filters = { ...body, enterpriseId, tab: 'history', size: CLEARED_AT_ONCE } as const
    return clearHistory(deps, taxpayer, { side: 'enterprise', ownerId: enterpriseId }, (db) =>
      listEnterpriseHistory(db, filters),
    )
  },
}
