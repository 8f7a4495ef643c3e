import type { Database } from '../../storage/database.ts'
import { sql } from '../../storage/database.ts'
import { sha256 } from '../crypto.ts'
import { DEMO_PASSWORD, DEMO_TAXPAYER_PASSWORD } from './accounts.ts'
import { enrolmentCodes } from './enrolment.ts'
import type { DemoFacts } from './seed-demo.ts'
import type { DemoTaxpayer } from './taxpayers.ts'

/** What a start prints about the demo in the database. */
export interface Demo {
  readonly staff: readonly {
    readonly login: string
    readonly name: string
    readonly role: string
    readonly hall: string
  }[]
  readonly staffPassword: string
  readonly taxpayers: readonly DemoTaxpayer[]
  readonly taxpayerPassword: string
  /** The next code of the first hall that no desk has used. */
  readonly enrolmentCode: string | undefined
}

/** The demo in this database, unless it holds something else. */
export async function findDemo(database: Database): Promise<Demo | undefined> {
  return database.read(async (db) => {
    const state = await db.find<{ value: string }>(sql("select value from central_state where name = 'demo'"))
    if (state === undefined) return undefined
    const facts = JSON.parse(state.value) as DemoFacts
    const staff = await db.all<{ login: string; name: string; role: string; hall: string; hall_id: string }>(
      sql(
        'select s.login, s.name, s.role, s.hall_id, h.name as hall from staff s join hall h on h.id = s.hall_id order by s.hall_id, s.login',
      ),
    )
    const unused = new Set(
      (await db.all<{ code_hash: string }>(sql('select code_hash from enrolment_code where used_by is null'))).map(
        (row) => row.code_hash,
      ),
    )
    const codes = enrolmentCodes(facts.seed, staff[0]?.hall_id ?? '')
    return {
      staff: staff.map(({ login, name, role, hall }) => ({ login, name, role, hall })),
      staffPassword: DEMO_PASSWORD,
      taxpayers: facts.taxpayers,
      taxpayerPassword: DEMO_TAXPAYER_PASSWORD,
      enrolmentCode: codes.find((code) => unused.has(sha256(code))),
    }
  })
}

/** The lines for the terminal: `account …` for each account, `enrol …` for the code that lets a new desk in. */
export function demoLines(demo: Demo): string[] {
  return [
    ...demo.staff.map(
      ({ login, name, role, hall }) => `account ${login} / ${demo.staffPassword}  ${name}, ${role}, ${hall}`,
    ),
    ...demo.taxpayers.map(
      (one) =>
        `account taxpayer ${one.documentNumber} / ${demo.taxpayerPassword}  ${one.name}, ${one.phone}, ${one.identityType} of ${one.creditCode} ${one.enterpriseName}`,
    ),
    ...(demo.enrolmentCode === undefined ? [] : [`enrol ${demo.enrolmentCode}`]),
  ]
}
