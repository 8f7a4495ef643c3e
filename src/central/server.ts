import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { getPolicy, isPolicyId } from '../domain/policy/profiles.ts'
import { sql } from '../storage/database.ts'
import { createApp } from './app.ts'
import { newId, newToken, sha256 } from './crypto.ts'
import type { CentralDeps } from './deps.ts'
import { newSigningKeys, type SigningKeys } from './field/box.ts'
import { openCentralDatabase } from './open.ts'
import { beginEpoch } from './feed.ts'
import { FEED_DAYS, keepFeedInOrder } from './feed-keeping.ts'
import { passwords } from './passwords.ts'
import { HallFiles, WORTH_A_FILE } from './hall-file/keeper.ts'
import { retryHeld } from './retry-held.ts'
import { loadRecoveryKey } from './recovery-key.ts'
import { newSealingKeys, type SealingKeys } from './sealed-box.ts'
import { demoLines, findDemo } from './seed/find-demo.ts'
import { seedDemo } from './seed/seed-demo.ts'
import { standInGateways } from './stand-ins/services.ts'

const HELP = `Hall Desk central identity service

  --data DIR       folder for the embedded database and the sealing key (default .hall-desk/central)
  --port N         loopback port to listen on (default 8430; 0 takes a free one)
  --database URL   postgres://… instead of the embedded SQLite
  --demo PEOPLE    fill an empty database with a demo jurisdiction of this many people
  --hall-file N    rows from which on a hall is kept ready in one piece for new desks (default ${String(WORTH_A_FILE)})
  --feed-days N    days a desk may be away without copying its hall anew (default ${String(FEED_DAYS)})
  --proxy ADDRESS  reverse proxy whose X-Forwarded-For is believed (tries are counted by address)
  --recovery-key F the office's public recovery key (X25519, PEM); without one a pair is made beside the data, and
                   the private half is to be taken from there into a safe
  --restored       the data is from a backup: what desks have of this central they copy anew, and send what it lost
  --seed N         seed of the demo jurisdiction (default 7)
  --town           let the clock be set on by whoever plays a town, on this machine; never for real people
  --policy ID      province profile: liaoning (default), shandong or liaoning-legacy
`

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '.hall-desk/central' },
    port: { type: 'string', default: '8430' },
    database: { type: 'string' },
    demo: { type: 'string' },
    'hall-file': { type: 'string', default: String(WORTH_A_FILE) },
    'feed-days': { type: 'string', default: String(FEED_DAYS) },
    proxy: { type: 'string' },
    'recovery-key': { type: 'string' },
    restored: { type: 'boolean', default: false },
    seed: { type: 'string', default: '7' },
    town: { type: 'boolean', default: false },
    policy: { type: 'string', default: 'liaoning' },
    help: { type: 'boolean', default: false },
  },
})

/**
 * A pair of the central's own: what taxpayers' secrets and desks' bundles are sealed to, or what signs receipts. It
 * stays beside the database, readable by the service alone.
 */
function loadKeys<Keys extends SealingKeys | SigningKeys>(file: string, make: () => Keys): Keys {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Keys
  const keys = make()
  writeFileSync(file, JSON.stringify(keys), { mode: 0o600 })
  return keys
}

/** What a system outside shows; a real one is handed to whoever runs it, the demonstration's stays here. */
function loadKey(directory: string, name: 'app' | 'core'): string {
  const file = join(directory, `${name}.key`)
  if (!existsSync(file)) writeFileSync(file, newToken(), { mode: 0o600 })
  return readFileSync(file, 'utf8')
}

async function seedOnce(deps: CentralDeps, people: number, seed: number): Promise<void> {
  const staffed = await deps.database.read((db) => db.find(sql('select id from staff limit 1')))
  if (staffed !== undefined) return
  process.stdout.write(`seeding ${String(people)} people\n`)
  await seedDemo(deps.database, { people, seed, now: deps.now(), hashPassword: deps.passwords.hash })
}

/** @throws for anything but a whole number */
function numberOf(name: 'feed-days' | 'hall-file', pattern: RegExp): number {
  const option = options[name]
  if (!pattern.test(option)) throw new Error(`--${name} takes a number, not ${option}`)
  return Number(option)
}

async function main(): Promise<void> {
  if (options.help) {
    process.stdout.write(HELP)
    return
  }
  if (!isPolicyId(options.policy)) throw new Error(`there is no profile ${options.policy}; see --help`)
  mkdirSync(options.data, { recursive: true })
  const where = options.database ?? join(options.data, 'central.db')
  const worth = numberOf('hall-file', /^\d{1,9}$/)
  const feedDays = numberOf('feed-days', /^[1-9]\d{0,4}$/)
  const database = await openCentralDatabase(where)
  const clock = { ahead: 0 }
  const services = { database, now: () => Date.now() + clock.ahead, newId }
  const hallFiles = new HallFiles({
    directory: join(options.data, 'hall-files'),
    database: where,
    now: services.now,
    ...{ worth, feedDays },
  })
  const deps: CentralDeps = {
    ...services,
    hallFiles,
    sha256,
    policy: getPolicy(options.policy),
    passwords,
    sealing: loadKeys(join(options.data, 'sealing.key'), newSealingKeys),
    signing: loadKeys(join(options.data, 'signing.key'), newSigningKeys),
    recoveryKey: loadRecoveryKey(options.data, options['recovery-key']),
    gateways: standInGateways(services),
    appKey: loadKey(options.data, 'app'),
    coreKey: loadKey(options.data, 'core'),
    // Never back: what was decided at an instant was decided before whatever comes later.
    ...(options.town ? { setOn: (until) => (clock.ahead = Math.max(clock.ahead, until - Date.now())) } : {}),
  }
  if (options.restored) await database.write((db) => beginEpoch(db, newId()))
  if (options.demo !== undefined) await seedOnce(deps, Number(options.demo), Number(options.seed))
  const demo = await findDemo(database)
  for (const line of demo === undefined ? [] : demoLines(demo)) process.stdout.write(`${line}\n`)
  const app = await createApp(deps, options.proxy === undefined ? {} : { proxy: options.proxy })
  const address = await app.listen({ host: '127.0.0.1', port: Number(options.port) })
  const stopRetrying = retryHeld(deps)
  const stopKeeping = keepFeedInOrder(deps, feedDays)
  process.stdout.write(`central ready ${address}\n`)
  const stop = async () => {
    await app.close()
    await stopRetrying()
    await stopKeeping()
    await hallFiles.close()
    await database.close()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())
}

main().catch((error: unknown) => {
  const taken = (error as { code?: string }).code === 'EADDRINUSE'
  process.stderr.write(
    taken ? `port ${options.port} is taken; choose another with --port\n` : `${String((error as Error).stack)}\n`,
  )
  process.exit(1)
})
