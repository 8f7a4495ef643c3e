import type { FoundEnterprise, FoundPerson } from '../contract/relation.ts'
import { maskCreditCode, maskDocumentNumber, maskEnterpriseName, maskName } from '../domain/kernel/mask.ts'
import { normaliseName } from '../domain/person/name.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { findEnterpriseByCode, findPersonByDocument } from './relation-load.ts'

/**
 * The person a document belongs to, masked, and whether the name typed beside it is theirs (OP-17). The name itself
 * is never given away: whoever asks has the document before them.
 */
export async function lookUpPerson(
  db: ReadDb,
  input: { documentType: string; documentNumber: string; personName: string },
): Promise<FoundPerson | null> {
  const person = await findPersonByDocument(db, input.documentType, input.documentNumber)
  if (person === undefined) return null
  return {
    personId: person.id,
    name: maskName(person.name),
    document: maskDocumentNumber(input.documentNumber),
    nameMatches: normaliseName(person.name) === normaliseName(input.personName),
    realName: person.captured || person.accountState === 'A1' || person.accountState === 'A2',
  }
}

/** The enterprise of a credit code or taxpayer number, masked. */
export async function lookUpEnterprise(
  db: ReadDb,
  { enterpriseCode }: { enterpriseCode: string },
): Promise<FoundEnterprise | null> {
  const key = await findEnterpriseByCode(db, enterpriseCode)
  if (key === undefined) return null
  const row = await db.find<{ name: string; credit_code: string }>(
    sql('select name, credit_code from enterprise where id = ?', [key.id]),
  )
  return row === undefined
    ? null
    : { enterpriseId: key.id, name: maskEnterpriseName(row.name), creditCode: maskCreditCode(row.credit_code) }
}

export const relationLookUps = {
  'relation.find-person': lookUpPerson,
  'relation.find-enterprise': lookUpEnterprise,
}
