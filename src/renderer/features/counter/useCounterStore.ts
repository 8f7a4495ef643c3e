import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { DraftRow } from '../../../contract/draft.ts'
import type { OutboxItem } from '../../../contract/outbox.ts'
import { useAnswer } from '../../app/useAnswer.ts'
import { desk } from '../../desk.ts'

const SHOWN = ['outbox', 'visit', 'draft', 'command_result', 'capture']
const LISTED = 6

/** What the counter's first screen shows: today's numbers, drafts to go on with, returned work. */
export const useCounterStore = defineStore('counter', () => {
  const today = useAnswer(() => desk.call('counter.today', {}))
  const drafts = shallowRef<readonly DraftRow[]>()
  const returned = shallowRef<readonly OutboxItem[]>()

  async function loadDrafts(): Promise<void> {
    const answer = await desk.call('draft.list', {})
    if (answer.kind === 'ok') drafts.value = answer.value.slice(0, LISTED)
  }

  async function loadReturned(): Promise<void> {
    const answer = await desk.call('outbox.list', { state: 'returned', size: 50 })
    if (answer.kind === 'ok') returned.value = answer.value.rows.filter((row) => !row.acknowledged).slice(0, LISTED)
  }

  async function load(): Promise<void> {
    await Promise.all([today.run(), loadDrafts(), loadReturned()])
  }

  desk.on('rows-changed', ({ tables }) => {
    if (tables.some((table) => SHOWN.includes(table))) void load()
  })

  return { today, drafts, returned, load }
})
