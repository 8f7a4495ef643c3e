import { computed, onBeforeUnmount, shallowRef } from 'vue'
import type { CommandReceipt } from '../../contract/call.ts'
import type { Envelope, Fault } from '../../contract/envelope.ts'
import type { OutboxDetail } from '../../contract/outbox.ts'
import type { Refusal } from '../../domain/kernel/refusal.ts'
import { desk } from '../desk.ts'

/**
 * The life of one recorded act on a screen: refused at once, or recorded and then followed until it is in effect,
 * held or returned. What is shown is the state as it is, never the one hoped for.
 */
export function useRecorded() {
  const busy = shallowRef(false)
  const refusal = shallowRef<Refusal>()
  const fault = shallowRef<Fault>()
  const receipt = shallowRef<CommandReceipt>()
  const later = shallowRef<OutboxDetail | null>(null)

  async function follow(): Promise<void> {
    const commandId = receipt.value?.commandId
    if (commandId === undefined) return
    const answer = await desk.call('outbox.detail', { commandId })
    if (answer.kind === 'ok' && commandId === receipt.value?.commandId) later.value = answer.value
  }

  /** Records the act; true when it is durable on this desk. */
  async function record(act: () => Promise<Envelope<CommandReceipt>>): Promise<boolean> {
    clear()
    busy.value = true
    const answer = await act()
    busy.value = false
    if (answer.kind === 'ok') receipt.value = answer.value
    else if (answer.kind === 'refused') refusal.value = answer.refusal
    else fault.value = answer.fault
    void follow()
    return answer.kind === 'ok'
  }

  function clear(): void {
    receipt.value = undefined
    later.value = null
    refusal.value = undefined
    fault.value = undefined
  }

  const stops = [
    desk.on('rows-changed', ({ tables }) => {
      if (tables.includes('outbox') || tables.includes('command_result')) void follow()
    }),
    desk.on('sync-changed', () => void follow()),
  ]
  onBeforeUnmount(() => {
    for (const stop of stops) stop()
  })

  const commandId = computed(() => receipt.value?.commandId)
  const state = computed(() => later.value?.state ?? receipt.value?.state)
  const waitsFor = computed(() =>
    later.value === null ? receipt.value?.waitsFor : (later.value.waitsFor ?? undefined),
  )
  const message = computed(() => later.value?.message ?? receipt.value?.message)
  /** What the central said against it, once it came back. */
  const returned = computed(() => (later.value?.state === 'returned' ? (later.value.refusal as Refusal | null) : null))
  return { busy, refusal, fault, commandId, state, waitsFor, message, returned, record, clear }
}
