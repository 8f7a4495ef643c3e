import { computed, shallowRef } from 'vue'
import type { Envelope, Fault } from '../../contract/envelope.ts'
import type { Refusal } from '../../domain/kernel/refusal.ts'

/**
 * The life of one call on a screen: idle, busy, and its last answer. A later run outlives an earlier one, so a slow
 * answer never overwrites a newer question's.
 *
 *   const phones = useAnswer(() => desk.call('phone.list', { personId }))
 *   await phones.run()   // phones.value, phones.refusal, phones.fault, phones.busy
 */
export function useAnswer<Arguments extends unknown[], Value>(ask: (...given: Arguments) => Promise<Envelope<Value>>) {
  const busy = shallowRef(false)
  const value = shallowRef<Value>()
  const refusal = shallowRef<Refusal>()
  const fault = shallowRef<Fault>()
  let asked = 0

  async function run(...given: Arguments): Promise<Envelope<Value>> {
    const turn = ++asked
    busy.value = true
    const answer = await ask(...given)
    if (turn !== asked) return answer
    busy.value = false
    refusal.value = answer.kind === 'refused' ? answer.refusal : undefined
    fault.value = answer.kind === 'fault' ? answer.fault : undefined
    if (answer.kind === 'ok') value.value = answer.value
    return answer
  }

  function clear(): void {
    asked += 1
    busy.value = false
    value.value = undefined
    refusal.value = undefined
    fault.value = undefined
  }

  /** Neither an answer nor a complaint yet. */
  const waiting = computed(() => value.value === undefined && refusal.value === undefined && fault.value === undefined)
  return { busy, value, refusal, fault, waiting, run, clear }
}
