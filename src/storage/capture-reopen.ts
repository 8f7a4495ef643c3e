import type { CaptureSubmit } from '../domain/capture/types.ts'
import { maskDocumentNumber, maskName } from '../domain/kernel/mask.ts'
import { defineRefusals } from '../domain/kernel/refusal.ts'
import { sql, type WriteDb } from './database.ts'
import { putDraft } from './draft.ts'
import type { OutboxRecord } from './outbox.ts'
import type { WriteContext } from './queries.ts'
import { Refused } from './refused.ts'

export const reopenRefusals = defineRefusals({ 'capture-not-returned': { rule: 'OP-24' } })

export const captureReopenWrites = {
  /** The payload holds the form as it was typed; its draft takes the case's id again, so the case goes on under it. */
  'capture.reopen': async (db: WriteDb, { commandId }: { commandId: string }, context: WriteContext) => {
    const record = await db.find<OutboxRecord>(
      sql("select * from outbox where command_id = ? and name = 'capture.submit' and state = 'returned'", [commandId]),
    )
    if (record === undefined) throw new Refused(reopenRefusals.make('capture-not-returned'))
    const { payload } = JSON.parse(record.envelope) as { payload: CaptureSubmit }
    const { caseId, ...form } = payload
    const { name, documentNumber } = payload.information
    await putDraft(db, {
      id: caseId,
      kind: 'capture',
      title: [maskName(name), maskDocumentNumber(documentNumber)].join(' · '),
      content: JSON.stringify({
        ...form,
        returned: record.refusal === null ? null : (JSON.parse(record.refusal) as unknown),
      }),
      operator_id: context.operator?.staffId ?? '',
      updated_at: context.now,
    })
    await db.run(sql('update outbox set acknowledged = 1 where command_id = ?', [commandId]))
    await context.audit('capture.reopen', [caseId], { commandId })
    return { draftId: caseId }
  },
}
