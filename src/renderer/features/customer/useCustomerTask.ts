import { onBeforeUnmount, shallowRef } from 'vue'
import type { CustomerAnswer, CustomerTask } from '../../../contract/customer.ts'
import { desk } from '../../desk.ts'

/** The task on this screen, and the ways to end it. A page that was reloaded finds its task again. */
export function useCustomerTask() {
  const task = shallowRef<CustomerTask | null>(null)
  const stop = desk.on('customer-task', (told) => {
    task.value = told.task
  })
  onBeforeUnmount(stop)

  async function load(): Promise<void> {
    const answer = await desk.call('customer.task', {})
    if (answer.kind === 'ok') task.value = answer.value
  }
  void load()

  async function answer(given: Omit<CustomerAnswer, 'taskId'>): Promise<void> {
    const current = task.value
    if (current === null) return
    const told = await desk.call('customer.answer', { ...given, taskId: current.taskId })
    // What was typed leaves the page with the task, whatever became of it.
    if (told.kind === 'ok') task.value = null
  }

  return { task, answer }
}
