import { shallowRef } from 'vue'
import type { ReadProblem } from '../../../contract/device.ts'
import type { CardReadingForm } from '../../../contract/capture.ts'
import { desk } from '../../desk.ts'

/** How reading a card ended: with the card's own words for the form, or with why not. */
export type CardTaken =
  | { readonly kind: 'card'; readonly readingId: string; readonly card: CardReadingForm }
  | { readonly kind: 'problem'; readonly problem: ReadProblem }

/** The card reader as a form uses it: one read at a time, and a second press gives up waiting. */
export function useCardReader() {
  const reading = shallowRef(false)
  const problem = shallowRef<ReadProblem>()

  async function read(): Promise<CardTaken | undefined> {
    if (reading.value) {
      await desk.call('device.cancel-read', {})
      return undefined
    }
    reading.value = true
    problem.value = undefined
    const taken = await take()
    reading.value = false
    if (taken?.kind === 'problem' && taken.problem !== 'cancelled') problem.value = taken.problem
    return taken
  }

  async function take(): Promise<CardTaken | undefined> {
    const answer = await desk.call('device.read-card', {})
    if (answer.kind !== 'ok') return undefined
    if (answer.value.outcome === 'problem') return { kind: 'problem', problem: answer.value.problem }
    const { readingId } = answer.value
    const card = await desk.call('capture.reading', { readingId })
    return card.kind === 'ok' && card.value !== null ? { kind: 'card', readingId, card: card.value } : undefined
  }

  return { reading, problem, read }
}
