import { beijingDate } from '../domain/kernel/calendar.ts'
import type { DecideContext } from '../domain/kernel/context.ts'
import { decideMember } from '../domain/legacy/decide.ts'
import { decideEnterprise } from '../domain/legacy/enterprise.ts'
import { HOUR } from '../domain/kernel/instant.ts'
import type {
  EnterpriseCase,
  EnterpriseCommand,
  EnterpriseEvent,
  MemberCase,
  MemberCommand,
  MemberEvent,
} from '../domain/legacy/types.ts'
import { isEffective } from '../domain/relation/standing.ts'
import type { Relation } from '../domain/relation/types.ts'
import { openPerson } from './capture-person.ts'
import { putCertificate } from './certificate.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { commandHandler } from './feature.ts'
import { findMemberSecret, putMemberSecret, settleEnterprisePassword } from './legacy-secret.ts'
import {
  findEnterprise,
  findPersonByDocument,
  findRelation,
  findRelationPerson,
  listIdentities,
  listLive,
  listManagers,
} from './relation-load.ts'
import { fromRelation } from './relation-rows.ts'
import { putRow, type Work } from './rows.ts'
import type { DocumentTypeId } from '../domain/document/document-types.ts'

const ofPersons = (relations: readonly Relation[]): string[] => relations.map((relation) => relation.personId)

async function loadPerson(db: ReadDb, command: MemberCommand): Promise<MemberCase['person']> {
  const person =
    command.name === 'member.add'
      ? await findPersonByDocument(db, command.documentType, command.documentNumber)
      : await findRelationPerson(db, command.personId)
  if (person === undefined) return undefined
  const row = await db.find<{ credential_state: string }>(
    sql('select credential_state from person where id = ?', [person.id]),
  )
  return { ...person, credentialState: row?.credential_state ?? 'K0' }
}

async function load(db: ReadDb, command: MemberCommand, context: DecideContext): Promise<MemberCase> {
  const { enterpriseId } = command
  const today = beijingDate(context.now)
  const managers = await listManagers(db, enterpriseId)
  const person = await loadPerson(db, command)
  const relationId = 'relationId' in command ? command.relationId : undefined
  // Passwords are the central's alone: a desk has no such table.
  const hasSecret = relationId !== undefined && context.partial === undefined
  return {
    enterprise: await findEnterprise(db, enterpriseId),
    managers: ofPersons(managers.filter((relation) => isEffective(relation, today))),
    relation: relationId === undefined ? undefined : await findRelation(db, relationId),
    person,
    secret: hasSecret ? await findMemberSecret(db, relationId) : undefined,
    live: person === undefined ? [] : await listLive(db, enterpriseId, person.id),
    identities: (await listIdentities(db, enterpriseId)).filter((identity) => !identity.retired),
  }
}

async function save(work: Work, event: MemberEvent, { now, commandId }: DecideContext): Promise<void> {
  switch (event.kind) {
    case 'person-opened':
      return openPerson(
        work,
        {
          personId: event.personId,
          hallId: event.hallId,
          changes: {
            name: event.name,
            documentType: event.documentType as DocumentTypeId,
            documentNumber: event.documentNumber,
            accountState: 'A0',
            credentialState: 'K0',
          },
        },
        now,
      )
    case 'relation-put':
      return putRow(work, 'relation', fromRelation(event.relation, now))
    case 'secret-put':
      return putMemberSecret(work.db, event.relationId, event.secret, {
        typed: event.typed ? { commandId } : undefined,
        now,
      })
  }
}

const member = commandHandler<MemberCase, MemberCommand, MemberEvent>({
  load,
  decide: decideMember,
  save,
  subjects: (command) =>
    command.name === 'member.add'
      ? [command.enterpriseId]
      : [command.enterpriseId, command.personId, command.relationId],
})

const enterprise = commandHandler<EnterpriseCase, EnterpriseCommand, EnterpriseEvent>({
  load: async (db, { enterpriseId }, { now }) => {
    const named = await listManagers(db, enterpriseId)
    const today = beijingDate(now)
    return {
      enterprise: await findEnterprise(db, enterpriseId),
      managers: ofPersons(named.filter((relation) => isEffective(relation, today))),
      named: ofPersons(named.filter((relation) => relation.state === 'R3' || isEffective(relation, today))),
    }
  },
  decide: decideEnterprise,
  save: async ({ db }, event, { now, commandId, actor, policy }) => {
    const { enterpriseId } = event
    if (event.kind === 'password-changed') return settleEnterprisePassword(db, commandId, enterpriseId, now)
    const hallId = actor.kind === 'staff' ? actor.hallId : ''
    const expiresAt = now + policy.resetValueHours * HOUR
    return putCertificate(db, { id: commandId, hallId, enterpriseId, accountKind: event.accountKind, expiresAt }, now)
  },
  subjects: ({ enterpriseId }) => [enterpriseId],
})

/** What a counter records for an enterprise of the earlier profile. */
export const memberCommands = {
  'enterprise.issue-certificate': enterprise,
  'member.reset-password': member,
  'member.bind-password': member,
  'member.unbind-password': member,
}

/** What only the people themselves can do: it takes a password that is typed where they are logged in. */
export const memberOwnCommands = {
  'enterprise.change-password': enterprise,
  'member.add': member,
  'member.set-password': member,
  'member.change-password': member,
}
