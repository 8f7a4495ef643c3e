import type { AccountChanges } from '../domain/account/types.ts'
import type { DecideContext } from '../domain/kernel/context.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { validityColumns } from './capture-person.ts'
import { sql } from './database.ts'
import { NOBODY, plainColumns } from './person-row.ts'
import { endSessionsOf } from './person-session.ts'
import { relationSystemCommands } from './relation.ts'
import { patchRow, putRow, type Row, type Work } from './rows.ts'
import { dropSecret } from './secret.ts'

type Changes = AccountChanges & { readonly usernameChangedAt?: Instant }

/** Domain name → column, for what is written as it is. */
const COLUMNS = {
  name: 'name',
  documentType: 'document_type',
  documentNumber: 'document_number',
  sex: 'sex',
  nationality: 'nationality',
  birth: 'birth',
  accountState: 'account_state',
  credentialState: 'credential_state',
  level: 'level',
  username: 'username',
  usernameChangedAt: 'username_changed_at',
  email: 'email',
  contactAddress: 'contact_address',
  capturedAt: 'captured_at',
  captureChannel: 'capture_channel',
  capturedPhone: 'captured_phone',
} as const satisfies Partial<Record<keyof Changes, string>>

function columnsOf(changes: Changes, now: Instant): Row {
  return {
    ...plainColumns(COLUMNS, changes),
    ...(changes.validity === undefined ? {} : validityColumns(changes.validity)),
    ...(changes.hasScenePhoto === true ? { has_scene_photo: 1 } : {}),
    ...(changes.credentialState === undefined ? {} : { credential_void_at: null }),
    updated_at: now,
  }
}

/** Writes somebody nobody knew before. They belong to no hall until one captures them or an enterprise names them. */
export const openAccount = (work: Work, personId: string, changes: Changes, now: Instant): Promise<void> =>
  putRow(work, 'person', { id: personId, hall_id: '', ...NOBODY, ...columnsOf(changes, now) })

export const writeAccount = (work: Work, personId: string, changes: Changes, now: Instant): Promise<void> =>
  patchRow(work, 'person', [personId], columnsOf(changes, now))

/** A document keeps the day it was first shown. */
export async function putDocument(
  work: Work,
  document: {
    readonly personId: string
    readonly documentType: string
    readonly documentNumber: string
    readonly isMain: boolean
  },
  now: Instant,
): Promise<void> {
  const { personId, documentType, documentNumber, isMain } = document
  const known = await work.db.find<{ added_at: number }>(
    sql('select added_at from person_document where document_type = ? and document_number = ?', [
      documentType,
      documentNumber,
    ]),
  )
  await putRow(work, 'person_document', {
    person_id: personId,
    document_type: documentType,
    document_number: documentNumber,
    is_main: isMain ? 1 : 0,
    added_at: known?.added_at ?? now,
    version: 0,
  })
}

/**
 * What a deregistration ends besides the row itself (OP-18): relations are disabled and pending ones refused by their
 * own judge, the password is forgotten, and every session is over at once. Logs stay.
 */
export async function closeAccount(work: Work, personId: string, context: DecideContext): Promise<void> {
  const handler = relationSystemCommands['relation.deregister-person']
  const command = { name: 'relation.deregister-person', payload: { personId }, seen: {} }
  const judged = await handler.judge(work.db, command, { ...context, actor: { kind: 'system', source: 'clock' } })
  if (judged.decision.kind !== 'accepted') throw new Error('the relations of a deregistered person stayed')
  await judged.save(work)
  await dropSecret(work.db, personId)
  await endSessionsOf(work.db, personId)
}
