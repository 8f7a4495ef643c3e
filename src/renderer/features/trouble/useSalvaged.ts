import { computed, onMounted, shallowRef } from 'vue'
import type { StoreReport } from '../../../contract/store.ts'
import { desk } from '../../desk.ts'

/** What salvage has to say to whoever signs in, one report after the other; the others have a notice. */
export function useSalvaged() {
  const reports = shallowRef<readonly StoreReport[]>([])
  onMounted(async () => {
    const answer = await desk.call('store.reports', {})
    if (answer.kind === 'ok') reports.value = answer.value.filter(({ kind }) => kind === 'salvaged')
  })

  /** It is read; where that can't be noted, it is shown again at the next sign-in. */
  async function close(report: StoreReport): Promise<void> {
    reports.value = reports.value.filter(({ id }) => id !== report.id)
    await desk.call('store.seen', { id: report.id })
  }

  return { report: computed(() => reports.value[0]), close }
}
