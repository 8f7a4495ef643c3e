import { randomUUID } from 'node:crypto'
import type { CustomerAnswer, CustomerTask, CustomerWish } from '../contract/customer.ts'
import { fault, ok, type Envelope } from '../contract/envelope.ts'
import type { ShellAnswers } from './wall.ts'
import type { Windows } from './windows.ts'

type AskData = (name: string, input: unknown) => Promise<Envelope<unknown>>
type CustomerWindows = Pick<Windows, 'openCustomer' | 'tellCustomer' | 'tellClerk' | 'focusClerk'>

export interface CustomerScreen {
  readonly answers: ShellAnswers
  /** The desk is locked or nobody works here: the screen rests, and the clerk's page hears why. */
  rest(): void
}

/**
 * Stands between the clerk's page and the customer screen: one task at a time goes there, its answer goes to the
 * data thread, and the clerk's page hears that it is done. What was typed passes through here sealed and only to
 * be kept.
 */
export function customerScreen(windows: CustomerWindows, data: AskData): CustomerScreen {
  let task: CustomerTask | null = null

  /** Ends the task on both sides. */
  const finish = (outcome: CustomerAnswer['outcome'], more: { signatureAttachmentId?: string; locked?: true } = {}) => {
    if (task === null) return
    const { taskId } = task
    task = null
    windows.tellCustomer('customer-task', { task: null })
    windows.tellClerk('customer-done', { taskId, outcome, ...more })
    // Where there is one screen only, the clerk's window comes back to the front.
    windows.focusClerk()
  }

  const answers = {
    'customer.show': async ({ wish }: { wish: CustomerWish }) => {
      const taskId = randomUUID()
      const prepared = await data('customer.prepare', { taskId, wish })
      if (prepared.kind !== 'ok') return prepared
      finish('cancelled')
      task = prepared.value as CustomerTask
      const window = await windows.openCustomer()
      // The desk was locked while the window opened: nobody may be asked for anything now.
      if (task?.taskId !== taskId) return fault({ id: taskId, code: 'locked' })
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
      const { signatureAttachmentId } = answer
      if (kept.kind === 'ok')
        finish(answer.outcome, signatureAttachmentId === undefined ? {} : { signatureAttachmentId })
      return kept
    },
  }
  const rest = () => {
    finish('cancelled', { locked: true })
  }
  return { answers, rest }
}
