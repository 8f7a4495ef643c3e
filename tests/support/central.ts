import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../../src/central/app.ts'
import { newId, sha256 } from '../../src/central/crypto.ts'
import type { CentralDeps } from '../../src/central/deps.ts'
import { newSigningKeys } from '../../src/central/field/box.ts'
import { openCentralDatabase } from '../../src/central/open.ts'
import { cheapPasswords } from './cheap-passwords.ts'
import { newSealingKeys } from '../../src/central/sealed-box.ts'
import { HallFiles } from '../../src/central/hall-file/keeper.ts'
import { standInGateways } from '../../src/central/stand-ins/services.ts'
import type { Policy } from '../../src/domain/policy/policy.ts'
import { liaoning } from '../../src/domain/policy/profiles.ts'
import type { Database } from '../../src/storage/database.ts'
import { sql } from '../../src/storage/database.ts'
import { FeedLog } from '../../src/storage/feed-log.ts'
import { putRow, type Work } from '../../src/storage/rows.ts'
import { makeMigratedFile } from './migrated.ts'
import { hallRow, staffRow } from './rows.ts'

/** What an APP shows the central in tests. */
export const APP_KEY = 'app-key'

/** What the core tax system shows the central in tests. */
export const CORE_KEY = 'core-key'

/** The one password of every member of staff in tests. */
export const PASSWORD = 'Correct-horse-1'

/** A central on a loopback port with halls `h1` and `h2`, whose staff are `clerk-h1`, `supervisor-h1`, … */
export interface TestCentral {
  readonly deps: CentralDeps
  readonly url: string
  /** The SQLite file, where no database was handed in. */
  readonly file: string
  /** Stops answering, as when the network is cut; the database stays. */
  goOffline(): Promise<void>
  /** Answers again on the same port. */
  goOnline(): Promise<void>
  /** Makes an enrolment code of a hall. */
  enrolmentCode(hallId: string): Promise<string>
  /** One transaction with its feed, as the central's own work is done. */
  change(work: (work: Work) => Promise<void>): Promise<void>
  close(): Promise<void>
}

export interface CentralOptions {
  /** A migrated database; by default a fresh SQLite file. */
  readonly database?: Database
  /** Where the SQLite file lies that was handed in. */
  readonly file?: string
  readonly now?: () => number
  /** Liaoning 2023 by default. */
  readonly policy?: Policy
  /** Without halls and staff, for a database that is filled otherwise. */
  readonly empty?: boolean
  /** Whose `X-Forwarded-For` is believed; nobody's by default. */
  readonly proxy?: string
  /** The most rows in a page of a copy. */
  readonly snapshotRows?: number
  /** Halls of any size are kept ready in one piece, which is sent in pieces of so many bytes. */
  readonly hallFilePieces?: number
  /** The office's public half, for which desks wrap their keys. */
  readonly recoveryKey?: string
  /** Lets the clock be set on, as for a town. */
  readonly setOn?: (until: number) => void
}

const ROLES = ['clerk', 'supervisor', 'field-officer'] as const

export async function startCentral(options: CentralOptions = {}): Promise<TestCentral> {
  const directory = await mkdtemp(join(tmpdir(), 'hall-central-'))
  const file = options.file ?? join(directory, 'central.db')
  const database = options.database ?? (await openFresh(file))
  const services = { database, now: options.now ?? (() => Date.now()), newId }
  const hallFiles = keepHallFiles(options, join(directory, 'hall-files'), file, services.now)
  const deps: CentralDeps = {
    ...services,
    sha256,
    policy: options.policy ?? liaoning,
    passwords: cheapPasswords,
    sealing: newSealingKeys(),
    signing: newSigningKeys(),
    gateways: standInGateways(services),
    appKey: APP_KEY,
    coreKey: CORE_KEY,
    ...(hallFiles === undefined ? {} : { hallFiles }),
    ...(options.snapshotRows === undefined ? {} : { snapshotRows: options.snapshotRows }),
    ...(options.setOn === undefined ? {} : { setOn: options.setOn }),
    ...(options.recoveryKey === undefined ? {} : { recoveryKey: options.recoveryKey }),
  }
  const change = (work: (work: Work) => Promise<void>) =>
    database.write(async (db) => {
      const log = new FeedLog()
      await work({ db, log })
      await log.flush(db, deps.now())
    })
  if (options.empty !== true) await change(fillHalls)
  const behind = options.proxy === undefined ? {} : { proxy: options.proxy }
  let app = await createApp(deps, behind)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return {
    deps,
    file,
    url: `http://127.0.0.1:${String(port)}`,
    change,
    goOffline: async () => {
      app.server.closeAllConnections()
      await app.close()
    },
    goOnline: async () => {
      app = await createApp(deps, behind)
      await app.listen({ host: '127.0.0.1', port })
    },
    enrolmentCode: async (hallId) => {
      const code = newId().toUpperCase()
      const row = [sha256(code), hallId, deps.now() + 3_600_000]
      const insert = 'insert into enrolment_code (code_hash, hall_id, expires_at) values (?, ?, ?)'
      await database.write((db) => db.run(sql(insert, row)))
      return code
    },
    close: async () => {
      app.server.closeAllConnections()
      await app.close()
      await hallFiles?.close()
      // A database that was handed in belongs to whoever opened it.
      if (options.database === undefined) await database.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function keepHallFiles(
  { hallFilePieces: piece }: CentralOptions,
  directory: string,
  database: string,
  now: () => number,
): HallFiles | undefined {
  return piece === undefined ? undefined : new HallFiles({ directory, database, now, worth: 0, piece })
}

async function openFresh(file: string): Promise<Database> {
  await makeMigratedFile(file)
  return openCentralDatabase(file)
}

async function fillHalls(work: Work): Promise<void> {
  const hash = await cheapPasswords.hash(PASSWORD)
  for (const hall of ['h1', 'h2']) {
    await putRow(work, 'hall', hallRow(hall))
    for (const role of ROLES) {
      const id = `${role}-${hall}`
      await putRow(work, 'staff', staffRow(id, hall, role))
      await work.db.run(
        sql('insert into staff_secret (staff_id, password_hash, failures) values (?, ?, 0)', [id, hash]),
      )
    }
  }
}
