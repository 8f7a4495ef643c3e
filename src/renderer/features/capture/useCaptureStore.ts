import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { CaptureRow, RecordStanding } from '../../../contract/capture.ts'
import type { CommandReceipt } from '../../../contract/call.ts'
import type { Envelope, Fault } from '../../../contract/envelope.ts'
import { desk } from '../../desk.ts'
import {
  emptyForm,
  readForm,
  submissionOf,
  titleOf,
  type Beginning,
  type CaseForm,
  type ScreenStep,
} from './case-form.ts'

/** Typing is saved when the fingers rest, so that a kill costs no more than the last word. */
const REST_MS = 300

/** Tables whose change is news for the work list. */
const NEWS = new Set(['capture', 'capture_case', 'draft', 'outbox', 'command_result'])

/** The work list of captures, and the one case that is open. */
export const useCaptureStore = defineStore('capture', () => {
  const rows = shallowRef<readonly CaptureRow[]>()
  const listFault = shallowRef<Fault>()
  const caseId = shallowRef('')
  const form = shallowRef<CaseForm>()
  const savedAt = shallowRef<number>()
  const saveProblem = shallowRef<Envelope<never>>()
  let resting: ReturnType<typeof setTimeout> | undefined
  let writing: Promise<unknown> = Promise.resolve()

  async function loadRows(): Promise<void> {
    const answer = await desk.call('capture.list', {})
    if (answer.kind === 'ok') rows.value = answer.value
    listFault.value = answer.kind === 'fault' ? answer.fault : undefined
  }

  desk.on('rows-changed', ({ tables }) => {
    if (tables.some((table) => NEWS.has(table))) void loadRows()
  })

  /** Begins a case as a draft of its own; gives its id, or nothing when it couldn't be kept. */
  async function begin(beginning: Beginning): Promise<string | undefined> {
    const fresh = emptyForm(beginning)
    const answer = await desk.call('draft.save', { kind: 'capture', title: titleOf(fresh), content: { ...fresh } })
    if (answer.kind !== 'ok') return undefined
    return answer.value.id
  }

  /** Opens a draft exactly as it was left. What a supplement has to bring is asked anew, records move on. */
  async function open(id: string): Promise<Envelope<unknown>> {
    await flush()
    const answer = await desk.call('draft.load', { id })
    if (answer.kind !== 'ok') return answer
    const kept = readForm(answer.value.content)
    const gaps = kept.personId === undefined ? kept.gaps : ((await standingOf(kept.personId))?.gaps ?? kept.gaps)
    form.value = readForm({ ...kept, gaps })
    caseId.value = id
    savedAt.value = answer.value.updatedAt
    saveProblem.value = undefined
    return answer
  }

  async function standingOf(personId: string): Promise<RecordStanding | null> {
    const answer = await desk.call('capture.standing', { personId })
    return answer.kind === 'ok' ? answer.value : null
  }

  /** Changes part of the form; the draft follows by itself. */
  function change(part: Partial<CaseForm>): void {
    if (form.value === undefined) return
    form.value = { ...form.value, ...part }
    clearTimeout(resting)
    resting = setTimeout(() => void flush(), REST_MS)
  }

  /** Moves to a step; a step is never left without the draft on disk. */
  async function goTo(step: ScreenStep): Promise<void> {
    change({ step })
    await flush()
  }

  /** Writes what isn't written yet; writes follow each other, so the last word wins. */
  function flush(): Promise<unknown> {
    if (resting === undefined) return writing
    clearTimeout(resting)
    resting = undefined
    const [id, content] = [caseId.value, form.value]
    if (content === undefined) return writing
    writing = writing.then(() => save(id, content))
    return writing
  }

  async function save(id: string, content: CaseForm): Promise<void> {
    const answer = await desk.call('draft.save', {
      id,
      kind: 'capture',
      title: titleOf(content),
      content: { ...content },
    })
    if (id !== caseId.value) return
    if (answer.kind === 'ok') savedAt.value = answer.value.updatedAt
    saveProblem.value = answer.kind === 'ok' ? undefined : answer
  }

  /** Records the case; its draft goes only when the command is durable. */
  async function submit(): Promise<Envelope<CommandReceipt>> {
    const submitted = form.value
    if (submitted === undefined) throw new Error('no case is open')
    const id = caseId.value
    await flush()
    const answer = await desk.call('capture.submit', submissionOf(id, submitted))
    if (answer.kind === 'ok') await desk.call('draft.discard', { id })
    return answer
  }

  async function discard(id: string): Promise<void> {
    await desk.call('draft.discard', { id })
    if (id === caseId.value) close()
  }

  /** Makes a draft of a returned case; gives its id. */
  async function reopen(commandId: string): Promise<string | undefined> {
    const answer = await desk.call('capture.reopen', { commandId })
    return answer.kind === 'ok' ? answer.value.draftId : undefined
  }

  function close(): void {
    clearTimeout(resting)
    resting = undefined
    form.value = undefined
    caseId.value = ''
  }

  return {
    rows,
    listFault,
    caseId,
    form,
    savedAt,
    saveProblem,
    loadRows,
    begin,
    open,
    change,
    goTo,
    flush,
    submit,
    discard,
    reopen,
    close,
  }
})
