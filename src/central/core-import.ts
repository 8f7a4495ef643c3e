import type { CorePerson, CoreRecord } from '../contract/core.ts'
import { maskName } from '../domain/kernel/mask.ts'
import { defineRefusals, type Refusal } from '../domain/kernel/refusal.ts'
import { normaliseIdentifier } from '../domain/kernel/text.ts'
import { Refused } from '../storage/refused.ts'
import { coreRoleOf, listCoreNamed, type CoreNamed } from '../storage/relation-core.ts'
import { findEnterpriseByCode, findPersonByDocument } from '../storage/relation-load.ts'
import type { CentralDeps } from './deps.ts'
import { GatewayTrouble } from './gateways/trouble.ts'
import { act } from './public/act.ts'

export const coreRefusals = defineRefusals({
  'core-enterprise-unknown': { rule: 'R-HAL-03', field: 'enterpriseCode' },
  'core-unavailable': { rule: 'R-HAL-03', retry: true },
})

/** Somebody the core system names who can't be recorded, masked, with the rule that stands against it. */
export interface Unrecorded extends Pick<Refusal, 'code' | 'rule'> {
  readonly name: string
  readonly role: CorePerson['role']
}

export interface CoreImport {
  readonly enterpriseId: string
  readonly recorded: number
  readonly known: number
  readonly refused: readonly Unrecorded[]
}

const CORE = { kind: 'system', source: 'core' } as const

/** The core system's record of an enterprise. @throws Refused when it has none, or gives no usable answer. */
export async function readCoreRecord(deps: CentralDeps, typed: string): Promise<CoreRecord> {
  const record = await deps.gateways.core.findEnterprise(normaliseIdentifier(typed)).catch((error: unknown) => {
    throw error instanceof GatewayTrouble ? new Refused(coreRefusals.make('core-unavailable')) : error
  })
  if (record === undefined) throw new Refused(coreRefusals.make('core-enterprise-unknown'))
  return record
}

/**
 * Reads an enterprise from the core system and writes down what it says: the enterprise if it is new here, people
 * nobody has captured yet, and a relation for each role, to be confirmed by whoever has to (R-TR-REL-08, R-HAL-03).
 * Whom it no longer names is no longer named here. Reading the same record twice changes nothing.
 * @throws Refused
 */
export async function importFromCore(deps: CentralDeps, typed: string): Promise<CoreImport> {
  const record = await readCoreRecord(deps, typed)
  const enterpriseId = await recordEnterprise(deps, record.enterprise)
  const named = await deps.database.read((db) => listCoreNamed(db, enterpriseId))
  const refused: Unrecorded[] = []
  let known = 0
  for (const person of record.people) {
    if (named.some((one) => isSame(one, person))) known++
    else {
      const refusal = await recordPerson(deps, enterpriseId, person)
      const { role } = person
      if (refusal !== undefined) refused.push({ name: maskName(person.name), role, ...refusal })
    }
  }
  for (const one of named.filter((known) => !record.people.some((person) => isSame(known, person))))
    await dropNamed(deps, enterpriseId, one)
  return { enterpriseId, recorded: record.people.length - known - refused.length, known, refused }
}

const isSame = (one: CoreNamed, { documentType, documentNumber, role }: CorePerson): boolean =>
  coreRoleOf(one.identityType) === role &&
  one.documents.some(({ type, number }) => type === documentType && number === normaliseIdentifier(documentNumber))

async function recordEnterprise(deps: CentralDeps, enterprise: CoreRecord['enterprise']): Promise<string> {
  const { creditCode, taxpayerNumber, name: enterpriseName, taxAuthority } = enterprise
  const find = () => deps.database.read((db) => findEnterpriseByCode(db, creditCode))
  const known = await find()
  if (known !== undefined) return known.id
  const payload = { creditCode, taxpayerNumber, enterpriseName, taxAuthority }
  await act(deps, { actor: CORE, name: 'enterprise.record-core', payload })
  const made = await find()
  if (made === undefined) throw new Error('an enterprise was recorded and is not there')
  return made.id
}

/** Records one person in one role. Gives what stands against it, if something does. */
async function recordPerson(
  deps: CentralDeps,
  enterpriseId: string,
  { name: personName, documentType, documentNumber, role: identityType }: CorePerson,
): Promise<Pick<Refusal, 'code' | 'rule'> | undefined> {
  try {
    const personId = await nameUnknown(deps, { enterpriseId, personName, documentType, documentNumber }, CORE)
    const payload = { enterpriseId, personId, personName, identityType }
    await act(deps, { actor: CORE, name: 'relation.record-core', payload })
    return undefined
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const { code, rule } = error.refusal
    return { code, rule }
  }
}

async function dropNamed(deps: CentralDeps, enterpriseId: string, { personId, identityType }: CoreNamed) {
  const payload = { enterpriseId, personId, identityType: coreRoleOf(identityType) }
  await act(deps, { actor: CORE, name: 'relation.drop-core', payload })
}

/**
 * The id of whoever holds this document; somebody nobody knows yet is written down by name and document.
 * @throws Refused when the actor may not name people.
 */
export async function nameUnknown(
  deps: CentralDeps,
  payload: {
    readonly enterpriseId: string
    readonly personName: string
    readonly documentType: string
    readonly documentNumber: string
  },
  actor: Parameters<typeof act>[1]['actor'],
): Promise<string> {
  const { documentType, documentNumber } = payload
  const find = () => deps.database.read((db) => findPersonByDocument(db, documentType, documentNumber))
  const holder = await find()
  if (holder !== undefined) return holder.id
  // Two who name one person at the same time take turns by the document.
  const turns = [`document ${documentType} ${normaliseIdentifier(documentNumber)}`]
  await act(deps, { actor, name: 'relation.name-person', payload, turns })
  const made = await find()
  if (made === undefined) throw new Error('a person was named and is not there')
  return made.id
}
