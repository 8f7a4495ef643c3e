import { decideCapture, needsWork } from '../domain/capture/decide.ts'
import { openHearing, subjectOf } from '../domain/capture/hearing.ts'
import { decideMaintain, maintainerOf, type MaintainState } from '../domain/capture/maintain.ts'
import type {
  CaptureCase,
  CaptureEvent,
  CaptureMaintain,
  CaptureState,
  CaptureSubmit,
} from '../domain/capture/types.ts'
import type { DecideContext } from '../domain/kernel/context.ts'
import type { Wait } from '../domain/kernel/proof.ts'
import { normaliseIdentifier } from '../domain/kernel/text.ts'
import type { Relation } from '../domain/relation/types.ts'
import { changePerson, findDocumentHolder, findRecordedPerson, openPerson } from './capture-person.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { findFaceRequest } from './face-request.ts'
import { commandHandler, type CommandHandler, type ProofRequest } from './feature.ts'
import { loadPhoneBook, savePhone } from './phone.ts'
import { putPaper } from './paper.ts'
import { findRow, patchRow, putRow, type Work } from './rows.ts'

async function load(db: ReadDb, command: CaptureSubmit, context: DecideContext): Promise<CaptureState> {
  const number = normaliseIdentifier(command.information.documentNumber)
  const found = {
    holder: await findDocumentHolder(db, command.documentType, number),
    named: await findRecordedPerson(db, command.personId),
    visitor: await findRecordedPerson(db, context.visit?.personId),
  }
  const earlier = await db.find<{ command_id: string; state: CaptureCase['state'] }>(
    sql('select command_id, state from capture_case where id = ?', [command.caseId]),
  )
  const subject = subjectOf(found, command)
  const personId = subject?.id ?? context.commandId
  const person = { id: personId, active: subject?.accountState !== 'A4' }
  return {
    ...found,
    earlier: earlier && { commandId: earlier.command_id, state: earlier.state },
    phones: await loadPhoneBook(db, person, personId, command.phone === '' ? undefined : command.phone),
  }
}

async function save(work: Work, event: CaptureEvent, context: DecideContext): Promise<void> {
  const { now } = context
  switch (event.kind) {
    case 'case-put':
      return putCase(work, event.case, now)
    case 'person-opened':
      return openPerson(work, event, now)
    case 'person-changed':
      await changePerson(work, event.personId, event.changes, now)
      return adopt(work, event.personId, context)
    case 'document-put':
      return putRow(work, 'person_document', {
        person_id: event.personId,
        document_type: event.documentType,
        document_number: event.documentNumber,
        is_main: event.isMain ? 1 : 0,
        added_at: await addedAt(work.db, event.documentType, event.documentNumber, now),
        version: 0,
      })
    case 'phone-put':
      return savePhone(work, event)
    case 'paper-agreed':
      return putPaper(work.db, event, context)
  }
}

/** Whoever registered without a hall belongs to the first one that captures them, so that its desks know them. */
async function adopt(work: Work, personId: string, { actor }: DecideContext): Promise<void> {
  if (actor.kind !== 'staff') return
  const row = await findRow(work.db, 'person', [personId])
  if (row?.['hall_id'] === '') await patchRow(work, 'person', [personId], { hall_id: actor.hallId })
}

/** A document keeps the day it was first shown. */
async function addedAt(db: ReadDb, type: string, number: string, now: number): Promise<number> {
  const row = await db.find<{ added_at: number }>(
    sql('select added_at from person_document where document_type = ? and document_number = ?', [type, number]),
  )
  return row?.added_at ?? now
}

function putCase(work: Work, one: CaptureCase, now: number): Promise<void> {
  return putRow(work, 'capture_case', {
    id: one.id,
    command_id: one.commandId,
    hall_id: one.hallId,
    kind: one.kind,
    branch: one.branch,
    state: one.state,
    step: one.step,
    person_id: one.personId,
    document_type: one.documentType,
    document_number: one.documentNumber,
    name: one.personName,
    edited: JSON.stringify(one.edited),
    typed: JSON.stringify(one.typed),
    problem: one.problem === null ? null : JSON.stringify(one.problem),
    version: 0,
    updated_at: now,
  })
}

/** What the centre has to ask for a queued case, of the services it uses (OP-24). Approval is for people. */
async function seek(
  db: ReadDb,
  command: CaptureSubmit,
  waitsFor: Wait,
  context: DecideContext,
): Promise<ProofRequest | undefined> {
  const hearing = openHearing(await load(db, command, context), command, context)
  const { subject, personId, information } = hearing
  const name = information.checked?.name ?? subject?.name ?? ''
  const documentNumber = information.checked?.documentNumber ?? subject?.documentNumber ?? ''
  const { documentType } = command
  const scenePhotoId = command.pictures.sceneAttachmentId ?? ''
  switch (waitsFor) {
    case 'sms-code':
      return { kind: 'sms-code', number: command.phone }
    case 'identity-check':
      return { kind: 'identity-check', documentType, documentNumber, name }
    case 'face':
      return { kind: 'face', personId, name, documentNumber, scenePhotoId }
    case 'approval':
    case 'password-check':
    case 'person':
      return undefined
  }
}

const submission = commandHandler<CaptureState, CaptureSubmit, CaptureEvent>({
  load,
  decide: decideCapture,
  save,
  subjects: ({ caseId, personId }) => (personId === undefined ? [caseId] : [caseId, personId]),
  seek,
})

/**
 * A case that was queued and is refused now keeps its row, marked as work for the hall (OP-24): the one effect a
 * refusal of this feature has. A case refused at once leaves nothing, like every other refusal.
 */
const submit: CommandHandler = {
  ...submission,
  judge: async (db, named, context) => {
    const judged = await submission.judge(db, named, context)
    const { decision } = judged
    if (decision.kind !== 'refused') return judged
    const command = { ...named.payload, name: 'capture.submit' } as unknown as CaptureSubmit
    const mark = needsWork(await load(db, command, context), command, context, decision.refusal)
    return { decision, save: (work) => (mark === undefined ? Promise.resolve() : save(work, mark, context)) }
  },
}

interface LinkRecord {
  readonly person_id: string
  readonly identity_type: string
  readonly functions: string
  readonly state: Relation['state']
  readonly disabled_reason: Relation['disabledReason']
  readonly valid_until: string | null
}

async function loadMaintain(db: ReadDb, command: CaptureMaintain, context: DecideContext): Promise<MaintainState> {
  const { personId, phone } = command
  const { personId: actorId = '', enterpriseId = '' } = maintainerOf(context) ?? {}
  const rows = await db.all<LinkRecord>(
    sql('select * from relation where enterprise_id = ? and person_id in (?, ?)', [enterpriseId, personId, actorId]),
  )
  const linksOf = (id: string) =>
    rows
      .filter((row) => row.person_id === id)
      .map((row) => ({
        identityType: row.identity_type,
        functions: JSON.parse(row.functions) as string[],
        state: row.state,
        disabledReason: row.disabled_reason,
        validUntil: row.valid_until,
      }))
  const person = await findRecordedPerson(db, personId)
  return {
    person,
    actorLinks: linksOf(actorId),
    personLinks: linksOf(personId),
    phones: await loadPhoneBook(
      db,
      person && { id: personId, active: person.accountState !== 'A4' },
      personId,
      phone === '' ? undefined : phone,
    ),
  }
}

export const captureCommands = {
  'capture.submit': submit,
  'capture.maintain': commandHandler<MaintainState, CaptureMaintain, CaptureEvent>({
    load: loadMaintain,
    decide: decideMaintain,
    save,
    subjects: ({ personId }) => [personId],
    seek: async (db, { phone, sceneAttachmentId }, waitsFor, { visit }) => {
      if (waitsFor === 'sms-code') return { kind: 'sms-code', number: phone }
      return waitsFor === 'face' ? findFaceRequest(db, visit?.personId ?? '', sceneAttachmentId) : undefined
    },
  }),
}
