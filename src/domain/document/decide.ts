import { beijingDate } from '../kernel/calendar.ts'
import type { DecideContext } from '../kernel/context.ts'
import { accepted, held, refused, type Decision } from '../kernel/decision.ts'
import { findFaceProof, findIdentityProof } from '../kernel/proof.ts'
import { parseDocument } from './document-number.ts'
import { documentTypesOf, isDocumentTypeId } from './document-types.ts'
import { documentRefusals, type DocumentRefusalCode } from './refusals.ts'
import type { AddDocument, DocumentCommand, DocumentEvent, DocumentOwner, DocumentState, SetValidity } from './types.ts'
import { isExpired, parseValidity } from './validity.ts'

type Answer = Decision<DocumentEvent>
const refuse = (code: DocumentRefusalCode): Answer => refused(documentRefusals.make(code))

/** Judges what people do with their documents: a further one (R-DOC, OP-17), and the term of the main one (R-VAL). */
export function decideDocument(state: DocumentState, command: DocumentCommand, context: DecideContext): Answer {
  const { person } = state
  if (person?.active !== true) return refuse('document-person-unknown')
  const { actor } = context
  if (actor.kind !== 'person' || actor.personId !== command.personId) return refuse('document-own-act-only')
  return command.name === 'document.add' ? add(state, person, command, context) : setValidity(person, command, context)
}

/** R-DOC-02: by the face; that the document is theirs the third party says, since the face only says who they are. */
function add({ holderId }: DocumentState, person: DocumentOwner, command: AddDocument, context: DecideContext): Answer {
  const { policy, proofs, now } = context
  const { documentType } = command
  const taken = documentTypesOf(policy.documentTypes).some(({ id }) => id === documentType)
  if (!isDocumentTypeId(documentType) || !taken) return refuse('document-type-not-taken')
  const document = parseDocument(documentType, command.documentNumber, beijingDate(now))
  if (!document.ok)
    return refused(documentRefusals.make('document-number-malformed', { problem: document.problems[0] ?? 'form' }))
  if (holderId === person.id) return refuse('document-held-already')
  // One human, one account: two accounts are merged at a hall and nowhere else (OP-17).
  if (holderId !== undefined) return refuse('document-held-by-another')
  const face = findFaceProof(proofs, person.id)
  if (face === undefined) return held('face')
  if (!face.passed) return refuse('document-face-failed')
  const check = findIdentityProof(proofs, document.number)
  if (check === undefined) return held('identity-check')
  if (!check.passed) return refuse('document-identity-failed')
  return accepted(addedEvents(person, documentType, document.number))
}

/** R-DOC-03: an identity card becomes the main document; what was main before stays beside it. */
function addedEvents(person: DocumentOwner, documentType: AddedType, documentNumber: string): DocumentEvent[] {
  const { id: personId } = person
  const isMain = documentType === 'resident-id' && person.documentType !== 'resident-id'
  const shown: DocumentEvent = { kind: 'document-put', personId, documentType, documentNumber, isMain }
  if (!isMain) return [shown]
  const former: DocumentEvent = {
    kind: 'document-put',
    personId,
    documentType: person.documentType,
    documentNumber: person.documentNumber,
    isMain: false,
  }
  return [former, { kind: 'main-document', personId, documentType, documentNumber }, shown]
}
type AddedType = Extract<DocumentEvent, { kind: 'main-document' }>['documentType']

/**
 * R-VAL-01, R-VAL-02, R-VAL-04: the term and nothing else. Over an expired one it is kept as what the holder says,
 * and the document stays expired until its photos or a hall show otherwise (CF-32).
 */
function setValidity(person: DocumentOwner, command: SetValidity, { policy, now }: DecideContext): Answer {
  const parsed = parseValidity({ kind: command.kind, start: command.start, end: command.end })
  if (!parsed.ok)
    return refused({
      ...documentRefusals.make('document-validity-wrong', { problem: parsed.problems[0] ?? 'end-missing' }),
      field: parsed.problems[0]?.startsWith('start') === true ? 'start' : 'end',
    })
  const hasExpired = person.validity !== undefined && isExpired(person.validity, beijingDate(now))
  const stated = policy.expiredNeedsPhotos && (person.validityStated || hasExpired)
  return accepted([{ kind: 'validity-put', personId: person.id, validity: parsed.validity, stated }])
}
