import { defineStore } from 'pinia'
import type { CommandReceipt } from '../../../contract/call.ts'
import type { Envelope } from '../../../contract/envelope.ts'
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
import { useDraft } from './useDraft.ts'
import { useWorkList } from './useWorkList.ts'

/** The work list of captures, and the one case that is open. */
export const useCaptureStore = defineStore('capture', () => {
  const list = useWorkList()
  const draft = useDraft()

  /**
   * Begins a case as a draft of its own, with what another case had collected already; gives its id, or nothing when
   * it couldn't be kept.
   */
  async function begin(beginning: Beginning, collected: Partial<CaseForm> = {}): Promise<string | undefined> {
    const fresh = { ...emptyForm(beginning), ...collected }
    const answer = await desk.call('draft.save', { kind: 'capture', title: titleOf(fresh), content: { ...fresh } })
    return answer.kind === 'ok' ? answer.value.id : undefined
  }

  /** Opens a draft exactly as it was left. What a supplement has to bring is asked anew, records move on. */
  async function open(id: string): Promise<Envelope<unknown>> {
    await draft.flush()
    const answer = await desk.call('draft.load', { id })
    if (answer.kind !== 'ok') return answer
    const { content, updatedAt } = answer.value
    const { personId } = readForm(content)
    const standing = personId === undefined ? undefined : await desk.call('capture.standing', { personId })
    const gaps = standing?.kind === 'ok' ? standing.value?.gaps : undefined
    draft.show(id, readForm(gaps === undefined ? content : { ...content, gaps }), updatedAt)
    return answer
  }

  /** Moves to a step, which is shown once the draft stands there on disk. */
  const goTo = (step: ScreenStep): Promise<void> => draft.changeKept({ step })

  /** Records the case; its draft goes only when the command is durable. */
  async function submit(): Promise<Envelope<CommandReceipt>> {
    const [id, submitted] = [draft.caseId.value, draft.form.value]
    if (submitted === undefined) throw new Error('no case is open')
    await draft.flush()
    const answer = await desk.call('capture.submit', submissionOf(id, submitted))
    if (answer.kind === 'ok') await desk.call('draft.discard', { id })
    return answer
  }

  async function discard(id: string): Promise<void> {
    // A write on its way would bring the draft back.
    await draft.flush()
    if (id === draft.caseId.value) draft.show('', undefined)
    await desk.call('draft.discard', { id })
  }

  return { ...list, ...draft, begin, open, goTo, submit, discard }
})
