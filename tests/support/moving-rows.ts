import { setTimeout as wait } from 'node:timers/promises'
import { sql } from '../../src/storage/database.ts'
import { patchRow, putRow, removeRow, REPLICATED, type ReplicatedTable, type Work } from '../../src/storage/rows.ts'
import { agencyPersonRow, agencyRow, agreementRow } from './agency-rows.ts'
import type { TestCentral } from './central.ts'
import { enterpriseRow, hallRow, personRow, phoneRow, relationRow } from './rows.ts'

/** The halls between which rows move. */
export const HALLS = ['h1', 'h2', 'h3']

type Chance = () => number
const pick = <Item>(chance: Chance, items: readonly Item[]): Item => {
  const item = items[Math.floor(chance() * items.length)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}
const some = (chance: Chance, kind: string, each: number) => `${kind}${String(Math.floor(chance() * each))}`
const exists = async (work: Work, table: ReplicatedTable, ...key: string[]) =>
  (await work.db.find(
    sql(`select 1 from ${table} where ${REPLICATED[table].map((column) => `${column} = ?`).join(' and ')}`, key),
  )) !== undefined

/**
 * One change of the kind that moves rows between halls, among as many people, enterprises and agencies each; the fewer
 * they are, the more they meet.
 */
export async function changeSomething(chance: Chance, work: Work, each: number): Promise<void> {
  const [person, enterprise, agency] = [some(chance, 'p', each), some(chance, 'e', each), some(chance, 'a', each)]
  const hall = pick(chance, HALLS)
  const id = `${enterprise}-${person}`
  const acts: Record<string, () => Promise<void>> = {
    person: () => putRow(work, 'person', personRow(person, hall)),
    phone: () =>
      putRow(work, 'phone', phoneRow(`f-${person}`, person, `139${person}`, { verified_at: Math.floor(chance() * 9) })),
    emptied: () => removeRow(work, 'phone', [`f-${person}`]),
    document: () =>
      putRow(work, 'person_document', {
        ...{
          person_id: person,
          document_type: 'passport',
          document_number: `E-${person}`,
          is_main: 0,
          added_at: 1,
          version: 0,
        },
      }),
    enterprise: () => putRow(work, 'enterprise', enterpriseRow(enterprise, hall)),
    relation: () => putRow(work, 'relation', relationRow(id, hall, enterprise, person)),
    related: () => removeRow(work, 'relation', [id]),
    agency: () => putRow(work, 'agency', agencyRow(agency, hall)),
    agent: () => putRow(work, 'agency_person', agencyPersonRow(agency, person)),
    agreement: () =>
      putRow(work, 'agency_agreement', agreementRow(`g-${agency}-${enterprise}`, agency, enterprise, [])),
    ended: () => removeRow(work, 'agency_agreement', [`g-${agency}-${enterprise}`]),
    closed: async () => {
      if (await exists(work, 'hall', hall)) await patchRow(work, 'hall', [hall], { name: String(chance()) })
      else await putRow(work, 'hall', hallRow(hall))
    },
  }
  await acts[pick(chance, Object.keys(acts))]?.()
}

/** People, enterprises and agencies are there before anything hangs on them, as at any central. */
export async function beginMoving(work: Work, each: number): Promise<void> {
  for (let i = 0; i < each; i++) {
    const hall = HALLS[i % HALLS.length] ?? ''
    await putRow(work, 'person', personRow(`p${String(i)}`, hall))
    await putRow(work, 'enterprise', enterpriseRow(`e${String(i)}`, hall))
    await putRow(work, 'agency', agencyRow(`a${String(i)}`, hall))
  }
}

/** Changes the central all the while, as its other halls and the public do. Gives the function that ends it. */
export function keepMoving(central: TestCentral, each: number, chance: Chance): () => Promise<number> {
  let [over, written] = [false, 0]
  const writing = (async () => {
    while (!over) {
      await central.change((work) => changeSomething(chance, work, each))
      written++
      await wait(4)
    }
  })()
  return async () => {
    over = true
    await writing
    return written
  }
}
