import { shallowRef } from 'vue'
import type { CaptureRow } from '../../../contract/capture.ts'
import type { Fault } from '../../../contract/envelope.ts'
import { desk } from '../../desk.ts'

/** Tables whose change is news for the work list. */
const NEWS: ReadonlySet<string> = new Set(['capture', 'capture_case', 'draft', 'outbox', 'command_result'])

/** Drafts, cases on their way and returned ones, read again whenever one of them may have moved. */
export function useWorkList() {
  const rows = shallowRef<readonly CaptureRow[]>()
  const listFault = shallowRef<Fault>()

  async function loadRows(): Promise<void> {
    const answer = await desk.call('capture.list', {})
    if (answer.kind === 'ok') rows.value = answer.value
    listFault.value = answer.kind === 'fault' ? answer.fault : undefined
  }

  desk.on('rows-changed', ({ tables }) => {
    if (tables.some((table) => NEWS.has(table))) void loadRows()
  })

  /** Makes a draft of a returned case; gives its id. */
  async function reopen(commandId: string): Promise<string | undefined> {
    const answer = await desk.call('capture.reopen', { commandId })
    return answer.kind === 'ok' ? answer.value.draftId : undefined
  }

  return { rows, listFault, loadRows, reopen }
}
