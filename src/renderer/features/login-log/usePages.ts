import { shallowRef } from 'vue'
import type { Envelope, Fault } from '../../../contract/envelope.ts'
import type { Refusal } from '../../../domain/kernel/refusal.ts'

interface Page<Row> {
  readonly rows: readonly Row[]
  readonly next?: string | undefined
}

/**
 * Rows that come page by page: a new question replaces them, `more` adds to them, and answers of an earlier question
 * are dropped.
 */
export function usePages<Row>(ask: (after?: string) => Promise<Envelope<Page<Row>>>) {
  const rows = shallowRef<readonly Row[]>([])
  const next = shallowRef<string>()
  const busy = shallowRef(false)
  const refusal = shallowRef<Refusal>()
  const fault = shallowRef<Fault>()
  let asked = 0

  /** Takes an answer's complaint, or the end of one. */
  function complain(answer: Envelope<unknown>): void {
    refusal.value = answer.kind === 'refused' ? answer.refusal : undefined
    fault.value = answer.kind === 'fault' ? answer.fault : undefined
  }

  function clear(): void {
    asked += 1
    rows.value = []
    next.value = undefined
    busy.value = false
    refusal.value = undefined
    fault.value = undefined
  }

  async function load(after?: string): Promise<void> {
    const turn = ++asked
    busy.value = true
    const answer = await ask(after)
    if (turn !== asked) return
    busy.value = false
    complain(answer)
    if (answer.kind !== 'ok') return
    rows.value = after === undefined ? answer.value.rows : [...rows.value, ...answer.value.rows]
    next.value = answer.value.next
  }

  async function begin(): Promise<void> {
    clear()
    await load()
  }

  async function more(): Promise<void> {
    if (next.value !== undefined && !busy.value) await load(next.value)
  }

  return { rows, next, busy, refusal, fault, begin, more, clear, complain }
}
