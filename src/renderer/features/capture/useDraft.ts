import { shallowRef } from 'vue'
import type { Envelope } from '../../../contract/envelope.ts'
import { desk } from '../../desk.ts'
import { titleOf, type CaseForm } from './case-form.ts'

/** How old an unsaved letter gets at most, so that a kill costs no more than the last word however fast one types. */
const OLDEST_MS = 300

/** Keeps an open form as a draft: every change is written soon, in order, and at once when a step is left. */
export function useDraft() {
  const caseId = shallowRef('')
  const form = shallowRef<CaseForm>()
  const savedAt = shallowRef<number>()
  const saveProblem = shallowRef<Envelope<never>>()
  let resting: ReturnType<typeof setTimeout> | undefined
  let writing: Promise<unknown> = Promise.resolve()

  /** Changes part of the form; the draft follows by itself. */
  function change(part: Partial<CaseForm>): void {
    if (form.value === undefined) return
    form.value = { ...form.value, ...part }
    resting ??= setTimeout(() => void flush(), OLDEST_MS)
  }

  /** Changes part of the form once that is written, so that whatever is on the screen outlives a pulled plug. */
  async function changeKept(part: Partial<CaseForm>): Promise<void> {
    await flush()
    const [id, content] = [caseId.value, form.value]
    if (content === undefined) return
    writing = writing.then(() => save(id, { ...content, ...part }))
    await writing
    if (id !== caseId.value || form.value === undefined) return
    if (form.value === content) form.value = { ...content, ...part }
    // Typed on meanwhile: both go on to the next write.
    else change(part)
  }

  /** Writes what isn't written yet; writes follow each other, so the last word wins. */
  function flush(): Promise<unknown> {
    if (resting === undefined) return writing
    stopResting()
    const [id, content] = [caseId.value, form.value]
    if (content !== undefined) writing = writing.then(() => save(id, content))
    return writing
  }

  async function save(id: string, content: CaseForm): Promise<void> {
    const title = titleOf(content)
    const answer = await desk.call('draft.save', { id, kind: 'capture', title, content: { ...content } })
    if (id !== caseId.value) return
    if (answer.kind === 'ok') savedAt.value = answer.value.updatedAt
    saveProblem.value = answer.kind === 'ok' ? undefined : answer
  }

  function stopResting(): void {
    clearTimeout(resting)
    resting = undefined
  }

  /** Shows another form, or none; what was typed in the former one has been flushed or is given up. */
  function show(id: string, shown: CaseForm | undefined, at?: number): void {
    stopResting()
    caseId.value = id
    form.value = shown
    savedAt.value = at
    saveProblem.value = undefined
  }

  return { caseId, form, savedAt, saveProblem, change, changeKept, flush, show }
}
