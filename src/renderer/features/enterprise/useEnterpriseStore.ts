import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { EnterpriseFile } from '../../../contract/enterprise.ts'
import type { Fault } from '../../../contract/envelope.ts'
import { desk } from '../../desk.ts'

/** The enterprise file on screen; it is read again whenever its rows may have changed. */
export const useEnterpriseStore = defineStore('enterprise', () => {
  const id = shallowRef('')
  const file = shallowRef<EnterpriseFile | null>(null)
  const fault = shallowRef<Fault>()
  const waiting = shallowRef(true)

  async function open(wanted: string): Promise<void> {
    if (wanted !== id.value) {
      id.value = wanted
      file.value = null
      waiting.value = true
    }
    const answer = await desk.call('enterprise.file', { id: wanted })
    if (wanted !== id.value) return
    waiting.value = false
    fault.value = answer.kind === 'fault' ? answer.fault : undefined
    if (answer.kind === 'ok') file.value = answer.value
  }

  return { file, fault, waiting, open }
})
