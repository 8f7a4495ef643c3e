import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { LoginLogDetail, LoginLogRow } from '../../../contract/login-log.ts'
import { desk } from '../../desk.ts'
import { emptyForm, toFilters, type LogForm } from './filters.ts'
import { usePages } from './usePages.ts'

const PAGE = 50

/** Where the rows on screen come from: the desk's own months, or the whole log at the centre. */
export type LogSource = 'desk' | 'central'

/** One question's rows, from either source, and how many there are on the desk. */
function useQuestion(why: { readonly review: () => string; readonly reason: () => string }) {
  const form = shallowRef<LogForm>(emptyForm(['', '']))
  const source = shallowRef<LogSource>('desk')
  const count = shallowRef<number | null>()
  const pages = usePages<LoginLogRow>((after) => {
    const page = { filters: toFilters(form.value), size: PAGE, ...(after === undefined ? {} : { after }) }
    return source.value === 'central'
      ? desk.call('login-log.query-central', { reason: why.reason(), ...page })
      : desk.call('login-log.query', { review: why.review(), ...page })
  })

  async function search(from: LogSource = 'desk'): Promise<void> {
    source.value = from
    count.value = undefined
    await pages.begin()
    if (from === 'central' || pages.refusal.value !== undefined) return
    const asked = form.value
    const answer = await desk.call('login-log.count', { review: why.review(), filters: toFilters(asked) })
    if (answer.kind === 'ok' && asked === form.value) count.value = answer.value.count
  }

  return { form, source, count, pages, search }
}

/** The supervisor's look at the log: the reason it was opened for, the question, and the rows found so far. */
export const useLoginLogStore = defineStore('login-log', () => {
  const review = shallowRef<string>()
  const reason = shallowRef('')
  const usual = shallowRef<LogForm['range']>(['', ''])
  const cachedSince = shallowRef<number | null>(null)
  const detail = shallowRef<LoginLogDetail | null>()
  const { form, source, count, pages, search } = useQuestion({
    review: () => review.value ?? '',
    reason: () => reason.value,
  })

  function forget(): void {
    pages.clear()
    review.value = undefined
    reason.value = ''
    detail.value = undefined
  }

  async function open(why: string): Promise<void> {
    const answer = await desk.call('login-log.open-review', { reason: why })
    pages.complain(answer)
    if (answer.kind !== 'ok') return
    const range = await desk.call('login-log.range', {})
    review.value = answer.value.review
    reason.value = why
    if (range.kind === 'ok') {
      usual.value = [range.value.from, range.value.to]
      cachedSince.value = range.value.cachedSince
      // A question asked before the reason ran out is kept.
      if (form.value.range[0] === '') form.value = emptyForm(usual.value)
    }
    await search()
  }

  async function show(row: LoginLogRow): Promise<void> {
    const unknown = { row, sameDay: { successes: 0, failures: 0 }, before: null }
    if (source.value === 'central') {
      detail.value = unknown
      return
    }
    const answer = await desk.call('login-log.detail', { review: review.value ?? '', id: row.id })
    if (answer.kind === 'ok') detail.value = answer.value
  }

  // A review ends by itself after some hours: the gate stands again.
  watch(pages.refusal, (refusal) => {
    if (refusal?.code === 'log-review-not-open') review.value = undefined
  })
  /** What is shown belongs to who opened it. */
  desk.on('session-changed', ({ state }) => {
    if (state !== 'signed-out') return
    forget()
    form.value = emptyForm(['', ''])
  })

  const { rows, next, busy, refusal, fault, more } = pages
  const isOpen = computed(() => review.value !== undefined)
  const hideDetail = () => (detail.value = undefined)
  const shown = { form, usual, cachedSince, source, rows, next, count, detail, busy, refusal, fault, isOpen }
  return { ...shown, open, search, more, show, hideDetail, forget }
})
