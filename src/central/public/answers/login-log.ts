import type { loginLogOperations } from '../../../contract/public/login-log.ts'
import { defineRefusals } from '../../../domain/kernel/refusal.ts'
import { permissionOf } from '../../../domain/permission/matrix.ts'
import { pageOwnLog, type LogOwner } from '../../../storage/login-log-own.ts'
import { Refused } from '../../../storage/refused.ts'
import type { AnswersOf } from '../answers.ts'
import type { Taxpayer } from '../taxpayer.ts'

export const logSessionRefusals = defineRefusals({
  'log-enterprise-not-entered': { rule: 'R-PM-23' },
})

/** OP-21: managers see the whole log of the enterprise, staff and agents their own part of it. */
function ownerOf({ session: { enterpriseId, personId }, role }: Taxpayer): LogOwner {
  if (enterpriseId === null) throw new Refused(logSessionRefusals.make('log-enterprise-not-entered'))
  return permissionOf('R-PM-23', role) === 'own' ? { enterpriseId, personId } : { enterpriseId }
}

/** 日志管理 (R-JRN). */
export const loginLogAnswers: AnswersOf<typeof loginLogOperations> = {
  'log-ins.enterprise': async (deps, { taxpayer, query: { after, size, ...filters } }) => {
    const owner = ownerOf(taxpayer)
    const page = { after, size, now: deps.now(), policy: deps.policy }
    return deps.database.read((db) => pageOwnLog(db, owner, filters, page))
  },

  'log-ins.person': (deps, { taxpayer, query: { after, size, ...filters } }) => {
    const owner = { personId: taxpayer.session.personId }
    const page = { after, size, now: deps.now(), policy: deps.policy }
    return deps.database.read((db) => pageOwnLog(db, owner, filters, page))
  },
}
