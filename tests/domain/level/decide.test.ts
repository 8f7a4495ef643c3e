import { describe, expect, it } from 'vitest'
import { decideLevel } from '../../../src/domain/level/decide.ts'
import { isHighestLevel, LEVEL_REQUIRED, levelAfterCapture, raiseByFace } from '../../../src/domain/level/step.ts'
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

describe('a risk matter', () => {
  const prove = (level: number, proofs: readonly Proof[]) =>
    decideLevel(
      { person: { id: 'A', active: true, level } },
      { name: 'level.prove-for-risk', personId: 'A' },
      atCounter(proofs, {}, 'A'),
    )

  it.each([1, 2, 3])('[R-TR-LVL-05] [R-RNL-08] lifts %i to four by the face that it prompts for', (level) => {
    expect(prove(level, [])).toMatchObject({ kind: 'held', waitsFor: 'face', events: [] })
    expect(prove(level, [face(false, 'A')])).toMatchObject({ refusal: { code: 'level-face-failed' } })
    expect(prove(level, [face(true, 'A')])).toMatchObject({ kind: 'accepted', events: [{ level: 4 }] })
  })
})

describe('the rules of the level, one by one', () => {
  it('[R-RNL-01] is one of one to five and rises step by step', () => {
    let level = 1
    const seen = [level]
    for (let step = 0; step < 6; step++) seen.push((level = raiseByFace(level, liaoning)))
    expect(seen).toEqual([1, 2, 3, 4, 4, 4, 4])
  })

  it('[R-RNL-02] stays at four whatever is done, and is never made less', () => {
    for (const policy of [liaoning, shandong]) {
      expect(isHighestLevel(4, policy)).toBe(true)
      expect(isHighestLevel(3, policy)).toBe(false)
      expect([raiseByFace(4, policy), raiseByFace(5, policy), levelAfterCapture(4, policy)]).toEqual([4, 5, 4])
    }
  })

  it('[R-RNL-04] rises by one in Liaoning when the face passes, and says what it is now', () => {
    expect(decide(2)).toMatchObject({ events: [{ kind: 'level-raised', personId: 'A', level: 3 }] })
  })

  it('[R-RNL-05] stays when the face fails, also after one that passed', () => {
    const decision = decide(2, [face(true, 'A'), face(false, 'A')])
    expect(decision).toMatchObject({ kind: 'refused', refusal: { code: 'level-face-failed', rule: 'R-RNL-05' } })
  })

  it('[R-RNL-06] says R-MSG-09 at four and asks for no face', () => {
    expect(decide(4, [])).toMatchObject({ kind: 'refused', refusal: { rule: 'R-RNL-06', message: 'R-MSG-09' } })
    expect(decide(3, []).kind).toBe('held')
  })

  it('[R-RNL-07] brings somebody of level three to four in Shandong', () => {
    expect(decide(3, [face(true, 'A')], shandong)).toMatchObject({ events: [{ level: 4 }] })
    expect(decide(3, [face(false, 'A')], shandong).kind).toBe('refused')
  })

  it('[R-RNL-08] [R-TR-LVL-05] asks a face of who is below four where a risk matter needs it, and the face gives four', () => {
    for (const policy of [liaoning, shandong]) {
      expect(decide(3, [], policy)).toMatchObject({ kind: 'held', waitsFor: 'face' })
      expect(decide(LEVEL_REQUIRED.riskMatter - 1, [face(true, 'A')], policy)).toMatchObject({ events: [{ level: 4 }] })
      expect(decide(3, [face(false, 'A')], policy).kind).toBe('refused')
    }
  })

  it('[R-RNL-09] waits, and raises nothing, where no camera took a face', () => {
    expect(decide(3, [])).toEqual({ kind: 'held', waitsFor: 'face', events: [] })
  })

  it('[R-RNL-10] names what the enterprise page asks: level three, and four for risk matters', () => {
    expect(LEVEL_REQUIRED).toEqual({ enterprise: 3, riskMatter: 4 })
  })

  it('[R-TR-LVL-01] begins at four for who is captured with document and face, in every profile', () => {
    for (const policy of [liaoning, shandong]) expect(levelAfterCapture(1, policy)).toBe(4)
  })
})
