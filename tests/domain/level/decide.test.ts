import { describe, expect, it } from 'vitest'
import { decideLevel } from '../../../src/domain/level/decide.ts'
import { levelAfterCapture, raiseByFace } from '../../../src/domain/level/step.ts'
import type { Proof } from '../../../src/domain/kernel/proof.ts'
import { getPolicy } from '../../../src/domain/policy/profiles.ts'
import { atCounter, face } from '../capture/context.ts'

const liaoning = getPolicy('liaoning')
const shandong = getPolicy('shandong')
const raise = { name: 'level.raise', personId: 'A', sceneAttachmentId: 's' } as const
const decide = (level: number, proofs: readonly Proof[] = [face(true, 'A')], policy = liaoning) =>
  decideLevel({ person: { id: 'A', active: true, level } }, raise, atCounter(proofs, { policy }, 'A'))

describe('the real-name level', () => {
  it.each([1, 2, 3])('[R-TR-LVL-02] rises from %i by one in Liaoning and to the top in Shandong', (level) => {
    expect(decide(level)).toMatchObject({ kind: 'accepted', events: [{ level: level + 1 }] })
    expect(decide(level, [face(true, 'A')], shandong)).toMatchObject({ events: [{ level: 4 }] })
  })

  it('[R-TR-LVL-03] stays when the face fails', () => {
    expect(decide(3, [face(false, 'A')])).toMatchObject({ refusal: { code: 'level-face-failed', rule: 'R-RNL-05' } })
  })

  it('[R-TR-LVL-04] has nothing to raise at four', () => {
    expect(decide(4)).toMatchObject({ refusal: { code: 'level-highest-already', message: 'R-MSG-09' } })
  })

  it('[R-TR-LVL-06] never reaches five', () => {
    for (const policy of [liaoning, shandong])
      for (const level of [1, 2, 3, 4, 5]) {
        expect(raiseByFace(level, policy)).toBeLessThanOrEqual(Math.max(level, 4))
        expect(levelAfterCapture(Math.min(level, 4), policy)).toBe(4)
      }
  })

  it('[R-RNL-04] waits for a face, of this person', () => {
    expect(decide(3, [])).toMatchObject({ kind: 'held', waitsFor: 'face', events: [] })
    expect(decide(3, [face(true, 'B')])).toMatchObject({ kind: 'held' })
  })

  it('[R-PM-26] is for the visitor themself', () => {
    const decision = decideLevel(
      { person: { id: 'A', active: true, level: 3 } },
      raise,
      atCounter([face(true, 'A')], {}, 'B'),
    )
    expect(decision).toMatchObject({ refusal: { code: 'level-visitor-not-owner' } })
  })

  it('[R-DRG-03] raises nothing for an account that is gone', () => {
    const decision = decideLevel({ person: { id: 'A', active: false, level: 3 } }, raise, atCounter([], {}, 'A'))
    expect(decision).toMatchObject({ refusal: { code: 'level-person-deregistered' } })
  })
})
