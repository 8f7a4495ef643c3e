import type { CallInput } from '../../contract/registry.ts'
import { desk } from '../desk.ts'
import { i18n } from './i18n.ts'
import { tellProblem, tellWarning } from './notices.ts'

type RevealInput = CallInput<'reveal.field'>

/**
 * Makes the `reveal` of an HdMasked: asks the desk for one field of one row, with the reason, audited (OP-13). A
 * refusal is told as a notice and answers undefined, so that the mask stays.
 */
export function revealer(kind: RevealInput['kind'], id: string, field: RevealInput['field']) {
  return async (reason: string): Promise<string | undefined> => {
    const answer = await desk.call('reveal.field', { kind, id, field, reason })
    if (answer.kind !== 'ok') {
      tellProblem(answer)
      return undefined
    }
    if (answer.value.many) tellWarning(i18n.global.t('common.reveal.many'))
    return answer.value.value
  }
}
