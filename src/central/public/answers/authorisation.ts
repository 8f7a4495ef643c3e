import type { authorisationOperations } from '../../../contract/public/authorisation.ts'
import { maskCreditCode, maskEnterpriseName } from '../../../domain/kernel/mask.ts'
import type { Refusal } from '../../../domain/kernel/refusal.ts'
import { findIdentityType } from '../../../domain/permission/identity-types.ts'
import { Refused } from '../../../storage/refused.ts'
import {
  findChosen,
  listByCode,
  listForPerson,
  listForUnbinding,
  listPersonHistory,
} from '../../../storage/relation-taxpayer.ts'
import { importFromCore } from '../../core-import.ts'
import type { CentralDeps } from '../../deps.ts'
import { act } from '../act.ts'
import { actForPerson } from '../act-on-relation.ts'
import type { AnswersOf } from '../answers.ts'
import { CLEARED_AT_ONCE, clearHistory } from '../clear-history.ts'
import { proveOwnership } from '../prove.ts'
import { rehearse } from '../rehearse.ts'
import type { Taxpayer } from '../taxpayer.ts'

interface Binding {
  readonly creditCode: string
  readonly identityType: string
}

/** What binding this enterprise would come to; nothing when it can be bound. */
async function findBar(
  deps: CentralDeps,
  { actor, session }: Taxpayer,
  { creditCode, identityType }: Binding,
): Promise<Refusal | undefined> {
  const payload = { personId: session.personId, enterpriseCode: creditCode, identityType }
  const decision = await rehearse(deps, { actor, name: 'relation.bind', payload })
  return decision.kind === 'refused' ? decision.refusal : undefined
}

/**
 * Reads the core system once more where it isn't known to name the person: information may have been confirmed since.
 * A core system that says nothing leaves it at what is known.
 */
async function refreshFromCore(deps: CentralDeps, enterpriseCode: string): Promise<void> {
  await importFromCore(deps, enterpriseCode).catch((error: unknown) => {
    if (!(error instanceof Refused)) throw error
  })
}

/** 企业授权管理, binding and unbinding, of whoever is logged in (R-AUT, R-BND, R-UNB). */
export const authorisationAnswers: AnswersOf<typeof authorisationOperations> = {
  'authorisations.list': (deps, { taxpayer: { session }, query }) =>
    deps.database.read((db) =>
      listForPerson(
        db,
        { ...query, personId: session.personId, tab: 'present' },
        { now: deps.now(), policy: deps.policy },
      ),
    ),

  'authorisations.pending': (deps, { taxpayer: { session }, query }) =>
    deps.database.read((db) =>
      listForPerson(
        db,
        { ...query, personId: session.personId, tab: 'pending' },
        { now: deps.now(), policy: deps.policy },
      ),
    ),

  'authorisations.apply': async (deps, { taxpayer, body: { scan, ...terms } }) => {
    const proofs = await proveOwnership(deps, taxpayer, 'authorisations.apply', { scan })
    const functions = terms.functions ?? [...(findIdentityType(terms.identityType)?.functions ?? [])]
    const payload = { ...terms, functions, personId: taxpayer.session.personId }
    return act(deps, { actor: taxpayer.actor, name: 'relation.apply', payload, proofs })
  },

  'authorisations.accept': async (deps, { taxpayer, params, body }) => {
    const { scan, version } = body ?? {}
    const proofs = await proveOwnership(deps, taxpayer, 'authorisations.accept', { scan })
    return actForPerson(deps, taxpayer, { name: 'relation.accept', ...params, version, proofs })
  },

  'authorisations.refuse': (deps, { taxpayer, params }) =>
    actForPerson(deps, taxpayer, { name: 'relation.refuse', ...params }),

  'authorisations.history': (deps, { taxpayer: { session }, query }) =>
    deps.database.read((db) =>
      listForPerson(
        db,
        { ...query, personId: session.personId, tab: 'history' },
        { now: deps.now(), policy: deps.policy },
      ),
    ),

  'authorisations.clear-history': (deps, { taxpayer, body }) => {
    const { personId } = taxpayer.session
    const filters = { ...body, personId, tab: 'history', size: CLEARED_AT_ONCE } as const
    return clearHistory(deps, taxpayer, { side: 'person', ownerId: personId }, (db) =>
      listPersonHistory(db, filters, deps.now()),
    )
  },

  'bindings.find': async (deps, { taxpayer, body: { enterpriseCode, identityType } }) => {
    const judgeAll = async () => {
      const found = await deps.database.read((db) => listByCode(db, enterpriseCode))
      return Promise.all(
        found.map(async (one) => ({ ...one, bar: await findBar(deps, taxpayer, { ...one, identityType }) })),
      )
    }
    let judged = await judgeAll()
    if (judged.every(({ bar }) => bar !== undefined && bar.code !== 'relation-already-confirmed')) {
      await refreshFromCore(deps, enterpriseCode)
      judged = await judgeAll()
    }
    const open = judged.filter(({ bar }) => bar === undefined)
    const bar = judged[0]?.bar ?? (await findBar(deps, taxpayer, { creditCode: enterpriseCode, identityType }))
    if (open.length === 0 && bar !== undefined) throw new Refused(bar)
    return open.map(({ id, name, creditCode }) => ({
      enterpriseId: id,
      name: maskEnterpriseName(name),
      creditCode: maskCreditCode(creditCode),
    }))
  },

  'bindings.bind': async (deps, { taxpayer, body: { enterpriseId, identityType } }) => {
    const enterprise = await deps.database.read((db) => findChosen(db, enterpriseId))
    const { message } = await act(deps, bindingOf(taxpayer, { creditCode: enterprise?.creditCode ?? '', identityType }))
    return message === undefined ? {} : { message }
  },

  'unbindings.find': (deps, { taxpayer: { session }, query: { enterpriseCode } }) =>
    deps.database.read((db) =>
      listForUnbinding(db, { personId: session.personId, enterpriseCode }, { now: deps.now(), policy: deps.policy }),
    ),

  'unbindings.unbind': (deps, { taxpayer, params }) =>
    actForPerson(deps, taxpayer, { name: 'relation.unbind', ...params }),
}

function bindingOf({ actor, session }: Taxpayer, { creditCode, identityType }: Binding) {
  const payload = { personId: session.personId, enterpriseCode: creditCode, identityType }
  return { actor, name: 'relation.bind', payload }
}
