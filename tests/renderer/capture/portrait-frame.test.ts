import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstFrame, grown, moved } from '../../../src/renderer/features/capture/portrait-frame.ts'

/** Width by height of pictures, from a telephone held upright to a panorama. */
const shape = fc.double({ min: 0.3, max: 4, noNaN: true })
const step = fc.double({ min: -2, max: 2, noNaN: true })

describe('the portrait frame', () => {
  it('[R-CAP-03] stays in the picture and in shape, whatever the hand does', () => {
    fc.assert(
      fc.property(shape, fc.array(fc.tuple(step, step, step), { maxLength: 12 }), (picture, acts) => {
        let frame = firstFrame(picture)
        for (const [right, down, by] of acts) frame = grown(moved(frame, right, down, picture), by, picture)
        expect(frame.left).toBeGreaterThanOrEqual(0)
        expect(frame.top).toBeGreaterThanOrEqual(0)
        expect(frame.left + frame.width).toBeLessThanOrEqual(1 + 1e-9)
        expect(frame.top + frame.height).toBeLessThanOrEqual(1 + 1e-9)
        expect((frame.width * picture) / frame.height).toBeCloseTo(4 / 5)
      }),
    )
  })
})
