import { computed, shallowRef } from 'vue'
import type { Envelope } from '../../../contract/envelope.ts'
import { useClock } from '../../app/useClock.ts'

interface Block {
  readonly login: string
  readonly until: number
  readonly rule: string
}

/**
 * The wait after wrong passwords, counted down by the second; the refusal says until when. It is the wait of the
 * account that made the mistakes: a colleague signs in meanwhile.
 */
export function useBlock(login: () => string) {
  const now = useClock(1000)
  const block = shallowRef<Block>()
  const secondsLeft = computed(() =>
    block.value?.login === login() ? Math.max(0, Math.ceil((block.value.until - now.value) / 1000)) : 0,
  )
  const blocked = computed(() => secondsLeft.value > 0)
  const rule = computed(() => block.value?.rule ?? '')

  function noteRefusal(answer: Envelope<unknown>): void {
    if (answer.kind !== 'refused') return
    const until = answer.refusal.values?.['until']
    if (typeof until === 'number') block.value = { login: login(), until, rule: answer.refusal.rule }
  }
  return { secondsLeft, blocked, rule, noteRefusal }
}
