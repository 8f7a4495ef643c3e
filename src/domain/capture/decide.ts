import type { DecideContext } from '../kernel/context.ts'
import { accepted, held, refused, type Decision } from '../kernel/decision.ts'
import type { Wait } from '../kernel/proof.ts'
import type { Refusal } from '../kernel/refusal.ts'
import { acceptedEvents, caseOf } from './effects.ts'
import { findEvidenceProblem } from './evidence.ts'
import { openHearing, type Hearing } from './hearing.ts'
import { isStep, nextStep, type CaseCell, type CaseStep } from './machine.ts'
import { judgeProof } from './proofs.ts'
import { captureRefusals } from './refusals.ts'
import { eventOf, roadOf } from './road.ts'
import { findStandingProblem } from './standing.ts'
import type { CaptureEvent, CaptureState, CaptureSubmit } from './types.ts'

const SUCCESS = { new: 'R-MSG-18', supplement: 'R-MSG-22', change: 'R-MSG-25' } as const

/**
 * Judges a whole case (R-CAP, R-SUP, R-CHG). First what the counter could have done better: standing, then every
 * step's evidence. Then the proofs that only the centre can give, one after the other: a supervisor's approval of
 * edits, the code to the phone, the third party's check, the face. Nothing is claimed before the last of them (OP-24).
 */
export function decideCapture(
  state: CaptureState,
  command: CaptureSubmit,
  context: DecideContext,
): Decision<CaptureEvent> {
  const hearing = openHearing(state, command, context)
  const problem = findStandingProblem(hearing) ?? findEvidenceProblem(hearing)
  return problem === undefined ? walk(hearing) : refused(problem)
}

/** Goes along the road as far as the proofs carry. */
function walk(hearing: Hearing): Decision<CaptureEvent> {
  const { command, gaps } = hearing
  let step: CaseStep = command.kind === 'new' ? 'C0' : 'C8'
  for (const stop of roadOf(command.kind, command.branch, gaps)) {
    const judged = judgeProof(stop, hearing)
    if (judged.kind === 'failed') return refused(captureRefusals.make(judged.code))
    if (judged.kind === 'waits') return wait(hearing, step, judged.waitsFor)
    const event = command.kind === 'new' ? eventOf(stop, command.branch) : undefined
    const next: CaseCell = event === undefined ? step : nextStep(command.branch, step, event)
    if (!isStep(next)) throw new Error(`the road of ${command.branch} leaves the machine at ${step}: ${stop}`)
    step = next
  }
  return accepted(acceptedEvents(hearing), SUCCESS[command.kind])
}

/** Only the case itself is marked as queued: no person, no number, no level (OP-24). */
function wait(hearing: Hearing, step: CaseStep, waitsFor: Wait): Decision<CaptureEvent> {
  return held(waitsFor, [{ kind: 'case-put', case: caseOf(hearing, 'queued', step) }])
}

/**
 * The mark a refused case leaves where it was queued before: it needs work. Undefined when this submission was never
 * queued, because then the answer goes straight back to the form.
 */
export function needsWork(
  state: CaptureState,
  command: CaptureSubmit,
  context: DecideContext,
  problem: Refusal,
): CaptureEvent | undefined {
  if (state.earlier?.commandId !== context.commandId) return undefined
  const settled = caseOf(openHearing(state, command, context), 'needs-work', command.kind === 'new' ? 'CF' : 'C8')
  return { kind: 'case-put', case: { ...settled, problem } }
}
