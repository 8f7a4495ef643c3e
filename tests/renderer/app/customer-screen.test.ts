import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import type { Bridge } from '../../../src/renderer/desk.ts'
import { interrupted } from '../../../src/renderer/app/interrupted.ts'
import { useCustomerScreen } from '../../../src/renderer/app/useCustomerScreen.ts'

const WISH = { kind: 'password', purpose: 'new-password', personId: 'p1' } as const
let shown: unknown[]
let tell: (told: unknown) => void
let scope: EffectScope
let screen: ReturnType<typeof useCustomerScreen>

beforeEach(() => {
  shown = []
  const bridge: Bridge = {
    call: (name, input) => {
      if (name === 'customer.show') shown.push(input)
      return Promise.resolve({ kind: 'ok', value: { taskId: `task-${String(shown.length)}` } })
    },
    on: (_topic, listener) => {
      tell = listener
      return () => undefined
    },
  }
  vi.stubGlobal('window', { hallDesk: bridge })
  scope = effectScope()
  screen = scope.run(useCustomerScreen) as typeof screen
})
afterEach(() => {
  scope.stop()
  vi.unstubAllGlobals()
})

const settle = () => new Promise((resolve) => setImmediate(resolve))
const lock = () => tell({ taskId: `task-${String(shown.length)}`, outcome: 'cancelled', locked: true })

it('[TRUST-42] asks the customer the same once more when the clerk is back and wants it', async () => {
  const answer = screen.ask(WISH)
  await settle()
  lock()
  expect(screen.waiting.value).toBe(true)
  await interrupted.value?.again()
  expect(shown).toEqual([{ wish: WISH }, { wish: WISH }])
  tell({ taskId: 'task-1', outcome: 'done' })
  tell({ taskId: 'task-2', outcome: 'done' })
  expect(await answer).toEqual({ outcome: 'done', taskId: 'task-2' })
})

it('[TRUST-42] leaves it when the clerk doesn’t want it, and offers nothing more once the form is gone', async () => {
  const answer = screen.ask(WISH)
  await settle()
  lock()
  interrupted.value?.drop()
  expect(await answer).toEqual({ outcome: 'cancelled' })
  expect(screen.waiting.value).toBe(false)

  const second = screen.ask(WISH)
  await settle()
  lock()
  scope.stop()
  expect(interrupted.value).toBeUndefined()
  expect(await second).toEqual({ outcome: 'cancelled' })
})
