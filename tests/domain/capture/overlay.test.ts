import { describe, expect, it } from 'vitest'
import { nextOverlay, overlayOf, OVERLAY_EVENTS, OVERLAY_STATES } from '../../../src/domain/capture/overlay.ts'

describe('what the counter makes of a case', () => {
  it('[OP-24] goes from draft over queued and sent to accepted', () => {
    expect(nextOverlay('draft', 'submitted')).toBe('queued')
    expect(nextOverlay('queued', 'delivered')).toBe('sent')
    expect(nextOverlay('sent', 'waits')).toBe('sent')
    expect(nextOverlay('sent', 'accepted')).toBe('accepted')
  })

  it('[OP-24] never claims acceptance for what the centre has not got', () => {
    for (const state of OVERLAY_STATES.filter((state) => state !== 'sent'))
      expect(nextOverlay(state, 'accepted')).toBe('impossible')
  })

  it('[OP-24] brings back a failed case as work, and work as a draft', () => {
    expect(nextOverlay('sent', 'returned-for-work')).toBe('needs-work')
    expect(nextOverlay('needs-work', 'reopened')).toBe('draft')
  })

  it('touches nothing that was accepted or refused for good', () => {
    for (const event of OVERLAY_EVENTS) {
      expect(nextOverlay('accepted', event)).toBe('impossible')
      expect(nextOverlay('refused', event)).toBe('impossible')
    }
  })

  it('reads the overlay off the outbox', () => {
    expect(overlayOf('recorded', undefined)).toBe('queued')
    expect(overlayOf('delivered', undefined)).toBe('sent')
    expect(overlayOf('held', undefined)).toBe('sent')
    expect(overlayOf('effective', undefined)).toBe('accepted')
    expect(overlayOf('withdrawn', undefined)).toBe('draft')
    expect(overlayOf('returned', { code: 'capture-face-failed' })).toBe('needs-work')
    expect(overlayOf('returned', { code: 'capture-complete-already' })).toBe('refused')
  })
})
