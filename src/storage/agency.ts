import { decideAgency } from '../domain/agency/decide.ts'
import type { AgencyCase, AgencyCommand, AgencyEvent, NamedPerson } from '../domain/agency/types.ts'
import { beijingDate } from '../domain/kernel/calendar.ts'
import type { DecideContext } from '../domain/kernel/context.ts'
import { normaliseIdentifier } from '../domain/kernel/text.ts'
import { normaliseName } from '../domain/person/name.ts'
import { isEffective } from '../domain/relation/standing.ts'
import { findAgency, findAgencyByCode, findAgencyPerson, listAgreements, listPersonnel } from './agency-load.ts'
import { fromAgency, fromAgreement } from './agency-rows.ts'
import { settleAgreementSecret } from './agreement-secret.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { commandHandler } from './feature.ts'
import { findEnterprise, findEnterpriseByCode, findPersonByDocument, listManagers } from './relation-load.ts'
import { writeNamedPerson } from './person-row.ts'
import { putRow, removeRow, type Work } from './rows.ts'

type Named = Pick<NamedPerson, 'documentType' | 'documentNumber'>

function listNamed(command: AgencyCommand): readonly Named[] {
  if ('people' in command) return command.people
  return 'agents' in command ? command.agents : []
}

async function findNamed(db: ReadDb, people: readonly Named[]) {
  const found: (AgencyCase['named'][number] | undefined)[] = []
  for (const { documentType, documentNumber } of people)
    found.push(await findPersonByDocument(db, documentType, documentNumber))
  return found
}

function findTheClient(db: ReadDb, command: AgencyCommand) {
  if ('clientCode' in command) return findEnterpriseByCode(db, command.clientCode)
  return 'enterpriseId' in command ? findEnterprise(db, command.enterpriseId) : Promise.resolve(undefined)
}

async function load(db: ReadDb, command: AgencyCommand, { actor, now }: DecideContext): Promise<AgencyCase> {
  const agency =
    'agencyCode' in command ? await findAgencyByCode(db, command.agencyCode) : await findAgency(db, command.agencyId)
  const client = await findTheClient(db, command)
  const managers = client === undefined ? [] : await listManagers(db, client.id)
  const today = beijingDate(now)
  return {
    agency,
    personnel: agency === undefined ? [] : await listPersonnel(db, agency.id),
    client,
    agreements: agency === undefined || client === undefined ? [] : await listAgreements(db, agency.id, client.id),
    named: await findNamed(db, listNamed(command)),
    managers: managers.filter((relation) => isEffective(relation, today)).map((relation) => relation.personId),
    speaker: actor.kind === 'person' ? await findAgencyPerson(db, actor.personId) : undefined,
  }
}

async function save(work: Work, event: AgencyEvent, { commandId, now }: DecideContext): Promise<void> {
  switch (event.kind) {
    case 'agency-put':
      return putRow(work, 'agency', fromAgency(event.agency))
    case 'person-named':
      return writePerson(work, event, now)
    case 'personnel-put':
      return writePersonnel(work, event.agencyId, event.people)
    case 'agreement-put':
      await putRow(work, 'agency_agreement', fromAgreement(event.agreement))
      if (event.secret === 'typed') await settleAgreementSecret(work.db, commandId, event.agreement.id, now)
  }
}

/** Without an account and unseen by anybody: a name on a form, for the registration to find (R-AGY-10). */
const writePerson = (
  work: Work,
  { id, hallId, person }: Extract<AgencyEvent, { kind: 'person-named' }>,
  now: number,
): Promise<void> => {
  const { documentType, personName } = person
  const documentNumber = normaliseIdentifier(person.documentNumber)
  return writeNamedPerson(work, { id, hallId, name: normaliseName(personName), documentType, documentNumber }, now)
}

async function writePersonnel(work: Work, agencyId: string, people: readonly string[]): Promise<void> {
  const before = await work.db.all<{ person_id: string }>(
    sql('select person_id from agency_person where agency_id = ?', [agencyId]),
  )
  const known = new Set(before.map((row) => row.person_id))
  for (const id of known) if (!people.includes(id)) await removeRow(work, 'agency_person', [agencyId, id])
  for (const id of people)
    if (!known.has(id)) await putRow(work, 'agency_person', { agency_id: agencyId, person_id: id, version: 0 })
}

const handler = commandHandler<AgencyCase, AgencyCommand, AgencyEvent>({
  load,
  decide: decideAgency,
  save,
  subjects: (command) =>
    [
      'agreementId' in command ? command.agreementId : undefined,
      'agencyId' in command ? command.agencyId : undefined,
      'enterpriseId' in command ? command.enterpriseId : undefined,
      // A form names its parties by their codes; whether there are such rows is what is decided.
      'agencyCode' in command ? normaliseIdentifier(command.agencyCode) : undefined,
      'clientCode' in command ? normaliseIdentifier(command.clientCode) : undefined,
    ].filter((subject) => subject !== undefined),
})

/** What a hall's clerk records. */
export const agencyCommands = {
  'agency.file-basic-form': handler,
  'agency.file-agreement': handler,
  'agency.receive-agreement': handler,
  'agency.cancel': handler,
  'agency.recognise': handler,
  'agency.unrecognise': handler,
}

/** What agencies and their clients do by themselves at the central; no call of a desk has these names. */
export const agencyOwnCommands = {
  'agency.hand-in-agreement': handler,
  'agency.set-password': handler,
}
