import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { getPolicy, isPolicyId } from '../domain/policy/profiles.ts'
import { findBroken, invariants } from '../storage/invariants.ts'
import { sha256 } from './crypto.ts'
import { openCentralDatabase } from './open.ts'

const HELP = `Hall Desk: looks through a central's database for what no sequence of acts may leave behind

  --data DIR       folder of the embedded database (default .hall-desk/central)
  --database URL   postgres://… instead of the embedded SQLite
  --policy ID      province profile it is run in: liaoning (default), shandong or liaoning-legacy

Prints each place where something does not hold. Exits with 1 when there is one.
`

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '.hall-desk/central' },
    database: { type: 'string' },
    policy: { type: 'string', default: 'liaoning' },
    help: { type: 'boolean', default: false },
  },
})

async function main(): Promise<number> {
  if (options.help) {
    process.stdout.write(HELP)
    return 0
  }
  if (!isPolicyId(options.policy)) throw new Error(`there is no profile ${options.policy}; see --help`)
  const database = await openCentralDatabase(options.database ?? join(options.data, 'central.db'))
  const judge = { policy: getPolicy(options.policy), hash: sha256 }
  const broken = await database.read((db) => findBroken(db, judge))
  await database.close()
  for (const { rule, invariant, at } of broken) process.stdout.write(`broken ${rule} ${invariant}: ${at}\n`)
  process.stdout.write(`${String(invariants.length)} invariants, ${String(broken.length)} places broken\n`)
  return broken.length === 0 ? 0 : 1
}

process.exitCode = await main()
