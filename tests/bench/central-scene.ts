import { passwords } from '../../src/central/passwords.ts'
import type { Database } from '../../src/storage/database.ts'
import { sql } from '../../src/storage/database.ts'
import { putRow } from '../../src/storage/rows.ts'
import { APP_KEY, startCentral, type TestCentral } from '../support/central.ts'
import { hallRow, personRow, phoneRow } from '../support/rows.ts'

const PASSWORD = 'Nashui#2026'

/** Accounts that log in over and over; more than clients, so that nobody waits for themselves. */
export const ACCOUNTS = 256
/** Halls they belong to: each hall's audit and feed are written in turn, and halls don't wait for each other. */
const HALLS = 16

const documentOf = (place: number): string => `210102199003${String(100_000 + place)}`

/** A database that counts its write transactions, and the statements in them that write. */
export interface Counting extends Database {
  writes: number
  statements: number
}

export function countWrites(database: Database): Counting {
  const counting: Counting = {
    ...database,
    writes: 0,
    statements: 0,
    write: (work) => {
      counting.writes++
      return database.write((db) => {
        const run: typeof db.run = (query) => {
          counting.statements++
          return db.run(query)
        }
        return work({ ...db, run })
      })
    },
  }
  return counting
}

/** A central with accounts whose passwords are one, hashed once: hashing is measured apart. */
export async function openScene(database: Database): Promise<TestCentral> {
  const central = await startCentral({ database, proxy: '127.0.0.1' })
  const hash = await passwords.hash(PASSWORD)
  await central.change(async (work) => {
    for (let hall = 0; hall < HALLS; hall++) await putRow(work, 'hall', hallRow(`bench-${String(hall)}`))
    for (let place = 0; place < ACCOUNTS; place++) {
      const id = `bench-${String(place)}`
      const identity = { document_type: 'resident-id', document_number: documentOf(place) }
      await putRow(work, 'person', personRow(id, `bench-${String(place % HALLS)}`, identity))
      await putRow(work, 'phone', phoneRow(`phone-${id}`, id, `1381${String(place).padStart(7, '0')}`))
      await work.db.run(
        sql("insert into person_secret (person_id, password_hash, source, set_at) values (?, ?, 'own', 0)", [id, hash]),
      )
    }
  })
  return central
}

let callers = 0
/** Everybody comes from an address of their own, as a population does. */
const nextAddress = (): string => {
  const n = callers++
  return `10.${String((n >> 16) & 255)}.${String((n >> 8) & 255)}.${String(n & 255)}`
}

async function post(central: TestCentral, method: string, path: string, body: object, address: string, token = '') {
  const answer = await fetch(`${central.url}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': address,
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${path} ${String(answer.status)} ${text}`)
  return JSON.parse(text) as Record<string, unknown>
}

/** A whole log-in: password, QR code, the APP with a face that passes, step two. Four calls and one hash. */
export async function logInOnce(central: TestCentral, place: number): Promise<string> {
  const address = nextAddress()
  const first = await post(
    central,
    'POST',
    '/v1/auth/first-step',
    {
      entrance: 'person',
      tab: 'document',
      account: documentOf(place % ACCOUNTS),
      password: PASSWORD,
      humanCheck: { challenge: 'slider', answer: 'right' },
    },
    address,
  )
  const { token } = first
  const factor = 'province-app'
  const { scan } = await post(central, 'POST', '/v1/auth/scan', { token, factor }, address)
  await post(central, 'POST', '/v1/app/scans', { scan, app: factor }, address, APP_KEY)
  const second = await post(central, 'POST', '/v1/auth/second-step', { token, factor, scan }, address)
  return String(second['token'])
}

/** One act of a taxpayer with effect, audit and feed rows: a new contact address, in a log-in that is open. */
export async function actOnce(central: TestCentral, token: string, round: number): Promise<void> {
  const body = { address: `太原街 ${String(round)} 号` }
  await post(central, 'PUT', '/v1/me/contact-address', body, '10.99.0.1', token)
}
