import pg from 'pg'
import { openCentralDatabase } from '../../src/central/open.ts'
import { startPostgres } from '../support/postgres-server.ts'
import { benchDrain } from './drain.ts'
import { benchFirstSync } from './first-sync.ts'
import { installPeers, runPeer } from './peers.ts'
import { benchRebase } from './rebase.ts'

/** People of the first syncs, smallest first; what the peers are given to carry; acts of the drain. */
const PEOPLE = (process.env['BENCH_PEOPLE'] ?? '100000,1000000').split(',').map(Number)
const PEER_PEOPLE = Number(process.env['BENCH_PEER_PEOPLE'] ?? 100_000)
const ACTS = Number(process.env['BENCH_ACTS'] ?? 10_000)
const BATCH = 500

async function printPeers(): Promise<void> {
  await installPeers()
  for (const [name, kind] of [
    ['pouchdb', 'LevelDB on both sides'],
    ['rxdb', 'memory, nothing kept'],
  ] as const) {
    const { down, up } = await runPeer(name, { people: PEER_PEOPLE, writes: ACTS, batch: BATCH })
    const rate = (count: number, milliseconds: number) => Math.round((count * 1000) / milliseconds).toLocaleString('en')
    process.stdout.write(
      `${name} (${kind}, not encrypted): down ${rate(PEER_PEOPLE, down)} rows/s, up ${rate(ACTS, up)} writes/s at ${String(BATCH)}\n`,
    )
  }
  process.stdout.write('\n')
}

await benchRebase(1000, 9)
const server = await startPostgres({ durable: true })
try {
  await benchDrain('SQLite', undefined, ACTS)
  const client = new pg.Client({ connectionString: `${server.url}/postgres` })
  await client.connect()
  await client.query('create database drain')
  await client.end()
  await benchDrain('PostgreSQL', await openCentralDatabase(`${server.url}/drain`), ACTS)
} finally {
  await server.stop()
}
await printPeers()
for (const people of PEOPLE) await benchFirstSync(people, 1)
