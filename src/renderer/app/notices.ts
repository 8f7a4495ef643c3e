import { shallowRef } from 'vue'
import type { Envelope } from '../../contract/envelope.ts'

export interface Notice {
  readonly id: number
  readonly tone: 'good' | 'warn'
  readonly text?: string
  readonly problem?: Exclude<Envelope<never>, { kind: 'ok' }>
}

/** Short lines at the lower edge. Good news goes by itself; a problem stays until it is closed. */
export const notices = shallowRef<readonly Notice[]>([])

const GOOD_NEWS_SHOWN = 6000
let last = 0

function add(notice: Omit<Notice, 'id'>): number {
  last += 1
  notices.value = [...notices.value, { ...notice, id: last }].slice(-3)
  return last
}

export function closeNotice(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id)
}

/** Says that something is done, in words already chosen (a prescribed message, for example). */
export function tellDone(text: string): void {
  const id = add({ tone: 'good', text })
  setTimeout(() => {
    closeNotice(id)
  }, GOOD_NEWS_SHOWN)
}

/** Says something to look at that nobody refused: a warning, not an answer. */
export function tellWarning(text: string): void {
  add({ tone: 'warn', text })
}

/** Says why a call that has no place of its own on the screen was not done. */
export function tellProblem(answer: Envelope<unknown>): void {
  if (answer.kind !== 'ok') add({ tone: 'warn', problem: answer })
}
