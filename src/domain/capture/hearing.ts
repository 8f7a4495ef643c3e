import { beijingDate } from '../kernel/calendar.ts'
import type { DecideContext } from '../kernel/context.ts'
import { isCaptured, recordGaps, type RecordGap } from './gaps.ts'
import { checkInformation, editedFields, type InformationCheck } from './information.ts'
import type { CaptureState, CaptureSubmit, InformationField, RecordedPerson } from './types.ts'

/** A case with everything derived from it that its judges need; made once, at the beginning. */
export interface Hearing {
  readonly state: CaptureState
  readonly command: CaptureSubmit
  readonly context: DecideContext
  /** The person whose record this is, as far as there is one. */
  readonly subject: RecordedPerson | undefined
  /** The id the person has, or will have. */
  readonly personId: string
  readonly gaps: readonly RecordGap[]
  readonly edited: readonly InformationField[]
  readonly information: InformationCheck
}

/**
 * Whose record a case is about. A new one belongs to whoever holds the document; someone already known who shows
 * a further document keeps the one account they have (R-REG-18).
 */
export function subjectOf(
  state: Pick<CaptureState, 'holder' | 'named' | 'visitor'>,
  command: Pick<CaptureSubmit, 'kind'>,
): RecordedPerson | undefined {
  switch (command.kind) {
    case 'new':
      return state.holder?.person ?? state.visitor
    case 'supplement':
      return state.named
    case 'change':
      return state.holder?.person
  }
}

export function openHearing(state: CaptureState, command: CaptureSubmit, context: DecideContext): Hearing {
  const subject = subjectOf(state, command)
  const today = beijingDate(context.now)
  return {
    state,
    command,
    context,
    subject,
    personId: subject?.id ?? context.commandId,
    gaps: subject !== undefined && isCaptured(subject) ? recordGaps(subject, today) : [],
    edited: editedFields(command.information, command.reading),
    information: checkInformation(command.documentType, command.information, today),
  }
}
