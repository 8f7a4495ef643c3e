import { describe, expect, it } from 'vitest'
import {
  CASE_EVENTS,
  CASE_STEPS,
  isStep,
  nextStep,
  type CaseEvent,
  type CaseStep,
} from '../../../src/domain/capture/machine.ts'
import { roadOf, eventOf } from '../../../src/domain/capture/road.ts'
import { CAPTURE_BRANCHES, type CaptureBranch } from '../../../src/domain/capture/types.ts'

/** The rows of the rules, as they stand there. */
const ROWS: readonly (readonly [rule: string, CaptureBranch, CaseStep, CaseEvent, CaseStep | 'no-record'])[] = [
  ['R-TR-CAP-01', 'id-card', 'C0', 'front-photo', 'C1'],
  ['R-TR-CAP-02', 'id-card', 'C1', 'back-photo', 'C2'],
  ['R-TR-CAP-03', 'id-card', 'C2', 'information-checked', 'C3'],
  ['R-TR-CAP-04', 'id-card', 'C3', 'consented', 'C4'],
  ['R-TR-CAP-05', 'id-card', 'C3', 'consent-refused', 'CF'],
  ['R-TR-CAP-06', 'id-card', 'C4', 'phone-proved', 'C5'],
  ['R-TR-CAP-07', 'id-card', 'C5', 'agreement-signed', 'C7'],
  ['R-TR-CAP-08', 'id-card', 'C7', 'face-passed', 'C8'],
  ['R-TR-CAP-09', 'id-card', 'C7', 'face-failed', 'C7'],
  ['R-TR-CAP-10', 'other', 'C5', 'check-passed', 'C6'],
  ['R-TR-CAP-11', 'other', 'C5', 'check-failed', 'CF'],
  ['R-TR-CAP-12', 'other', 'C7', 'face-passed', 'C8'],
  ['R-TR-CAP-13', 'id-card', 'C8', 'completeness-asked', 'C8'],
  ['R-TR-CAP-14', 'id-card', 'C8', 'supplemented', 'C8'],
  ['R-TR-CAP-15', 'id-card', 'C8', 'supplemented', 'C8'],
  ['R-TR-CAP-16', 'id-card', 'C8', 'changed', 'C8'],
  ['R-TR-CAP-17', 'id-card', 'C8', 'change-mismatched', 'C8'],
  ['R-TR-CAP-18', 'id-card', 'C0', 'changed', 'no-record'],
  ['R-TR-CAP-18', 'other', 'C0', 'supplemented', 'no-record'],
  ['R-TR-CAP-19', 'id-card', 'C8', 'maintained', 'C8'],
]

describe('the machine of a case', () => {
  it.each(ROWS)('[%s] on branch %s takes %s by %s to %s', (_rule, branch, from, event, to) => {
    expect(nextStep(branch, from, event)).toBe(to)
  })

  it('[R-CAP-03] takes no back photo before the front, and no check before the back', () => {
    expect(nextStep('id-card', 'C0', 'back-photo')).toBe('out-of-order')
    expect(nextStep('id-card', 'C1', 'information-checked')).toBe('out-of-order')
  })

  it('[R-CAP-07] takes no face before the agreement', () => {
    for (const branch of CAPTURE_BRANCHES)
      for (const step of CASE_STEPS.filter((step) => step !== 'C7'))
        expect(nextStep(branch, step, 'face-passed'), `${branch} ${step}`).toBe('out-of-order')
  })

  it('reaches C8 only through the face', () => {
    for (const branch of CAPTURE_BRANCHES)
      for (const step of CASE_STEPS.filter((step) => step !== 'C8'))
        for (const event of CASE_EVENTS.filter((event) => event !== 'face-passed'))
          expect(nextStep(branch, step, event), `${branch} ${step} ${event}`).not.toBe('C8')
  })

  it('has a cell for every step and event of both branches', () => {
    for (const branch of CAPTURE_BRANCHES)
      for (const step of CASE_STEPS)
        for (const event of CASE_EVENTS) {
          const cell = nextStep(branch, step, event)
          expect(isStep(cell) || cell === 'out-of-order' || cell === 'no-record').toBe(true)
        }
  })

  it.each(CAPTURE_BRANCHES)('[R-CAP-02] carries the whole road of branch %s from C0 to C8', (branch) => {
    let step: CaseStep = 'C0'
    for (const stop of roadOf('new', branch, [])) {
      const event = eventOf(stop, branch)
      if (event === undefined) continue
      const next = nextStep(branch, step, event)
      expect(isStep(next), `${step} ${event}`).toBe(true)
      if (isStep(next)) step = next
    }
    expect(step).toBe('C8')
  })
})
