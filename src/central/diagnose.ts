import type { LoginCause } from '../contract/diagnosis.ts'
import { sql } from '../storage/database.ts'
import type { DiagnosisQuery } from '../storage/diagnosis.ts'
import { checkAsking, diagnoseAtCentral, diagnoseForStaff, type CoreNumbers } from '../storage/diagnosis-central.ts'
import type { Caller, CentralDeps } from './deps.ts'
import { GatewayTrouble } from './gateways/trouble.ts'

/**
 * The numbers that the core tax system has for the person in this enterprise, where the earlier log-in sends codes by
 * them (R-SMS-06, R-SMS-07). A diagnosis goes without them when the core doesn't answer.
 */
async function findCoreNumbers(
  deps: CentralDeps,
  { personId, enterpriseCode }: DiagnosisQuery,
): Promise<CoreNumbers | undefined> {
  if (!deps.policy.enterprisePassword || enterpriseCode === undefined) return undefined
  try {
    const record = await deps.gateways.core.findEnterprise(enterpriseCode)
    const row = await deps.database.read((db) =>
      db.find<{ document_number: string }>(sql('select document_number from person where id = ?', [personId])),
    )
    const person = record?.people.find((one) => one.documentNumber === row?.document_number)
    return person && { mobile: person.mobile ?? '', fixedLine: person.fixedLine ?? '' }
  } catch (error) {
    if (error instanceof GatewayTrouble) return undefined
    throw error
  }
}

/** Why a person can't log in, for a member of staff of a hall that has to do with them. @throws Refused otherwise. */
export async function explainToStaff(deps: CentralDeps, query: DiagnosisQuery, caller: Caller): Promise<LoginCause[]> {
  const asking = { actor: { kind: 'staff' as const, ...caller }, hash: deps.sha256 }
  // Nobody makes the central ask about people whom they have nothing to do with.
  await deps.database.readFor(caller.hallId, (db) => checkAsking(db, query.personId, asking))
  const core = await findCoreNumbers(deps, query)
  const context = { now: deps.now(), policy: deps.policy }
  return deps.database.write((db) => diagnoseForStaff(db, query, context, { ...asking, core }))
}

/** The same for the person themselves. */
export async function explainToPerson(deps: CentralDeps, query: DiagnosisQuery): Promise<LoginCause[]> {
  const core = await findCoreNumbers(deps, query)
  return deps.database.read((db) => diagnoseAtCentral(db, query, { now: deps.now(), policy: deps.policy }, core))
}
