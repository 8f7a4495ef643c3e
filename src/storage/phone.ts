import type { DecideContext } from '../domain/kernel/context.ts'
import type { Wait } from '../domain/kernel/proof.ts'
import { decidePhone, findAwaitedNumber } from '../domain/phone/decide.ts'
import type { Phone, PhoneBook, PhoneCommand, PhoneEvent } from '../domain/phone/types.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { findFaceRequest } from './face-request.ts'
import { commandHandler, type ProofRequest } from './feature.ts'
import { putRow, removeRow, type Work } from './rows.ts'

export interface PhoneRecord {
  readonly id: string
  readonly person_id: string
  readonly number: string
  readonly state: Phone['state']
  readonly is_default: number
  readonly verified_at: number | null
  readonly emptied_at: number | null
  readonly version: number
}

/** All pairs of one person, the default first, then the newest. */
export function listPhones(db: ReadDb, personId: string): Promise<PhoneRecord[]> {
  return db.all<PhoneRecord>(
    sql('select * from phone where person_id = ? order by is_default desc, verified_at desc, number', [personId]),
  )
}

/** The bound number that codes go to (R-LGN-03, R-PHN-15), if the person has any. */
export async function findDefaultNumber(db: ReadDb, personId: string): Promise<string | undefined> {
  const row = await db.find<{ number: string }>(
    sql("select number from phone where person_id = ? and is_default = 1 and state = 'bound'", [personId]),
  )
  return row?.number
}

/**
 * Where codes for a log-in go: the default number, or the mailbox of an account from abroad, which has no number until
 * a hall has captured its holder (R-REG-14).
 */
export async function findCodeTarget(db: ReadDb, personId: string): Promise<string | undefined> {
  const number = await findDefaultNumber(db, personId)
  if (number !== undefined) return number
  const row = await db.find<{ email: string | null }>(
    sql("select email from person where id = ? and account_state = 'A3'", [personId]),
  )
  return row?.email ?? undefined
}

function findOtherHolder(db: ReadDb, number: string, personId: string): Promise<PhoneRecord | undefined> {
  return db.find(sql("select * from phone where number = ? and state = 'bound' and person_id <> ?", [number, personId]))
}

async function load(db: ReadDb, command: PhoneCommand): Promise<PhoneBook> {
  const person = await db.find<{ id: string; account_state: string }>(
    sql('select id, account_state from person where id = ?', [command.personId]),
  )
  const number = 'number' in command ? command.number : undefined
  return loadPhoneBook(db, person && { id: person.id, active: person.account_state !== 'A4' }, command.personId, number)
}

/** The person's own pairs, and everything of whoever holds this number now; capture binds numbers by the same book. */
export async function loadPhoneBook(
  db: ReadDb,
  person: PhoneBook['person'],
  personId: string,
  number: string | undefined,
): Promise<PhoneBook> {
  const holder = number === undefined ? undefined : await findOtherHolder(db, number, personId)
  return {
    person,
    phones: (await listPhones(db, personId)).map(toPhone),
    otherHolder: holder && toPhone(holder),
    otherHolderPhones: holder === undefined ? [] : (await listPhones(db, holder.person_id)).map(toPhone),
  }
}

export async function savePhone(work: Work, event: PhoneEvent): Promise<void> {
  if (event.kind === 'phone-removed') return removeRow(work, 'phone', [event.phoneId])
  const { phone } = event
  await putRow(work, 'phone', {
    id: phone.id,
    person_id: phone.personId,
    number: phone.number,
    state: phone.state,
    is_default: phone.isDefault ? 1 : 0,
    verified_at: phone.verifiedAt,
    emptied_at: phone.emptiedAt,
    version: 0,
  })
}

function toPhone(row: PhoneRecord): Phone {
  return {
    id: row.id,
    personId: row.person_id,
    number: row.number,
    state: row.state,
    isDefault: row.is_default === 1,
    verifiedAt: row.verified_at,
    emptiedAt: row.emptied_at,
  }
}

/** The code goes to the number that is missing one; the face and the password are looked at where they were given. */
async function seek(
  db: ReadDb,
  command: PhoneCommand,
  waitsFor: Wait,
  { proofs }: DecideContext,
): Promise<ProofRequest | undefined> {
  const { personId } = command
  if (waitsFor === 'sms-code') {
    const number = findAwaitedNumber(await load(db, command), command, proofs)
    return number === undefined ? undefined : { kind: 'sms-code', number }
  }
  if (waitsFor === 'password-check' && command.name === 'phone.recover' && command.sealedPassword !== undefined)
    return { kind: 'password', personId, sealedPassword: command.sealedPassword }
  if (waitsFor === 'face' && 'scenePhotoAttachmentId' in command)
    return findFaceRequest(db, personId, command.scenePhotoAttachmentId)
  return undefined
}

const handler = commandHandler<PhoneBook, PhoneCommand, PhoneEvent>({
  load,
  decide: decidePhone,
  save: savePhone,
  subjects: (command) => [command.personId],
  seek,
})

export const phoneCommands = {
  'phone.add': handler,
  'phone.modify': handler,
  'phone.delete': handler,
  'phone.set-default': handler,
  'phone.recover': handler,
}
