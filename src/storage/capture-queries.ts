import type { CaptureRow, RecordStanding } from '../contract/capture.ts'
import { isCaptured, recordGaps } from '../domain/capture/gaps.ts'
import { overlayOf, type OverlayState } from '../domain/capture/overlay.ts'
import { EMPTY_INFORMATION, identifiesPerson, typedFields } from '../domain/capture/information.ts'
import type { CaptureCase, CaptureSubmit, InformationField } from '../domain/capture/types.ts'
import { beijingDate, beijingMidnight } from '../domain/kernel/calendar.ts'
import { maskDocumentNumber, maskName } from '../domain/kernel/mask.ts'
import type { Refusal } from '../domain/kernel/refusal.ts'
import { normaliseIdentifier } from '../domain/kernel/text.ts'
import { findDocumentHolder, findRecordedPerson } from './capture-person.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import type { DraftRecord } from './draft.ts'
import type { OutboxRecord } from './outbox.ts'
import type { ReadContext } from './queries.ts'

interface CaseRecord {
  readonly id: string
  readonly command_id: string
  readonly kind: CaptureCase['kind']
  readonly branch: CaptureCase['branch']
  readonly state: CaptureCase['state']
  readonly document_number: string
  readonly name: string
  readonly typed: string
  readonly problem: string | null
  readonly updated_at: number
  /** The command's place in this desk's outbox, where it was recorded here. */
  readonly own: number | null
}

const titleOf = (name: string, number: string): string =>
  [maskName(name.trim()), maskDocumentNumber(number.trim())].filter((part) => part !== '').join(' · ')

function problemOf(json: string | null): CaptureRow['problem'] {
  if (json === null) return null
  const { code, rule, message } = JSON.parse(json) as Refusal
  return { code, rule, ...(message === undefined ? {} : { message }) }
}

/** The newest submission of each case that this desk made and that isn't over and done with. */
async function rowsOfOutbox(db: ReadDb): Promise<CaptureRow[]> {
  const records = await db.all<OutboxRecord>(
    sql(
      "select * from outbox where name = 'capture.submit' and (state in ('recorded', 'delivered', 'held') or (state = 'returned' and acknowledged = 0)) order by seq desc limit 500",
    ),
  )
  return records.map((record) => {
    const { payload } = JSON.parse(record.envelope) as { payload: CaptureSubmit }
    const problem = problemOf(record.refusal)
    return {
      caseId: payload.caseId,
      commandId: record.command_id,
      state: overlayOf(record.state, problem ?? undefined),
      kind: payload.kind,
      branch: payload.branch,
      title: titleOf(payload.information.name, payload.information.documentNumber),
      waitsFor: record.waits_for,
      problem,
      typed: identifiesPerson(typedFields(payload.information, payload.reading)),
      here: true,
      updatedAt: record.settled_at ?? record.recorded_at,
    }
  })
}

const CASE_STATE: Readonly<Record<CaptureCase['state'], OverlayState>> = {
  queued: 'sent',
  'needs-work': 'needs-work',
  accepted: 'accepted',
}

/** Cases of the hall: those of other desks on their way or returned, and what was accepted today. */
async function rowsOfCases(db: ReadDb, { now, operator }: ReadContext): Promise<CaptureRow[]> {
  const today = beijingMidnight(beijingDate(now))
  const records = await db.all<CaseRecord>(
    sql(
      "select c.*, o.seq as own from capture_case c left join outbox o on o.command_id = c.command_id where c.hall_id = ? and (c.state in ('queued', 'needs-work') or c.updated_at >= ?) order by c.updated_at desc limit 500",
      [operator?.hallId ?? '', today],
    ),
  )
  return records.map((record) => ({
    caseId: record.id,
    commandId: record.command_id,
    state: CASE_STATE[record.state],
    kind: record.kind,
    branch: record.branch,
    title: titleOf(record.name, record.document_number),
    waitsFor: null,
    problem: problemOf(record.problem),
    typed: identifiesPerson(JSON.parse(record.typed) as InformationField[]),
    here: record.own !== null,
    updatedAt: record.updated_at,
  }))
}

async function rowsOfDrafts(db: ReadDb, { operator }: ReadContext): Promise<CaptureRow[]> {
  const drafts = await db.all<DraftRecord>(
    sql("select * from draft where kind = 'capture' and operator_id = ? order by updated_at desc limit 200", [
      operator?.staffId ?? '',
    ]),
  )
  return drafts.map(({ id, title, content, updated_at: updatedAt }) => {
    const { kind = 'new', branch = 'id-card', information, reading } = JSON.parse(content) as Partial<CaptureSubmit>
    return {
      caseId: id,
      commandId: null,
      state: 'draft',
      kind,
      branch,
      title,
      waitsFor: null,
      problem: null,
      typed:
        information !== undefined && identifiesPerson(typedFields({ ...EMPTY_INFORMATION, ...information }, reading)),
      here: true,
      updatedAt,
    }
  })
}

/**
 * One line a case, from the three places it can be in. What is on its way hides the draft it came from, which a
 * crash may have left behind; a draft hides the returned case it was reopened from.
 */
async function listCases(db: ReadDb, context: ReadContext): Promise<CaptureRow[]> {
  const lines = new Map<string, CaptureRow>()
  const sent = await rowsOfOutbox(db)
  const cases = await rowsOfCases(db, context)
  const onItsWay = (row: CaptureRow) => row.state !== 'needs-work' && row.state !== 'refused'
  const rank = [
    ...sent.filter(onItsWay),
    ...cases.filter(onItsWay),
    ...(await rowsOfDrafts(db, context)),
    ...sent,
    ...cases,
  ]
  for (const row of rank) if (!lines.has(row.caseId)) lines.set(row.caseId, row)
  return [...lines.values()].toSorted((a, b) => b.updatedAt - a.updatedAt)
}

type StandingInput = { readonly personId: string } | { readonly documentType: string; readonly documentNumber: string }

async function standing(db: ReadDb, input: StandingInput, { now }: ReadContext): Promise<RecordStanding | null> {
  const found =
    'personId' in input
      ? await findRecordedPerson(db, input.personId).then((person) => person && { person, isMain: true })
      : await findDocumentHolder(db, input.documentType, normaliseIdentifier(input.documentNumber))
  if (found === undefined) return null
  const { person, isMain } = found
  const captured = isCaptured(person)
  return {
    personId: person.id,
    name: maskName(person.name),
    document: maskDocumentNumber(person.documentNumber),
    documentType: person.documentType,
    isMain,
    captured,
    gaps: captured ? recordGaps(person, beijingDate(now)) : [],
    level: person.level,
    validityEnd: person.validity?.kind === 'custom' ? person.validity.end : null,
  }
}

export const captureReads = {
  'capture.list': (db: ReadDb, _input: unknown, context: ReadContext) => listCases(db, context),
  'capture.standing': standing,
}
