import { onBeforeUnmount, shallowRef } from 'vue'
import type { CustomerWish } from '../../contract/customer.ts'
import type { Fault } from '../../contract/envelope.ts'
import type { Refusal } from '../../domain/kernel/refusal.ts'
import { desk } from '../desk.ts'

type Outcome =
  | { readonly outcome: 'done'; readonly taskId: string; readonly signatureAttachmentId?: string }
  | { readonly outcome: 'cancelled' }

/**
 * Asks the customer screen for something and waits for it. The page learns that it is done, never what was typed;
 * a command then names the task's id, and the data thread puts the sealed box in its place.
 */
export function useCustomerScreen() {
  const waiting = shallowRef(false)
  const refusal = shallowRef<Refusal>()
  const fault = shallowRef<Fault>()
  let taskId: string | undefined
  let settle: ((outcome: Outcome) => void) | undefined

  const stop = desk.on('customer-done', (told) => {
    if (told.taskId !== taskId || settle === undefined) return
    const { outcome, signatureAttachmentId } = told
    const signature = signatureAttachmentId === undefined ? {} : { signatureAttachmentId }
    finish(outcome === 'done' ? { outcome, taskId: told.taskId, ...signature } : { outcome })
  })

  function finish(outcome: Outcome): void {
    waiting.value = false
    taskId = undefined
    settle?.(outcome)
    settle = undefined
  }

  async function ask(wish: CustomerWish): Promise<Outcome> {
    waiting.value = true
    const answer = await desk.call('customer.show', { wish })
    refusal.value = answer.kind === 'refused' ? answer.refusal : undefined
    fault.value = answer.kind === 'fault' ? answer.fault : undefined
    if (answer.kind !== 'ok') {
      waiting.value = false
      return { outcome: 'cancelled' }
    }
    taskId = answer.value.taskId
    return new Promise((resolve) => {
      settle = resolve
    })
  }

  async function takeBack(): Promise<void> {
    await desk.call('customer.dismiss', {})
  }

  onBeforeUnmount(() => {
    stop()
    if (waiting.value) void takeBack()
    finish({ outcome: 'cancelled' })
  })

  return { waiting, refusal, fault, ask, takeBack }
}
