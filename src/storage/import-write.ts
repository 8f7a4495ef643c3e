import type { EnterpriseEntry, StaffEntry } from '../domain/import/types.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { findIdentityType } from '../domain/permission/identity-types.ts'
import { sql } from './database.ts'
import { findEnterprises, findPeople, type ComparedRow } from './import-compare.ts'
import { writeNamedPerson } from './person-row.ts'
import { putRow, type Work } from './rows.ts'

/** What writing needs besides the rows. */
export interface ImportWriting {
  readonly hallId: string
  readonly now: Instant
  readonly newId: () => string
}

/** Writes the rows that are ready; the feed tells every desk of the hall. Gives the ids of what was made. */
export async function writeImport(
  work: Work,
  kind: 'enterprise' | 'staff',
  rows: readonly ComparedRow[],
  writing: ImportWriting,
): Promise<number> {
  const ready = rows.flatMap((row) => (row.state === 'ready' && row.entry !== undefined ? [row.entry] : []))
  if (kind === 'enterprise') await writeEnterprises(work, ready as EnterpriseEntry[], writing)
  else await writeStaff(work, ready as StaffEntry[], writing)
  return ready.length
}

async function writeEnterprises(
  work: Work,
  entries: readonly EnterpriseEntry[],
  { hallId, now, newId }: ImportWriting,
): Promise<void> {
  const hall = await work.db.find<{ tax_authority: string }>(
    sql('select tax_authority from hall where id = ?', [hallId]),
  )
  for (const entry of entries) {
    await putRow(work, 'enterprise', {
      id: newId(),
      hall_id: hallId,
      credit_code: entry.creditCode,
      taxpayer_number: entry.isTaxpayerNumber ? entry.creditCode : null,
      name: entry.name,
      state: entry.state,
      tax_authority: entry.taxAuthority || (hall?.tax_authority ?? ''),
      address: entry.address || null,
      // Nobody of it has been seen yet (R-ENT).
      realname_state: 'unverified',
      version: 0,
      updated_at: now,
    })
  }
}

/** People are made where they are missing, without an account; relations wait for their confirmation (R-TR-REL-08). */
async function writeStaff(work: Work, entries: readonly StaffEntry[], writing: ImportWriting): Promise<void> {
  const enterprises = await findEnterprises(
    work.db,
    entries.map((entry) => entry.creditCode),
  )
  const people = await findPeople(work.db, entries)
  const made = new Map<string, string>()
  const keyOf = ({ documentType, documentNumber }: StaffEntry) => `${documentType} ${documentNumber}`
  // Whoever is known is written in the order in which others take turns: people wait for each other in no ring.
  const idOf = (entry: StaffEntry) => people.get(keyOf(entry))?.id ?? ''
  for (const entry of entries.toSorted((a, b) => Number(idOf(a) > idOf(b)) - Number(idOf(a) < idOf(b)))) {
    const key = keyOf(entry)
    const personId = people.get(key)?.id ?? made.get(key) ?? (await writePerson(work, entry, writing))
    made.set(key, personId)
    await writePhone(work, entry, personId, writing)
    await writeRelation(work, entry, { personId, enterpriseId: enterprises.get(entry.creditCode)?.id ?? '' }, writing)
  }
}

async function writePerson(work: Work, entry: StaffEntry, { hallId, now, newId }: ImportWriting): Promise<string> {
  const id = newId()
  const { name, documentType, documentNumber, sex, birth } = entry
  await writeNamedPerson(work, { id, hallId, name, documentType, documentNumber, sex, birth }, now)
  return id
}

/** A number out of a file is nobody's proof: it is kept as typed, unverified, and nothing rests on it (OP-24). */
async function writePhone(
  work: Work,
  { phone }: StaffEntry,
  personId: string,
  { newId }: ImportWriting,
): Promise<void> {
  if (phone === '') return
  const known = await work.db.find(sql('select id from phone where person_id = ? and number = ?', [personId, phone]))
  if (known !== undefined) return
  await putRow(work, 'phone', {
    id: newId(),
    person_id: personId,
    number: phone,
    state: 'unverified',
    is_default: 0,
    verified_at: null,
    emptied_at: null,
    version: 0,
  })
}

async function writeRelation(
  work: Work,
  entry: StaffEntry,
  { personId, enterpriseId }: { readonly personId: string; readonly enterpriseId: string },
  { hallId, now, newId }: ImportWriting,
): Promise<void> {
  await putRow(work, 'relation', {
    id: newId(),
    hall_id: hallId,
    enterprise_id: enterpriseId,
    person_id: personId,
    identity_type: entry.identityType,
    permission_identity_id: null,
    functions: JSON.stringify(findIdentityType(entry.identityType)?.functions ?? []),
    state: 'R3',
    initiator: 'core',
    in_core: 1,
    valid_until: entry.validUntil,
    disabled_reason: null,
    created_at: now,
    decided_at: null,
    ended_by: null,
    hidden_for_enterprise: 0,
    hidden_for_person: 0,
    version: 0,
    updated_at: now,
  })
}
