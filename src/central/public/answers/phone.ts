import type { phoneOperations } from '../../../contract/public/phone.ts'
import { phoneQueries } from '../../../storage/phone-queries.ts'
import { act } from '../act.ts'
import type { AnswersOf } from '../answers.ts'
import { proveNamedNumber, proveOwnership } from '../prove.ts'

/** 手机号码修改 of whoever is logged in (R-PHN). */
export const phoneAnswers: AnswersOf<typeof phoneOperations> = {
  'phones.list': (deps, { taxpayer: { session } }) =>
    deps.database.read((db) => phoneQueries['phone.list'](db, { personId: session.personId })),

  'phones.add': async (deps, { taxpayer, body: { number, numberCode, ...brought } }) => {
    const purpose = 'phones.add'
    const { personId } = taxpayer.session
    const owned = await proveOwnership(deps, taxpayer, purpose, brought)
    const named = await proveNamedNumber(deps, taxpayer, { purpose, number, code: numberCode })
    return act(deps, {
      actor: taxpayer.actor,
      name: 'phone.add',
      payload: { personId, number },
      proofs: [...owned, named],
    })
  },

  'phones.modify': async (deps, { taxpayer, params, body: { number, numberCode, ...brought } }) => {
    const purpose = 'phones.modify'
    const { personId } = taxpayer.session
    const owned = await proveOwnership(deps, taxpayer, purpose, brought)
    const named = await proveNamedNumber(deps, taxpayer, { purpose, number, code: numberCode })
    const payload = { personId, phoneId: params.phoneId, number }
    return act(deps, { actor: taxpayer.actor, name: 'phone.modify', payload, proofs: [...owned, named] })
  },

  'phones.delete': async (deps, { taxpayer, params: { phoneId }, body }) => {
    const { personId } = taxpayer.session
    const proofs = await proveOwnership(deps, taxpayer, 'phones.delete', body)
    return act(deps, { actor: taxpayer.actor, name: 'phone.delete', payload: { personId, phoneId }, proofs })
  },

  'phones.set-default': (deps, { taxpayer, params: { phoneId } }) => {
    const { personId } = taxpayer.session
    return act(deps, { actor: taxpayer.actor, name: 'phone.set-default', payload: { personId, phoneId } })
  },
}
