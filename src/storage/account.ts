import { decideOwnAccount } from '../domain/account/own.ts'
import { decideRegister } from '../domain/account/register.ts'
import type {
  AccountEvent,
  AccountRecord,
  AccountState,
  DeregisterCommand,
  ProfileCommand,
  RegisterCommand,
  RegisterOverseasCommand,
  RegisterState,
} from '../domain/account/types.ts'
import { beijingDate, beijingMidnight } from '../domain/kernel/calendar.ts'
import type { DecideContext } from '../domain/kernel/context.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { normaliseIdentifier } from '../domain/kernel/text.ts'
import { closeAccount, openAccount, putDocument, writeAccount } from './account-rows.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { commandHandler } from './feature.ts'
import { putPaper } from './paper.ts'
import { loadPhoneBook, savePhone } from './phone.ts'
import type { Work } from './rows.ts'
import { settleNewSecret } from './secret.ts'

interface HolderRecord {
  readonly id: string
  readonly name: string
  readonly account_state: AccountState
  readonly level: number
  readonly captured_at: number | null
  readonly capture_channel: string | null
  readonly captured_phone: string | null
}

/** Whoever holds this document, as their main one or as a further one: one person for one document (R-REG-18). */
function findHolder(db: ReadDb, type: string, number: string): Promise<HolderRecord | undefined> {
  return db.find(
    sql(
      `select id, name, account_state, level, captured_at, capture_channel, captured_phone from person
       where (document_type = ? and document_number = ?)
         or id in (select person_id from person_document where document_type = ? and document_number = ?)
       order by id limit 1`,
      [type, number, type, number],
    ),
  )
}

async function isUsernameTaken(db: ReadDb, username: string, exceptId: string): Promise<boolean> {
  if (username === '') return false
  return (
    (await db.find(sql('select id from person where username = ? and id <> ?', [username, exceptId]))) !== undefined
  )
}

/** What a registration is judged on; the steps of a draft ask the same as its end. */
export async function loadRegister(
  db: ReadDb,
  command: RegisterCommand | RegisterOverseasCommand,
  commandId: string,
): Promise<RegisterState> {
  const { documentType, documentNumber } = command.identity
  const holder = await findHolder(db, documentType, normaliseIdentifier(documentNumber))
  const personId = holder?.id ?? commandId
  const number = command.name === 'account.register' && command.number !== '' ? command.number : undefined
  return {
    holder: holder && {
      id: holder.id,
      name: holder.name,
      accountState: holder.account_state,
      level: holder.level,
      capture:
        holder.captured_at === null ? undefined : { channel: holder.capture_channel, phone: holder.captured_phone },
    },
    phones: await loadPhoneBook(db, { id: personId, active: true }, personId, number),
    usernameTaken: await isUsernameTaken(db, command.username, personId),
  }
}

/** How often a username was changed since the Beijing year began. */
export async function countUsernameChanges(db: ReadDb, personId: string, now: Instant): Promise<number> {
  const yearBegan = beijingMidnight(`${beijingDate(now).slice(0, 4)}-01-01`)
  const counted = await db.find<{ n: number }>(
    sql('select count(*) as n from username_change where person_id = ? and at >= ?', [personId, yearBegan]),
  )
  const row = await db.find<{ username_changed_at: number | null }>(
    sql('select username_changed_at from person where id = ?', [personId]),
  )
  // A row that was imported knows its last change only.
  return Math.max(counted?.n ?? 0, (row?.username_changed_at ?? 0) >= yearBegan ? 1 : 0)
}

async function loadOwn(
  db: ReadDb,
  command: DeregisterCommand | ProfileCommand,
  { now }: DecideContext,
): Promise<AccountRecord> {
  const { personId } = command
  const row = await db.find<{
    id: string
    account_state: AccountState
    username: string | null
    email: string | null
  }>(sql('select id, account_state, username, email from person where id = ?', [personId]))
  const username = command.name === 'account.set-username' ? command.username : ''
  const { phones } = await loadPhoneBook(db, undefined, personId, undefined)
  return {
    person: row && { id: row.id, accountState: row.account_state, username: row.username, email: row.email },
    phones,
    usernameTaken: await isUsernameTaken(db, username, personId),
    usernameChanges: await countUsernameChanges(db, personId, now),
  }
}

async function save(work: Work, event: AccountEvent, context: DecideContext): Promise<void> {
  const { now, commandId } = context
  switch (event.kind) {
    case 'person-opened':
      return openAccount(work, event.personId, event.changes, now)
    case 'person-changed':
      return writeAccount(work, event.personId, event.changes, now)
    case 'document-put':
      return putDocument(work, event, now)
    case 'password-set':
      return settleNewSecret(work.db, commandId, event.personId, now)
    case 'username-changed':
      await writeAccount(work, event.personId, { usernameChangedAt: now }, now)
      await work.db.run(
        sql('insert into username_change (command_id, person_id, at) values (?, ?, ?)', [
          commandId,
          event.personId,
          now,
        ]),
      )
      return
    case 'paper-agreed':
      return putPaper(work.db, event, context)
    case 'account-closed':
      return closeAccount(work, event.personId, context)
    case 'phone-put':
    case 'phone-removed':
      return savePhone(work, event)
  }
}

const register = commandHandler<RegisterState, RegisterCommand | RegisterOverseasCommand, AccountEvent>({
  load: (db, command, { commandId }) => loadRegister(db, command, commandId),
  decide: decideRegister,
  save,
  // Who it is about shows in the actor: before it there is nobody.
  subjects: () => [],
})

const own = commandHandler<AccountRecord, DeregisterCommand | ProfileCommand, AccountEvent>({
  load: loadOwn,
  decide: decideOwnAccount,
  save,
  subjects: ({ personId }) => [personId],
})

/** What people do with their own account; no call of a desk has these names. */
export const accountCommands = {
  'account.register': register,
  'account.register-overseas': register,
  'account.deregister': own,
  'account.set-username': own,
  'account.set-email': own,
  'account.set-contact-address': own,
}
