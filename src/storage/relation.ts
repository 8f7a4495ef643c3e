import { decideRelation } from '../domain/relation/decide.ts'
import type {
  Relation,
  RelationCase,
  RelationCommand,
  RelationEvent,
  RelationPerson,
} from '../domain/relation/types.ts'
import type { ReadDb } from './database.ts'
import { findFaceRequest } from './face-request.ts'
import { commandHandler } from './feature.ts'
import {
  findEnterprise,
  findEnterpriseByCode,
  findIdentity,
  findPersonByDocument,
  findRelation,
  findRelationPerson,
  isCaptureUnderway,
  listLive,
  listManagers,
  listRelationsById,
  listRelationsOfPerson,
  type EnterpriseKey,
} from './relation-load.ts'
import { fromRelation } from './relation-rows.ts'
import { putRow } from './rows.ts'

async function findTheEnterprise(db: ReadDb, command: RelationCommand): Promise<EnterpriseKey | undefined> {
  if ('enterpriseCode' in command) return findEnterpriseByCode(db, command.enterpriseCode)
  if ('enterpriseId' in command) return findEnterprise(db, command.enterpriseId)
  return 'ownerId' in command && command.side === 'enterprise' ? findEnterprise(db, command.ownerId) : undefined
}

async function findThePerson(db: ReadDb, command: RelationCommand): Promise<RelationPerson | undefined> {
  if (command.name === 'relation.add') return findPersonByDocument(db, command.documentType, command.documentNumber)
  return 'personId' in command ? findRelationPerson(db, command.personId) : undefined
}

function listNamed(db: ReadDb, command: RelationCommand): Promise<readonly Relation[]> {
  if (command.name === 'relation.clear-history') return listRelationsById(db, command.relationIds)
  if (command.name === 'relation.deregister-person') return listRelationsOfPerson(db, command.personId)
  return Promise.resolve([])
}

async function load(db: ReadDb, command: RelationCommand): Promise<RelationCase> {
  const enterprise = await findTheEnterprise(db, command)
  const person = await findThePerson(db, command)
  const identityId = command.name === 'relation.manage' ? command.permissionIdentityId : null
  return {
    enterprise,
    relation: 'relationId' in command ? await findRelation(db, command.relationId) : undefined,
    listed: await listNamed(db, command),
    person,
    captureUnderway:
      command.name === 'relation.add' && person === undefined
        ? await isCaptureUnderway(db, command.documentType, command.documentNumber)
        : false,
    live: enterprise === undefined || person === undefined ? [] : await listLive(db, enterprise.id, person.id),
    managers: enterprise === undefined ? [] : await listManagers(db, enterprise.id),
    permissionIdentity: identityId === null ? undefined : await findIdentity(db, identityId),
  }
}

function subjectsOf(command: RelationCommand): string[] {
  if (command.name === 'relation.clear-history') return [command.ownerId, ...command.relationIds]
  const ids = [
    'enterpriseId' in command ? command.enterpriseId : undefined,
    'personId' in command ? command.personId : undefined,
    'relationId' in command ? command.relationId : undefined,
  ]
  return ids.filter((id) => id !== undefined)
}

const handler = commandHandler<RelationCase, RelationCommand, RelationEvent>({
  load,
  decide: decideRelation,
  save: (work, { relation }, { now }) => putRow(work, 'relation', fromRelation(relation, now)),
  subjects: subjectsOf,
  seek: async (db, command, waitsFor) =>
    waitsFor === 'face' && (command.name === 'relation.accept' || command.name === 'relation.apply')
      ? findFaceRequest(db, command.personId, command.sceneAttachmentId)
      : undefined,
})

/** What taxpayers have recorded at a counter, or do themselves at the central. */
export const relationCommands = {
  'relation.add': handler,
  'relation.apply': handler,
  'relation.bind': handler,
  'relation.accept': handler,
  'relation.refuse': handler,
  'relation.confirm': handler,
  'relation.reject': handler,
  'relation.withdraw': handler,
  'relation.manage': handler,
  'relation.delete': handler,
  'relation.freeze': handler,
  'relation.unfreeze': handler,
  'relation.unbind': handler,
  'relation.clear-history': handler,
}

/** What the core system and the central itself say; no call of a desk has these names. */
export const relationSystemCommands = {
  'relation.record-core': handler,
  'relation.drop-core': handler,
  'relation.deregister-person': handler,
}
