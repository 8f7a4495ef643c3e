import { computed, onBeforeUnmount, shallowRef } from 'vue'
import type { CommandReceipt } from '../../../contract/call.ts'
import type { Envelope, Fault } from '../../../contract/envelope.ts'
import type { OutboxDetail } from '../../../contract/outbox.ts'
import type { Refusal } from '../../../domain/kernel/refusal.ts'
import { desk } from '../../desk.ts'

/**
 * Records one act and then follows what becomes of it: recorded, delivered, held, in effect or returned. What the
 * visitor is told is always the state as it is, never the one hoped for.
 */
export function useRecord() {
  const busy = shallowRef(false)
  const refusal = shallowRef<Refusal>()
  const fault = shallowRef<Fault>()
  const receipt = shallowRef<CommandReceipt>()
  /** Which act it was, in words: 删除：何*. */
  const title = shallowRef('')
  const now = shallowRef<OutboxDetail | null>(null)

  async function follow(): Promise<void> {
    const { value } = receipt
    if (value === undefined) return
    const answer = await desk.call('outbox.detail', { commandId: value.commandId })
    if (answer.kind === 'ok' && answer.value?.commandId === receipt.value?.commandId) now.value = answer.value
  }

  async function record(act: Promise<Envelope<CommandReceipt>>, named = ''): Promise<CommandReceipt | undefined> {
    busy.value = true
    title.value = named
    const answer = await act
    busy.value = false
    refusal.value = answer.kind === 'refused' ? answer.refusal : undefined
    fault.value = answer.kind === 'fault' ? answer.fault : undefined
    receipt.value = answer.kind === 'ok' ? answer.value : undefined
    now.value = null
    void follow()
    return receipt.value
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

  const state = computed(() => now.value?.state ?? receipt.value?.state)
  const waitsFor = computed(() => now.value?.waitsFor ?? receipt.value?.waitsFor)
  const message = computed(() => now.value?.message ?? receipt.value?.message)
  /** What the central said against it later, if it did. */
  const returned = computed(() => (now.value?.state === 'returned' ? (now.value.refusal as Refusal | null) : null))
  function clear(): void {
    receipt.value = undefined
    now.value = null
    refusal.value = undefined
    fault.value = undefined
  }
  return { busy, refusal, fault, receipt, title, state, waitsFor, message, returned, record, clear }
}
