import { computed, ref } from 'vue'
import type { Envelope } from '../../../contract/envelope.ts'
import { useClock } from '../../app/useClock.ts'

/** The wait after wrong passwords, counted down by the second; the refusal says until when. */
export function useBlock() {
  const now = useClock(1000)
  const until = ref(0)
  const secondsLeft = computed(() => Math.max(0, Math.ceil((until.value - now.value) / 1000)))
  const blocked = computed(() => secondsLeft.value > 0)

  function noteRefusal(answer: Envelope<unknown>): void {
    const end = answer.kind === 'refused' ? answer.refusal.values?.['until'] : undefined
    if (typeof end === 'number') until.value = end
  }
  return { secondsLeft, blocked, noteRefusal }
}
