import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { AuditEntryRow } from '../../../contract/settings.ts'
import { useAnswer } from '../../app/useAnswer.ts'
import { desk } from '../../desk.ts'

const PAGE = 50

export interface AuditFilter {
  readonly action?: string
  readonly subject?: string
  readonly from?: number
  readonly to?: number
}

/** This desk's own audit: pages of it, and whether its chain is whole. */
export const useAuditStore = defineStore('audit', () => {
  const rows = shallowRef<readonly AuditEntryRow[]>()
  const next = shallowRef<string>()
  const filter = shallowRef<AuditFilter>({})
  const verdict = useAnswer(() => desk.call('audit.verify', {}))
  const page = useAnswer((wanted: AuditFilter, after?: string) =>
    desk.call('audit.search', { ...wanted, size: PAGE, ...(after === undefined ? {} : { after }) }),
  )

  async function search(wanted: AuditFilter): Promise<void> {
    filter.value = wanted
    const answer = await page.run(wanted)
    if (answer.kind !== 'ok') return
    rows.value = answer.value.rows
    next.value = answer.value.next
  }

  async function more(): Promise<void> {
    const answer = await page.run(filter.value, next.value)
    if (answer.kind !== 'ok') return
    rows.value = [...(rows.value ?? []), ...answer.value.rows]
    next.value = answer.value.next
  }

  return { rows, next, verdict, page, search, more }
})
