import { beforeEach, expect, it } from 'vitest'
import { customerScreen, type CustomerScreen } from '../../src/main/customer.ts'
import { ok, type Envelope } from '../../src/contract/envelope.ts'

/** What the two pages heard, in order. */
let heard: [page: 'clerk' | 'customer', topic: string, payload: unknown][]
let kept: unknown[]
let opened: () => void
let screen: CustomerScreen

beforeEach(() => {
  heard = []
  kept = []
  // The window opens when the test says so.
  const opening = new Promise<void>((resolve) => (opened = resolve))
  const windows = {
    openCustomer: async () => {
      await opening
      return { show: () => undefined } as never
    },
    tellCustomer: (topic: string, payload: unknown) => heard.push(['customer', topic, payload]),
    tellClerk: (topic: string, payload: unknown) => heard.push(['clerk', topic, payload]),
    focusClerk: () => undefined,
  }
  screen = customerScreen(windows, (name, input) => {
    if (name === 'customer.keep') kept.push(input)
    return Promise.resolve(ok({ ...(input as object), kind: 'code' }))
  })
})

const call = (name: string, input: unknown = {}): Promise<Envelope<unknown>> => {
  const answer = screen.answers[name]
  if (answer === undefined) throw new Error(`no answer to ${name}`)
  return answer(input as never)
}
const show = () => call('customer.show', { wish: { kind: 'code' } })

it('[TRUST-42] clears the customer screen when the desk is locked, and says so to the page that asked', async () => {
  opened()
  const shown = await show()
  const { taskId } = (shown.kind === 'ok' ? shown.value : {}) as { taskId: string }
  screen.rest()
  expect(heard.slice(-2)).toEqual([
    ['customer', 'customer-task', { task: null }],
    ['clerk', 'customer-done', { taskId, outcome: 'cancelled', locked: true }],
  ])
  expect(await call('customer.task')).toEqual(ok(null))
  await call('customer.answer', { taskId, outcome: 'done', sealed: 'box' })
  expect(kept).toEqual([])
})

it('[TRUST-42] shows nothing when the desk is locked while the customer window opens', async () => {
  const showing = show()
  // The answer of the data thread comes first.
  await new Promise((resolve) => setImmediate(resolve))
  screen.rest()
  opened()
  expect(await showing).toMatchObject({ kind: 'fault', fault: { code: 'locked' } })
  expect(
    heard.filter(([, topic, payload]) => topic === 'customer-task' && (payload as { task: unknown }).task),
  ).toEqual([])
})

it('rests without a word when there is nothing on it', () => {
  screen.rest()
  expect(heard).toEqual([])
})
