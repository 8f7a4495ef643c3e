import { beijingDate } from '../kernel/calendar.ts'
import { levelAfterCapture, LEVELS, raiseByFace } from '../level/step.ts'
import { bindNumber, boundPhones } from '../phone/bind.ts'
import { isCaptured, needsDocument, recordGaps } from './gaps.ts'
import type { Hearing } from './hearing.ts'
import { typedFields, type CheckedInformation } from './information.ts'
import type { CaseStep } from './machine.ts'
import type { CaptureCase, CaptureEvent, CaseState, PersonChanges } from './types.ts'

/** The case's own row: what the lists show, and how far it came. */
export function caseOf(hearing: Hearing, state: CaseState, step: CaseStep): CaptureCase {
  const { command, context, subject, information, edited } = hearing
  return {
    id: command.caseId,
    commandId: context.commandId,
    hallId: context.actor.kind === 'staff' ? context.actor.hallId : '',
    kind: command.kind,
    branch: command.branch,
    state,
    step,
    personId: subject?.id ?? null,
    documentType: command.documentType,
    documentNumber: information.checked?.documentNumber ?? subject?.documentNumber ?? '',
    personName: information.checked?.name ?? subject?.name ?? '',
    edited,
    typed: typedFields(command.information, command.reading),
    problem: null,
  }
}

/** What a case that passed every judge writes. The person comes first: documents and numbers lean on their row. */
export function acceptedEvents(hearing: Hearing): CaptureEvent[] {
  const settled = { ...caseOf(hearing, 'accepted', 'C8'), personId: hearing.personId }
  const done: CaptureEvent = { kind: 'case-put', case: settled }
  switch (hearing.command.kind) {
    case 'new':
      return [...capturedEvents(hearing), ...numberEvents(hearing), ...paperEvents(hearing), done]
    case 'supplement':
      return [
        { kind: 'person-changed', personId: hearing.personId, changes: supplementChanges(hearing) },
        ...paperEvents(hearing),
        done,
      ]
    case 'change':
      return [
        { kind: 'person-changed', personId: hearing.personId, changes: changedChanges(hearing) },
        ...numberEvents(hearing),
        ...paperEvents(hearing),
        done,
      ]
  }
}

/** R-CAP-05, R-CAP-07: a tap in an APP leaves no picture of a signature, so which wording was agreed to is kept apart. */
function paperEvents({ command, context, personId }: Hearing): CaptureEvent[] {
  if (context.actor.kind !== 'person') return []
  const papers = [
    ['privacy-consent', command.consent],
    ['face-agreement', command.faceAgreement],
  ] as const
  return papers.flatMap(([paper, agreed]): CaptureEvent[] =>
    agreed === undefined ? [] : [{ kind: 'paper-agreed', personId, paper, version: agreed.version }],
  )
}

function checkedOf({ information }: Hearing): CheckedInformation {
  if (information.checked === undefined) throw new Error('a case was accepted without its information')
  return information.checked
}

/** R-DOC-03, OP-17: the identity card is the main document; without one, the first that was captured stays it. */
function becomesMain({ subject }: Hearing, checked: CheckedInformation): boolean {
  if (subject === undefined || checked.documentType === 'resident-id') return true
  const same = subject.documentType === checked.documentType && subject.documentNumber === checked.documentNumber
  return same || (!isCaptured(subject) && subject.documentType !== 'resident-id')
}

function capturedEvents(hearing: Hearing): CaptureEvent[] {
  const { subject, personId, context, command } = hearing
  const checked = checkedOf(hearing)
  const isMain = becomesMain(hearing, checked)
  const changes: PersonChanges = {
    name: checked.name,
    ...(isMain ? mainDocument(checked) : {}),
    ...accountChanges(hearing),
    level: levelAfterCapture(subject?.level ?? LEVELS.declared, context.policy),
    sex: checked.sex,
    birth: checked.birth,
    ...(checked.nationality === null ? {} : { nationality: checked.nationality }),
    ...(checked.residence === null ? {} : { residence: checked.residence }),
    capturedAt: context.now,
    captureChannel: context.actor.kind === 'staff' ? 'hall' : 'app',
    capturedPhone: command.phone,
    hasScenePhoto: true,
    ...portrait(hearing),
  }
  const hallId = context.actor.kind === 'staff' ? context.actor.hallId : ''
  const written: CaptureEvent =
    subject === undefined
      ? { kind: 'person-opened', personId, hallId, changes }
      : { kind: 'person-changed', personId, changes }
  return [written, ...documentEvents(hearing, checked, isMain)]
}

const mainDocument = (checked: CheckedInformation): PersonChanges => ({
  documentType: checked.documentType,
  documentNumber: checked.documentNumber,
  validity: checked.validity,
})

/**
 * R-TR-ACC-04: real-name capture opens the account, with its initial credential. One that exists keeps its state;
 * an overseas one becomes a full one only when its holder registers (R-TR-ACC-08).
 */
function accountChanges({ subject, context }: Hearing): PersonChanges {
  // An initial value opens what a hall has seen; whoever captures themselves registers to get an account (R-CAP-10).
  if (context.actor.kind !== 'staff') return subject === undefined ? { accountState: 'A0', credentialState: 'K0' } : {}
  const opens = subject === undefined || subject.accountState === 'A0' || subject.accountState === 'A4'
  return opens ? { accountState: 'A1', credentialState: 'K1' } : {}
}

function portrait({ command }: Hearing): PersonChanges {
  const id = command.pictures.portraitAttachmentId
  return id === undefined || id === '' ? {} : { portraitAttachmentId: id }
}

function documentEvents(hearing: Hearing, checked: CheckedInformation, isMain: boolean): CaptureEvent[] {
  const { subject, personId } = hearing
  const shown: CaptureEvent = {
    kind: 'document-put',
    personId,
    documentType: checked.documentType,
    documentNumber: checked.documentNumber,
    isMain,
  }
  const replaces =
    isMain &&
    subject !== undefined &&
    (subject.documentType !== checked.documentType || subject.documentNumber !== checked.documentNumber)
  if (!replaces) return [shown]
  const { documentType, documentNumber } = subject
  return [{ kind: 'document-put', personId, documentType, documentNumber, isMain: false }, shown]
}

/** A change is made by someone who lost the old number, so the new one takes its place (R-PHN-18, OP-11). */
function numberEvents({ command, state, personId, context }: Hearing): CaptureEvent[] {
  const number = command.phone
  if (number === '' || boundPhones(state.phones.phones).some((phone) => phone.number === number)) return []
  const binding = { personId, number, newId: context.commandId }
  const events = bindNumber(state.phones, binding, { asDefault: command.kind === 'change', now: context.now })
  return events.flatMap((event) => (event.kind === 'phone-put' ? [event] : []))
}

/** R-SUP-03, R-SUP-04: only what was missing; a face that passed raises the level as it always does (R-RNL-08). */
function supplementChanges(hearing: Hearing): PersonChanges {
  const { subject, context } = hearing
  if (subject === undefined) throw new Error('a supplement was accepted without a record')
  const gaps = recordGaps(subject, beijingDate(context.now))
  return {
    ...(needsDocument(gaps) ? { validity: checkedOf(hearing).validity, ...portrait(hearing) } : {}),
    ...(gaps.includes('scene-photo') ? { hasScenePhoto: true, level: raiseByFace(subject.level, context.policy) } : {}),
  }
}

/** R-CHG-03, CF-33: the residence of the real-name record, not the contact address, and the document's new term. */
function changedChanges(hearing: Hearing): PersonChanges {
  const { command } = hearing
  const { residence, validity } = checkedOf(hearing)
  return {
    validity,
    hasScenePhoto: true,
    ...portrait(hearing),
    ...(residence === null ? {} : { residence }),
    ...(command.phone === '' ? {} : { capturedPhone: command.phone }),
  }
}
