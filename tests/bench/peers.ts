import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const folder = path.join(import.meta.dirname, 'peers')

/** What a peer took, in milliseconds. */
export interface PeerTimes {
  /** All documents from its server to the local database. */
  readonly down: number
  /** All local writes to the server, `batch` at a time. */
  readonly up: number
}

export interface PeerWork {
  readonly people: number
  readonly writes: number
  readonly batch: number
}

/** Installs the peers by their own lockfile; nothing of the product knows them. */
export async function installPeers(): Promise<void> {
  if (existsSync(path.join(folder, 'node_modules'))) return
  process.stdout.write('Installing PouchDB and RxDB for this bench …\n')
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder })
}

/** Runs a peer in a process of its own. @throws when documents are missing at the end */
export async function runPeer(name: 'pouchdb' | 'rxdb', { people, writes, batch }: PeerWork): Promise<PeerTimes> {
  const given = [people, writes, batch].map(String)
  const { stdout } = await run(process.execPath, [path.join(folder, `${name}.mjs`), ...given], { cwd: folder })
  return JSON.parse(stdout) as PeerTimes
}
