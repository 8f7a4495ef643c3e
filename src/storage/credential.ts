import { decideCredential } from '../domain/credential/decide.ts'
import type {
  CredentialCommand,
  CredentialEvent,
  CredentialRecord,
  CredentialState,
} from '../domain/credential/types.ts'
import type { DecideContext } from '../domain/kernel/context.ts'
import { findFaceProof } from '../domain/kernel/proof.ts'
import { findDefaultPhone } from '../domain/phone/bind.ts'
import { clearFailures } from './auth-failure.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { commandHandler, type ProofRequest } from './feature.ts'
import { findFaceRequest } from './face-request.ts'
import { endSessionsOf } from './person-session.ts'
import { loadPhoneBook } from './phone.ts'
import { patchRow, type Work } from './rows.ts'
import { dropSecret, settleNewSecret } from './secret.ts'

async function load(db: ReadDb, { personId }: CredentialCommand): Promise<CredentialRecord> {
  const person = await db.find<{ id: string; account_state: string; credential_state: CredentialState }>(
    sql('select id, account_state, credential_state from person where id = ?', [personId]),
  )
  const { phones } = await loadPhoneBook(db, undefined, personId, undefined)
  return {
    person: person && { id: person.id, accountState: person.account_state, credentialState: person.credential_state },
    defaultNumber: findDefaultPhone(phones)?.number,
  }
}

/**
 * Takes over the password that the central keeps ready, or forgets the old one. Only the central comes here: a
 * desk holds none of the proofs that let a password be set, so its own decision is never more than held.
 */
async function save(
  work: Work,
  event: CredentialEvent,
  { commandId, now, actor, policy, proofs }: DecideContext,
): Promise<void> {
  const { personId } = event
  if (event.secret === 'typed') await settleNewSecret(work.db, commandId, personId, now)
  else await dropSecret(work.db, personId)
  await patchRow(work, 'person', [personId], {
    credential_state: event.credentialState,
    credential_void_at: event.voidAt,
    account_state: event.accountState,
    updated_at: now,
  })
  // R-LCK-03, OP-02: a password set at the counter unlocks; who opened a session by the old one has lost it.
  const by = findFaceProof(proofs, personId)?.passed === true ? 'scan' : 'sms'
  await clearFailures(work.db, personId, actor.kind === 'staff' ? 'counter' : by, policy, now)
  await endSessionsOf(work.db, personId)
}

async function seek(db: ReadDb, command: CredentialCommand, waitsFor: string): Promise<ProofRequest | undefined> {
  const { personId, sealedPassword } = command
  if (waitsFor === 'password-check' && sealedPassword !== undefined)
    return { kind: 'new-password', personId, sealedPassword }
  if (waitsFor === 'face' && 'scenePhotoAttachmentId' in command)
    return findFaceRequest(db, personId, command.scenePhotoAttachmentId)
  return undefined
}

const handler = commandHandler<CredentialRecord, CredentialCommand, CredentialEvent>({
  load,
  decide: decideCredential,
  save,
  subjects: (command) => [command.personId],
  seek,
})

export const credentialCommands = { 'credential.reset': handler, 'credential.change': handler }
