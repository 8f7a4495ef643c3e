import { computed, onBeforeUnmount, onMounted, shallowRef } from 'vue'
import { desk } from '../desk.ts'
import { hasRole, session } from './session.ts'

/** Work that waits behind a screen, shown beside its name in the rail: returned acts, and approvals asked for. */
export function useRailCounts() {
  const approvals = shallowRef(0)

  async function load(): Promise<void> {
    if (!hasRole('supervisor') || session.value?.kind !== 'signed-in') return
    const answer = await desk.call('approval.count', {})
    if (answer.kind === 'ok') approvals.value = answer.value.waiting
  }

  const stop = desk.on('rows-changed', ({ tables }) => {
    if (tables.includes('command_result')) void load()
  })
  onMounted(() => void load())
  onBeforeUnmount(stop)

  return computed((): Readonly<Record<string, number>> => ({
    '/outbox': session.value?.returned ?? 0,
    '/approvals': approvals.value,
  }))
}
