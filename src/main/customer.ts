import { randomUUID } from 'node:crypto'
import type { CustomerAnswer, CustomerTask, CustomerWish } from '../contract/customer.ts'
import { ok, type Envelope } from '../contract/envelope.ts'
import type { ShellAnswers } from './wall.ts'
import type { Windows } from './windows.ts'

type AskData = (name: string, input: unknown) => Promise<Envelope<unknown>>

/**
 * Stands between the clerk's page and the customer screen: one task at a time goes there, its answer goes to the
 * data thread, and the clerk's page hears that it is done. What was typed passes through here sealed and only to
 * be kept.
 */
export function customerAnswers(windows: Windows, data: AskData): ShellAnswers {
  let task: CustomerTask | null = null

  /** Ends the task on both sides; the clerk's window comes back to the front where there is one screen only. */
  const finish = (outcome: CustomerAnswer['outcome'], signatureAttachmentId?: string) => {
    if (task === null) return
    const { taskId } = task
    task = null
    windows.tellCustomer('customer-task', { task: null })
    const signature = signatureAttachmentId === undefined ? {} : { signatureAttachmentId }
    windows.tellClerk('customer-done', { taskId, outcome, ...signature })
    windows.focusClerk()
  }

  return {
    'customer.show': async ({ wish }: { wish: CustomerWish }) => {
      const taskId = randomUUID()
      const prepared = await data('customer.prepare', { taskId, wish })
      if (prepared.kind !== 'ok') return prepared
      finish('cancelled')
      task = prepared.value as CustomerTask
      const window = await windows.openCustomer()
      windows.tellCustomer('customer-task', { task })
      window.show()
      return ok({ taskId })
    },
    'customer.dismiss': () => {
      finish('cancelled')
      return Promise.resolve(ok({}))
    },
    'customer.task': () => Promise.resolve(ok(task)),
    'customer.answer': async (answer: CustomerAnswer) => {
      // An answer to a task that was taken back meanwhile is nobody's.
      if (answer.taskId !== task?.taskId) return ok({})
      const kept = await data('customer.keep', answer)
      if (kept.kind === 'ok') finish(answer.outcome, answer.signatureAttachmentId)
      return kept
    },
  }
}
