import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startProgram, untilSaid, type Running } from './processes.ts'

/** A central service in a process of its own, on a copy of the prepared demo jurisdiction. */
export interface Central {
  /** Stays the same over a stop and a start. */
  readonly url: string
  /** Where its data lies, and the database in it. */
  readonly folder: string
  readonly database: string
  /** Ends it at once, as when the network is pulled; nothing it had committed is lost. */
  stop(): Promise<void>
  /** Starts it again on the same data and port. */
  start(): Promise<void>
  readonly running: boolean
  /** Ends it and removes its data. */
  close(): Promise<void>
}

const SERVER = 'src/central/server.ts'

/** Copies prepared data and starts a central on it, on a port that the system chooses. */
export async function startCentral(data: string): Promise<Central> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hall-e2e-central-'))
  await cp(data, folder, { recursive: true })
  let running: Running | undefined
  let port = '0'
  const start = async () => {
    running = startProgram([SERVER, '--data', folder, '--port', port])
    port = new URL(await untilSaid(running, /^central ready (\S+)/)).port
  }
  const stop = async () => {
    await running?.kill()
    running = undefined
  }
  await start()
  return {
    url: `http://127.0.0.1:${port}`,
    folder,
    database: path.join(folder, 'central.db'),
    start,
    stop,
    get running() {
      return running !== undefined
    },
    close: async () => {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
