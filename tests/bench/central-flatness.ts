import { passwords } from '../../src/central/passwords.ts'
import { seedDemo } from '../../src/central/seed/seed-demo.ts'
import { newId } from '../../src/central/crypto.ts'
import { liaoning } from '../../src/domain/policy/profiles.ts'
import { takeFirstStep } from '../../src/storage/auth.ts'
import { loadLogin, type LoginQuery } from '../../src/storage/auth-load.ts'
import type { Database } from '../../src/storage/database.ts'
import { sql } from '../../src/storage/database.ts'
import { FeedLog } from '../../src/storage/feed-log.ts'
import { timed } from './measure.ts'

const TRIES = 300

/** The database's part of step one, without the hash: look the account up, judge, and keep log and counts. */
async function measureStep(database: Database, query: LoginQuery): Promise<number> {
  const judge = { now: Date.now(), policy: liaoning }
  return timed(async () => {
    const { secret } = await database.read((db) => loadLogin(db, query, judge))
    await database.write((db) =>
      takeFirstStep(
        { db, log: new FeedLog() },
        query,
        { passwordGiven: true, humanCheck: true, comparedWith: secret, passwordRight: false },
        { ...judge, channel: 'web', address: '10.0.0.1', logId: newId() },
      ),
    )
  })
}

/** Seeds this many people and measures log-ins of people spread over all of them; milliseconds, sorted. */
export async function measureFlatness(database: Database, people: number): Promise<readonly number[]> {
  await seedDemo(database, { people, seed: 7, now: Date.now(), hashPassword: passwords.hash })
  const documents = await database.read((db) =>
    db.all<{ document_number: string }>(
      sql("select document_number from person where document_type = 'resident-id' and account_state = 'A2'"),
    ),
  )
  const step = Math.max(1, Math.floor(documents.length / (TRIES * 1.2)))
  const asked = documents.filter((_, place) => place % step === 0)
  const took: number[] = []
  for (const [place, { document_number: number }] of asked.entries()) {
    const account = { kind: 'document', documentType: 'resident-id', number } as const
    const query: LoginQuery = { entrance: 'person', account, enterpriseCode: '', projectKind: undefined }
    const milliseconds = await measureStep(database, query)
    // The first ones prepare their statements.
    if (place >= asked.length - TRIES) took.push(milliseconds)
  }
  return took.toSorted((one, other) => one - other)
}
