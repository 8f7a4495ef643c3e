import type { sessionOperations } from '../../../contract/public/session.ts'
import { defineRefusals } from '../../../domain/kernel/refusal.ts'
import { appendAudit } from '../../../storage/audit.ts'
import { Refused } from '../../../storage/refused.ts'
import { findMaskedField, viewEnterprise } from '../../../storage/session-view.ts'
import { isRefusal } from '../../../storage/verification.ts'
import type { AnswersOf } from '../answers.ts'

export const enterpriseInfoRefusals = defineRefusals({
  'enterprise-field-empty': { rule: 'R-MSK-02', field: 'field' },
})

/** 企业基本信息 of the enterprise a log-in is for (R-ENT-01, R-MSK-01, R-MSK-02). */
export const enterpriseInfoAnswers: Pick<
  AnswersOf<typeof sessionOperations>,
  'enterprise.basic' | 'enterprise.reveal'
> = {
  'enterprise.basic': async (deps, { taxpayer: { session } }) => {
    const info = await deps.database.read((db) => viewEnterprise(db, session, deps.now()))
    if (isRefusal(info)) throw new Refused(info)
    return info
  },

  'enterprise.reveal': async (deps, { taxpayer: { session, actor }, body: { field } }) => {
    const now = deps.now()
    const shown = await deps.database.write(async (db) => {
      const found = await findMaskedField(db, session, field, now)
      if (isRefusal(found)) return found
      const { enterpriseId, hallId, value } = found
      if (value === null) return enterpriseInfoRefusals.make('enterprise-field-empty')
      // Without its row in the audit there is no value (OP-13).
      await appendAudit(
        db,
        { chain: hallId, hash: deps.sha256 },
        { at: now, actor, action: 'reveal', subjects: [enterpriseId], detail: { kind: 'enterprise', field } },
      )
      return { value }
    })
    if (isRefusal(shown)) throw new Refused(shown)
    return shown
  },
}
