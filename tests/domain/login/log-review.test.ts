import { describe, expect, it } from 'vitest'
import { ROLES } from '../../../src/domain/kernel/actor.ts'
import { HOUR } from '../../../src/domain/kernel/instant.ts'
import { findQueryBar, findReviewBar, openReview, REVIEW_HOURS } from '../../../src/domain/login/log-review.ts'
import { maskAddress } from '../../../src/domain/login/mask-address.ts'

const now = Date.UTC(2026, 4, 12, 2)
const range = { from: '2026-04-12', to: '2026-05-12' }
const review = openReview('r1', 's1', now)
const asked = { review: 'r1', staffId: 's1', now }

describe('review of the login log', () => {
  it('[OP-21] is opened by a supervisor, with a reason', () => {
    expect(findReviewBar('supervisor', '投诉核实')).toBeUndefined()
    for (const role of ROLES.filter((one) => one !== 'supervisor'))
      expect(findReviewBar(role, '投诉核实')?.code).toBe('log-review-role')
    for (const reason of ['', '   ', ' 查 ', '𠮷'])
      expect(findReviewBar('supervisor', reason)?.code).toBe('log-review-reason-missing')
  })

  it('[OP-21] belongs to who opened it, for a while', () => {
    expect(findQueryBar(review, asked, range)).toBeUndefined()
    expect(findQueryBar(undefined, asked, range)?.code).toBe('log-review-not-open')
    expect(findQueryBar(review, { ...asked, review: 'r2' }, range)?.code).toBe('log-review-not-open')
    expect(findQueryBar(review, { ...asked, staffId: 's2' }, range)?.code).toBe('log-review-not-open')
    expect(findQueryBar(review, { ...asked, staffId: undefined }, range)?.code).toBe('log-review-not-open')
    const end = now + REVIEW_HOURS * HOUR
    expect(findQueryBar(review, { ...asked, now: end - 1 }, range)).toBeUndefined()
    expect(findQueryBar(review, { ...asked, now: end }, range)?.code).toBe('log-review-not-open')
  })

  it('[R-JRN-01] refuses dates that are no range', () => {
    expect(findQueryBar(review, asked, { from: '2026-05-12', to: '2026-05-11' })?.code).toBe('log-range-reversed')
    expect(findQueryBar(review, asked, { from: '2024-05-12', to: '2026-05-12' })?.code).toBe('log-range-too-long')
  })

  it.each([
    ['113.224.8.9', '113.224.*.*'],
    ['2408:8210:1234:5678::1', '2408:8210:1234:*'],
    ['::1', '***'],
    ['unknown', '***'],
    ['', '***'],
  ])('[OP-13] hides the household in %s', (address, masked) => {
    expect(maskAddress(address)).toBe(masked)
  })
})
