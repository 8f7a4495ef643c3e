import { shallowRef } from 'vue'
import type { Envelope } from '../../../contract/envelope.ts'

/**
 * Looks for somebody here first and then, with a network, at the centre, whose answer covers all halls. The newest
 * question's answer wins.
 */
export function useLookUp<Question, Found>(
  here: (question: Question) => Promise<Envelope<Found | null>>,
  atCentre: (question: Question) => Promise<Envelope<Found | null>>,
) {
  const found = shallowRef<Found>()
  /** `unsure`: not here, and the centre couldn't be asked. */
  const state = shallowRef<'idle' | 'looking' | 'found' | 'nobody' | 'unsure'>('idle')
  let asked = 0

  function forget(): void {
    asked += 1
    found.value = undefined
    state.value = 'idle'
  }

  async function look(question: Question): Promise<void> {
    const turn = ++asked
    found.value = undefined
    state.value = 'looking'
    const near = await here(question)
    if (turn !== asked) return
    const answer = near.kind === 'ok' && near.value !== null ? near : await atCentre(question)
    if (turn !== asked) return
    if (answer.kind !== 'ok') state.value = 'unsure'
    else if (answer.value === null) state.value = 'nobody'
    else {
      found.value = answer.value
      state.value = 'found'
    }
  }

  return { found, state, look, forget }
}
