import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Fault } from '../../../contract/envelope.ts'
import type { LoginLogDetail, LoginLogRow } from '../../../contract/login-log.ts'
import type { Refusal } from '../../../domain/kernel/refusal.ts'
import { desk } from '../../desk.ts'
import { emptyForm, toFilters, type LogForm } from './filters.ts'

const PAGE = 50

/** Where the rows on screen come from: the desk's own months, or the whole log at the centre. */
export type LogSource = 'desk' | 'central'

/** The supervisor's look at the log: the reason it was opened for, the question, and the rows found so far. */
export const useLoginLogStore = defineStore('login-log', () => {
  const review = shallowRef<string>()
  const reason = shallowRef('')
  const form = shallowRef<LogForm>(emptyForm(['', '']))
  const usual = shallowRef<LogForm['range']>(['', ''])
  const cachedSince = shallowRef<number | null>(null)
  const source = shallowRef<LogSource>('desk')
  const rows = shallowRef<readonly LoginLogRow[]>([])
  const next = shallowRef<string>()
  const count = shallowRef<number | null>()
  const detail = shallowRef<LoginLogDetail | null>()
  const busy = shallowRef(false)
  const refusal = shallowRef<Refusal>()
  const fault = shallowRef<Fault>()
  /** Answers of an earlier question are dropped. */
  let asked = 0

  function forget(): void {
    asked += 1
    review.value = undefined
    reason.value = ''
    rows.value = []
    next.value = undefined
    count.value = undefined
    detail.value = undefined
    refusal.value = undefined
    fault.value = undefined
    busy.value = false
  }

  async function open(why: string): Promise<void> {
    busy.value = true
    const answer = await desk.call('login-log.open-review', { reason: why })
    busy.value = false
    refusal.value = answer.kind === 'refused' ? answer.refusal : undefined
    fault.value = answer.kind === 'fault' ? answer.fault : undefined
    if (answer.kind !== 'ok') return
    review.value = answer.value.review
    reason.value = why
    await loadRange()
    form.value = emptyForm(usual.value)
    await search()
  }

  async function loadRange(): Promise<void> {
    const answer = await desk.call('login-log.range', {})
    if (answer.kind !== 'ok') return
    usual.value = [answer.value.from, answer.value.to]
    cachedSince.value = answer.value.cachedSince
  }

  function ask(after?: string) {
    const page = { size: PAGE, ...(after === undefined ? {} : { after }) }
    const filters = toFilters(form.value)
    return source.value === 'central'
      ? desk.call('login-log.query-central', { reason: reason.value, filters, ...page })
      : desk.call('login-log.query', { review: review.value ?? '', filters, ...page })
  }

  async function load(after?: string): Promise<void> {
    const turn = ++asked
    busy.value = true
    const answer = await ask(after)
    if (turn !== asked) return
    busy.value = false
    refusal.value = answer.kind === 'refused' ? answer.refusal : undefined
    fault.value = answer.kind === 'fault' ? answer.fault : undefined
    // A review ends by itself after some hours: the gate stands again, and the question is kept.
    if (refusal.value?.code === 'log-review-not-open') review.value = undefined
    if (answer.kind !== 'ok') return
    rows.value = after === undefined ? answer.value.rows : [...rows.value, ...answer.value.rows]
    next.value = answer.value.next
  }

  async function countAll(): Promise<void> {
    count.value = undefined
    const turn = asked
    if (source.value === 'central') return
    const answer = await desk.call('login-log.count', { review: review.value ?? '', filters: toFilters(form.value) })
    if (turn === asked && answer.kind === 'ok') count.value = answer.value.count
  }

  async function search(from: LogSource = 'desk'): Promise<void> {
    source.value = from
    rows.value = []
    next.value = undefined
    detail.value = undefined
    await load()
    await countAll()
  }

  async function more(): Promise<void> {
    if (next.value !== undefined && !busy.value) await load(next.value)
  }

  async function show(row: LoginLogRow): Promise<void> {
    if (source.value === 'central') {
      detail.value = { row, sameDay: { successes: 0, failures: 0 }, before: null }
      return
    }
    const answer = await desk.call('login-log.detail', { review: review.value ?? '', id: row.id })
    if (answer.kind === 'ok') detail.value = answer.value
  }

  /** What is shown belongs to who opened it. */
  desk.on('session-changed', ({ state }) => {
    if (state === 'signed-out') forget()
  })

  const isOpen = computed(() => review.value !== undefined)
  return {
    form,
    usual,
    cachedSince,
    source,
    rows,
    next,
    count,
    detail,
    busy,
    refusal,
    fault,
    isOpen,
    open,
    search,
    more,
    show,
    hideDetail: () => (detail.value = undefined),
    forget,
  }
})
