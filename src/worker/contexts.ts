import { appendAudit } from '../storage/audit.ts'
import type { WriteDb } from '../storage/database.ts'
import type { ReadContext, WriteContext } from '../storage/queries.ts'
import { newId, sha256 } from './crypto.ts'
import { auditChainOf, auditNameOf, policyOf, type Desk } from './desk.ts'

/** What a read of this desk may know now. */
export function readContextOf(desk: Desk): ReadContext {
  return { now: desk.clock.now(), policy: policyOf(desk), operator: desk.session?.operator }
}

/** The same for a write, with what storage itself doesn't have: ids, hashes, and the audit row of the transaction. */
export function writeContextOf(desk: Desk, db: WriteDb): WriteContext {
  const context = readContextOf(desk)
  const { operator } = context
  const deviceId = auditNameOf(desk.enrolment)
  return {
    ...context,
    newId,
    digest: sha256,
    audit: (action, subjects, detail) => {
      if (operator === undefined) throw new Error('an audited act needs somebody signed in')
      const { staffId, role, hallId } = operator
      const actor = { kind: 'staff', staffId, role, hallId, deviceId } as const
      return appendAudit(db, auditChainOf(desk), { at: context.now, actor, action, subjects, detail })
    },
  }
}
