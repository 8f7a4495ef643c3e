import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SHOWN_SECONDS, useDisclosure } from '../../../src/renderer/ui/useDisclosure.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('[OP-13] a disclosed value', () => {
  it('[R-MSK-02] is shown whole, and gone after thirty seconds, not before', () => {
    const { shown, left, show } = useDisclosure()
    show('13812345678')
    expect(shown.value).toBe('13812345678')
    vi.advanceTimersByTime((SHOWN_SECONDS - 1) * 1000)
    expect(shown.value).toBe('13812345678')
    expect(left.value).toBe(1)
    vi.advanceTimersByTime(1000)
    expect(shown.value).toBeUndefined()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is gone at once when hidden, and no clock is left running', () => {
    const { shown, show, hide } = useDisclosure()
    show('a')
    hide()
    expect(shown.value).toBeUndefined()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('has its own thirty seconds when another one follows', () => {
    const { shown, show } = useDisclosure()
    show('first')
    vi.advanceTimersByTime(20_000)
    show('second')
    vi.advanceTimersByTime(20_000)
    expect(shown.value).toBe('second')
    vi.advanceTimersByTime(10_000)
    expect(shown.value).toBeUndefined()
  })
})
