import { documentTypesOf } from '../document/document-types.ts'
import type { Refusal } from '../kernel/refusal.ts'
import { isCaptured, needsDocument } from './gaps.ts'
import type { Hearing } from './hearing.ts'
import { captureRefusals, type CaptureRefusalCode } from './refusals.ts'

type Found = CaptureRefusalCode | undefined

/** What is wrong before any evidence is looked at: who acts, for whom, and whether there is anything to do. */
export function findStandingProblem(hearing: Hearing): Refusal | undefined {
  const code =
    findActorProblem(hearing) ??
    findSubmissionProblem(hearing) ??
    findBranchProblem(hearing) ??
    findRecordProblem(hearing)
  return code === undefined ? undefined : captureRefusals.make(code, valuesOf(code, hearing))
}

/** The items a record lacks are named (R-SUP-05). */
function valuesOf(code: CaptureRefusalCode, { gaps }: Hearing): Refusal['values'] {
  return code === 'capture-record-gaps' ? { gaps: gaps.join(',') } : undefined
}

/**
 * R-PM-25, R-CAP-11: captured at the counter or in the field, for the visitor who is there, while a supervisor only
 * looks on; or by the person with an APP, for nobody but themselves.
 */
function findActorProblem(hearing: Hearing): Found {
  const { context, state, subject } = hearing
  const { actor, visit } = context
  if (actor.kind === 'person') return actor.personId === hearing.personId ? undefined : 'capture-visitor-not-owner'
  if (actor.kind !== 'staff' || (actor.role !== 'clerk' && actor.role !== 'field-officer'))
    return 'capture-role-not-allowed'
  if (visit === undefined) return 'capture-no-visit'
  const strangerHere = state.visitor !== undefined && subject !== undefined && state.visitor.id !== subject.id
  if (!strangerHere) return undefined
  return hasTwoAccounts(hearing) ? 'capture-document-merge' : 'capture-visitor-not-owner'
}

/**
 * One human, one account (OP-17): a visitor who shows a document of another account under the same name has two.
 * Which of them stays is for a supervisor to find out, not for a capture.
 */
function hasTwoAccounts({ command, state }: Hearing): boolean {
  return command.kind === 'new' && state.holder?.person.name === state.visitor?.name
}

/** One draft is one case: it may be submitted again only after it came back as work. */
function findSubmissionProblem({ state, context }: Hearing): Found {
  const { earlier } = state
  if (earlier === undefined || earlier.commandId === context.commandId) return undefined
  return earlier.state === 'needs-work' ? undefined : 'capture-submitted-already'
}

function findBranchProblem({ command, context }: Hearing): Found {
  const type = documentTypesOf(context.policy.documentTypes).find(({ id }) => id === command.documentType)
  if (type === undefined) return 'capture-document-type-not-taken'
  return type.cardCapture === (command.branch === 'id-card') ? undefined : 'capture-branch-mismatch'
}

function findRecordProblem(hearing: Hearing): Found {
  switch (hearing.command.kind) {
    case 'new':
      return findNewProblem(hearing)
    case 'supplement':
      if (!isCaptured(hearing.subject)) return 'capture-no-record'
      return hearing.gaps.length === 0 ? 'capture-complete-already' : undefined
    case 'change':
      return isCaptured(hearing.subject) ? undefined : 'capture-no-record'
  }
}

/** A document that has its record already is not captured again; what the record lacks is a supplement. */
function findNewProblem({ state, subject, gaps, information }: Hearing): Found {
  const { holder } = state
  const known = holder === undefined && subject !== undefined
  if (known && information.checked !== undefined && information.checked.name !== subject.name)
    return 'capture-visitor-not-owner'
  if (holder === undefined || !isCaptured(holder.person) || !holder.isMain) return undefined
  if (holder.person.accountState === 'A4') return undefined
  if (gaps.length === 0) return 'capture-complete-already'
  if (needsDocument(gaps)) return gaps.includes('document-expired') ? 'capture-record-expired' : 'capture-record-gaps'
  return 'capture-scene-photo-missing'
}
