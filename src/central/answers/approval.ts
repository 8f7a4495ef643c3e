import type { ApprovalDecideInput } from '../../contract/approval.ts'
import { judgeApproval } from '../../storage/approval.ts'
import { unknownItem } from '../../storage/approval-evidence.ts'
import { appendAudit } from '../../storage/audit.ts'
import { sql } from '../../storage/database.ts'
import { isStaffPassword } from '../step-up.ts'
import type { Caller, CentralDeps } from '../deps.ts'
import { decideAgain, storeProof } from '../held.ts'
import { isShownTo } from '../second-judge.ts'

/**
 * Takes the answer of a second person and decides the held act again with it. The item's row is touched first, so
 * that of two answers at once the second finds the item answered.
 */
async function decide(deps: CentralDeps, input: ApprovalDecideInput, caller: Caller) {
  const { commandId, granted } = input
  const actor = { kind: 'staff', ...caller } as const
  const passwordRight = await isStaffPassword(deps, caller.staffId, input.password)
  const shown = await isShownTo(deps, caller.hallId, 'command_result', commandId)
  await deps.database.write(async (db) => {
    await db.run(sql('update command_result set version = version where command_id = ?', [commandId]))
    const { by } = await judgeApproval(db, input, passwordRight, actor)
    if (!shown) throw unknownItem()
    const at = deps.now()
    await storeProof(db, deps.newId(), { commandId }, { kind: 'approval', granted, by, at })
    const audit = { at, actor, action: 'approval.decide', subjects: [commandId], commandId }
    await appendAudit(
      db,
      { chain: caller.hallId, hash: deps.sha256 },
      { ...audit, detail: { granted, reason: input.reason } },
    )
  })
  const outcome = await decideAgain(deps, commandId)
  if (outcome === undefined) throw new Error('an answered act was decided by somebody else meanwhile')
  return { state: outcome.state, ...(outcome.waitsFor === undefined ? {} : { waitsFor: outcome.waitsFor }) }
}

export const approvalAnswers = { 'approval.decide': decide }
