import { onBeforeUnmount, onMounted } from 'vue'
import { SECOND } from '../../../domain/kernel/instant.ts'
import { session } from '../../app/session.ts'
import { desk } from '../../desk.ts'

/** Often enough that the five minutes of the idle lock are five minutes, rarely enough to cost nothing. */
const REPORT = 20 * SECOND
const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const

/**
 * Tells the data thread that somebody works here; without that it locks the session after five minutes, because an
 * unattended desk shows taxpayers' data to whoever walks past.
 */
export function useSignsOfLife(): void {
  let seen = false
  const alive = () => {
    seen = true
  }
  const report = () => {
    if (seen && session.value?.kind === 'signed-in') void desk.call('session.touch', {})
    seen = false
  }
  let timer: ReturnType<typeof setInterval>
  onMounted(() => {
    for (const sign of SIGNS) window.addEventListener(sign, alive, { passive: true })
    timer = setInterval(report, REPORT)
  })
  onBeforeUnmount(() => {
    for (const sign of SIGNS) window.removeEventListener(sign, alive)
    clearInterval(timer)
  })
}
