import { desk } from '../../desk.ts'
import { adoptVisit } from '../../app/visit.ts'
import type { CallInput } from '../../../contract/registry.ts'

/** The visit's own writes; whatever they answer is the newest state of it. */

export async function startVisit(met: CallInput<'visit.start'>['met']) {
  const answer = await desk.call('visit.start', { met })
  if (answer.kind === 'ok') adoptVisit(answer.value)
  return answer
}

export async function setActing(acting: CallInput<'visit.set-acting'>['acting']) {
  const answer = await desk.call('visit.set-acting', { acting })
  if (answer.kind === 'ok') adoptVisit(answer.value)
  return answer
}

export async function endVisit() {
  const answer = await desk.call('visit.end', {})
  if (answer.kind === 'ok') adoptVisit(null)
  return answer
}
