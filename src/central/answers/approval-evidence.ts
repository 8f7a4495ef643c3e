import type { ApprovalEvidence } from '../../contract/approval.ts'
import { getEvidencePicture, loadEvidence, unknownItem } from '../../storage/approval-evidence.ts'
import { appendAudit } from '../../storage/audit.ts'
import type { Caller, CentralDeps } from '../deps.ts'
import { isShownTo } from '../second-judge.ts'

async function showEvidence(
  deps: CentralDeps,
  { commandId }: { commandId: string },
  caller: Caller,
): Promise<ApprovalEvidence> {
  const evidence = await deps.database.read((db) => loadEvidence(db, commandId, caller))
  if (!(await isShownTo(deps, caller.hallId, 'command_result', commandId))) throw unknownItem()
  return evidence
}

/** The look is written down in the transaction that reads the picture. */
async function showPicture(deps: CentralDeps, input: { commandId: string; attachmentId: string }, caller: Caller) {
  const { commandId, attachmentId } = input
  const shown = await isShownTo(deps, caller.hallId, 'command_result', commandId)
  return deps.database.write(async (db) => {
    const picture = await getEvidencePicture(db, input, caller)
    if (!shown) throw unknownItem()
    await appendAudit(
      db,
      { chain: caller.hallId, hash: deps.sha256 },
      {
        at: deps.now(),
        actor: { kind: 'staff', ...caller },
        action: 'approval.picture',
        subjects: [commandId],
        commandId,
        detail: { attachmentId, purpose: picture.purpose },
      },
    )
    return { mediaType: picture.media_type, content: Buffer.from(picture.content).toString('base64') }
  })
}

/** What a second person looks at before answering (OP-25). */
export const approvalEvidenceAnswers = { 'approval.evidence': showEvidence, 'approval.picture': showPicture }
