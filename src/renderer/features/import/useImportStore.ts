import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Fault } from '../../../contract/envelope.ts'
import { IMPORT_BYTES_MOST, type ImportPreview, type ImportReport } from '../../../contract/import.ts'
import type { Envelope } from '../../../contract/envelope.ts'
import type { ImportKind } from '../../../domain/import/types.ts'
import { importRefusals } from '../../../domain/import/refusals.ts'
import type { Refusal } from '../../../domain/kernel/refusal.ts'
import { desk } from '../../desk.ts'

/** Bytes as base64, read by the browser itself: a loop over megabytes would stop the page. */
function toBase64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve((reader.result as string).replace(/^data:[^,]*,/, ''))
    reader.onerror = () => reject(reader.error ?? new Error('the file cannot be read'))
    reader.readAsDataURL(file)
  })
}

/** One file on its way in: chosen, shown, asked for, imported. */
export const useImportStore = defineStore('import', () => {
  const kind = shallowRef<ImportKind>('enterprise')
  const fileName = shallowRef('')
  const preview = shallowRef<ImportPreview>()
  const report = shallowRef<ImportReport>()
  const skipWrong = shallowRef(false)
  const busy = shallowRef<'reading' | 'importing'>()
  const refusal = shallowRef<Refusal>()
  const fault = shallowRef<Fault>()

  function complain(answer: Envelope<unknown>): void {
    refusal.value = answer.kind === 'refused' ? answer.refusal : undefined
    fault.value = answer.kind === 'fault' ? answer.fault : undefined
  }

  function begin(): void {
    preview.value = undefined
    report.value = undefined
    skipWrong.value = false
    refusal.value = undefined
    fault.value = undefined
    fileName.value = ''
  }

  async function read(file: File): Promise<void> {
    begin()
    fileName.value = file.name
    // Said here already, so that nobody waits for megabytes to travel first.
    if (file.size > IMPORT_BYTES_MOST) {
      const most = IMPORT_BYTES_MOST / 1024 / 1024
      refusal.value = importRefusals.make('import-file-too-large', { most })
      return
    }
    busy.value = 'reading'
    try {
      const content = await toBase64(file)
      const answer = await desk.call('import.preview', { kind: kind.value, fileName: file.name, content })
      complain(answer)
      if (answer.kind === 'ok') preview.value = answer.value
    } catch {
      // The file was moved or locked between being chosen and being read.
      refusal.value = importRefusals.make('import-file-damaged')
    } finally {
      busy.value = undefined
    }
  }

  async function commit(): Promise<void> {
    const shown = preview.value
    if (shown === undefined || busy.value !== undefined) return
    busy.value = 'importing'
    const answer = await desk.call('import.commit', { token: shown.token, skipWrong: skipWrong.value })
    busy.value = undefined
    complain(answer)
    if (answer.kind === 'ok') report.value = answer.value
  }

  const mayCommit = computed(() => {
    const counts = preview.value?.counts
    return counts !== undefined && counts.ready > 0 && (counts.wrong === 0 || skipWrong.value)
  })

  return { kind, fileName, preview, report, skipWrong, busy, refusal, fault, mayCommit, begin, read, commit }
})
