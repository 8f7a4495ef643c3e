import { describe, expect, it } from 'vitest'
import type { Envelope } from '../../../src/contract/envelope.ts'
import { useAnswer } from '../../../src/renderer/app/useAnswer.ts'

/** A call whose answers come when the test says so. */
function slowCall() {
  const waiting: ((answer: Envelope<string>) => void)[] = []
  const ask = () => new Promise<Envelope<string>>((resolve) => waiting.push(resolve))
  return { ask, answer: (turn: number, value: Envelope<string>) => waiting[turn]?.(value) }
}

const refusal = { code: 'no', rule: 'OP-13', retry: false }

describe('one call on a screen', () => {
  it('is waiting, busy, and then has its value', async () => {
    const { ask, answer } = slowCall()
    const call = useAnswer(ask)
    expect(call.waiting.value).toBe(true)
    const run = call.run()
    expect(call.busy.value).toBe(true)
    answer(0, { kind: 'ok', value: 'a' })
    await run
    expect([call.busy.value, call.value.value, call.waiting.value]).toEqual([false, 'a', false])
  })

  it('keeps the newest question’s answer when an older one comes later', async () => {
    const { ask, answer } = slowCall()
    const call = useAnswer(ask)
    const first = call.run()
    const second = call.run()
    answer(1, { kind: 'ok', value: 'new' })
    await second
    answer(0, { kind: 'ok', value: 'old' })
    await first
    expect(call.value.value).toBe('new')
  })

  it('keeps the value beside a later complaint, and drops the complaint with the next answer', async () => {
    const answers: Envelope<string>[] = [
      { kind: 'ok', value: 'a' },
      { kind: 'refused', refusal },
      { kind: 'fault', fault: { id: 'f', code: 'offline' } },
      { kind: 'ok', value: 'b' },
    ]
    const call = useAnswer(() => Promise.resolve(answers.shift() ?? { kind: 'ok' as const, value: '' }))
    await call.run()
    await call.run()
    expect([call.value.value, call.refusal.value]).toEqual(['a', refusal])
    await call.run()
    expect([call.refusal.value, call.fault.value?.code]).toEqual([undefined, 'offline'])
    await call.run()
    expect([call.value.value, call.fault.value]).toEqual(['b', undefined])
  })

  it('forgets an answer that comes after it was cleared', async () => {
    const { ask, answer } = slowCall()
    const call = useAnswer(ask)
    const run = call.run()
    call.clear()
    answer(0, { kind: 'ok', value: 'late' })
    await run
    expect([call.value.value, call.busy.value, call.waiting.value]).toEqual([undefined, false, true])
  })
})
