import { onScopeDispose, shallowRef } from 'vue'
import type { CustomerWish } from '../../contract/customer.ts'
import type { Fault } from '../../contract/envelope.ts'
import type { Refusal } from '../../domain/kernel/refusal.ts'
import { desk } from '../desk.ts'
import { interrupted } from './interrupted.ts'

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
  let asked: CustomerWish | undefined
  let offer: typeof interrupted.value

  const stop = desk.on('customer-done', (told) => {
    if (told.taskId !== taskId || settle === undefined) return
    const { outcome, signatureAttachmentId, locked } = told
    if (locked === true && asked !== undefined) return offerAgain(asked)
    const signature = signatureAttachmentId === undefined ? {} : { signatureAttachmentId }
    finish(outcome === 'done' ? { outcome, taskId: told.taskId, ...signature } : { outcome })
  })

  /** Whoever asked goes on waiting, until the clerk is back and has decided. */
  function offerAgain(wish: CustomerWish): void {
    taskId = undefined
    offer = { kind: wish.kind, again: () => show(wish), drop: () => finish({ outcome: 'cancelled' }) }
    interrupted.value = offer
  }

  function finish(outcome: Outcome): void {
    waiting.value = false
    taskId = undefined
    settle?.(outcome)
    settle = undefined
  }

  async function show(wish: CustomerWish): Promise<void> {
    asked = wish
    const answer = await desk.call('customer.show', { wish })
    refusal.value = answer.kind === 'refused' ? answer.refusal : undefined
    fault.value = answer.kind === 'fault' ? answer.fault : undefined
    if (answer.kind === 'ok') taskId = answer.value.taskId
    else finish({ outcome: 'cancelled' })
  }

  function ask(wish: CustomerWish): Promise<Outcome> {
    waiting.value = true
    return new Promise((resolve) => {
      settle = resolve
      void show(wish)
    })
  }

  async function takeBack(): Promise<void> {
    await desk.call('customer.dismiss', {})
  }

  onScopeDispose(() => {
    stop()
    if (waiting.value) void takeBack()
    if (offer !== undefined && interrupted.value === offer) interrupted.value = undefined
    finish({ outcome: 'cancelled' })
  })

  return { waiting, refusal, fault, ask, takeBack }
}
