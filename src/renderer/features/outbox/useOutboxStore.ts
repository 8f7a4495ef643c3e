import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { CommandState } from '../../../contract/call.ts'
import type { OutboxItem } from '../../../contract/outbox.ts'
import { useAnswer } from '../../app/useAnswer.ts'
import { desk } from '../../desk.ts'

const PAGE = 50

/** The desk's recorded acts: counts by state, a list, and the one looked at. */
export const useOutboxStore = defineStore('outbox', () => {
  const state = shallowRef<CommandState>()
  const counts = useAnswer(() => desk.call('outbox.counts', {}))
  const rows = shallowRef<readonly OutboxItem[]>()
  const next = shallowRef<string>()
  const detail = useAnswer((commandId: string) => desk.call('outbox.detail', { commandId }))

  async function loadRows(after?: string): Promise<void> {
    const wanted = state.value
    const answer = await desk.call('outbox.list', {
      size: PAGE,
      ...(wanted === undefined ? {} : { state: wanted }),
      ...(after === undefined ? {} : { after }),
    })
    if (answer.kind !== 'ok' || state.value !== wanted) return
    rows.value = after === undefined ? answer.value.rows : [...(rows.value ?? []), ...answer.value.rows]
    next.value = answer.value.next
  }

  async function load(): Promise<void> {
    const shown = detail.value.value?.commandId
    await Promise.all([counts.run(), loadRows(), ...(shown === undefined ? [] : [detail.run(shown)])])
  }

  async function choose(wanted: CommandState | undefined): Promise<void> {
    state.value = wanted
    await loadRows()
  }

  desk.on('rows-changed', ({ tables }) => {
    if (tables.includes('outbox')) void load()
  })
  desk.on('sync-changed', () => void counts.run())

  return { state, counts, rows, next, detail, load, choose, more: () => loadRows(next.value) }
})
