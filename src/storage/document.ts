import { decideDocument } from '../domain/document/decide.ts'
import type { DocumentCommand, DocumentEvent, DocumentState } from '../domain/document/types.ts'
import { normaliseIdentifier } from '../domain/kernel/text.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { putDocument } from './account-rows.ts'
import { findDocumentHolder, findRecordedPerson, validityColumns } from './capture-person.ts'
import type { ReadDb } from './database.ts'
import { commandHandler } from './feature.ts'
import { patchRow, type Work } from './rows.ts'

async function load(db: ReadDb, command: DocumentCommand): Promise<DocumentState> {
  const person = await findRecordedPerson(db, command.personId)
  const holder =
    command.name === 'document.add'
      ? await findDocumentHolder(db, command.documentType, normaliseIdentifier(command.documentNumber))
      : undefined
  return {
    person: person && {
      id: person.id,
      active: person.accountState !== 'A0' && person.accountState !== 'A4',
      documentType: person.documentType,
      documentNumber: person.documentNumber,
      validity: person.validity,
      validityStated: person.validityStated === true,
    },
    holderId: holder?.person.id,
  }
}

function save(work: Work, event: DocumentEvent, { now }: { readonly now: Instant }): Promise<void> {
  switch (event.kind) {
    case 'document-put':
      return putDocument(work, event, now)
    case 'main-document':
      return patchRow(work, 'person', [event.personId], {
        document_type: event.documentType,
        document_number: event.documentNumber,
        // The term was the other document's; this one's is a gap until it is seen (R-SUP-05).
        validity_kind: null,
        validity_start: null,
        validity_end: null,
        validity_stated: 0,
        updated_at: now,
      })
    case 'validity-put':
      return patchRow(work, 'person', [event.personId], {
        ...validityColumns(event.validity),
        validity_stated: event.stated ? 1 : 0,
        updated_at: now,
      })
  }
}

const handler = commandHandler<DocumentState, DocumentCommand, DocumentEvent>({
  load,
  decide: decideDocument,
  save,
  subjects: ({ personId }) => [personId],
  seek: async (db, command, waitsFor) => {
    if (waitsFor !== 'identity-check' || command.name !== 'document.add') return undefined
    const person = await findRecordedPerson(db, command.personId)
    const documentNumber = normaliseIdentifier(command.documentNumber)
    return { kind: 'identity-check', documentType: command.documentType, documentNumber, name: person?.name ?? '' }
  },
})

/** What people do with their own documents; no call of a desk has these names. */
export const documentCommands = { 'document.add': handler, 'document.set-validity': handler }
