import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startProgram, untilSaid, type Running } from '../e2e/support/processes.ts'
import { APP_KEY } from './central.ts'

/** The central as it is run in earnest: processes of their own that share nothing but the database. */
export interface Service {
  /** Where each process listens. */
  readonly urls: readonly string[]
  /** Pulls the plug of every process and starts as many anew. */
  restart(): Promise<void>
  stop(): Promise<void>
}

interface Process {
  readonly url: string
  readonly running: Running
}

async function startProcess(data: string, database: string): Promise<Process> {
  const running = startProgram(['src/central/server.ts', '--data', data, '--database', database, '--port', '0'])
  return { url: await untilSaid(running, /central ready (\S+)/u), running }
}

/**
 * Starts processes of the central on a database that is migrated already.
 * @param database a `postgres://` address, or the file of an embedded one
 */
export async function startService(database: string, processes: number): Promise<Service> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hall-service-'))
  const places = Array.from({ length: processes }, (_, n) => path.join(folder, String(n)))
  for (const place of places) {
    await mkdir(place)
    await writeFile(path.join(place, 'app.key'), APP_KEY)
  }
  const start = () => Promise.all(places.map((place) => startProcess(place, database)))
  const kill = (running: readonly Process[]) => Promise.all(running.map((one) => one.running.kill()))
  let running = await start()
  return {
    get urls() {
      return running.map(({ url }) => url)
    },
    restart: async () => {
      await kill(running)
      running = await start()
    },
    stop: async () => {
      await kill(running)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
