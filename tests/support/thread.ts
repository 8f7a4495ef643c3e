import { Worker } from 'node:worker_threads'
import type { Envelope } from '../../src/contract/envelope.ts'
import type { StartData } from '../../src/worker/start.ts'

type Said =
  | { readonly ready: true }
  | { readonly id: number; readonly envelope: Envelope<unknown> }
  | { readonly topic: string; readonly payload: unknown }

export interface Thread {
  /** Topics and problems it told, as they came. */
  readonly told: readonly string[]
  readonly ended: Promise<number>
  call(name: string, input: object): Promise<Envelope<unknown>>
  close(): Promise<number>
}

/** The data thread as the window process starts it. */
export async function startThread(data: Omit<StartData, 'ballastBytes'>): Promise<Thread> {
  const workerData = { ...data, ballastBytes: 65_536 }
  const worker = new Worker(new URL('../../src/worker/index.ts', import.meta.url), { workerData, stderr: true })
  const told: string[] = []
  const waiting = new Map<number, (envelope: Envelope<unknown>) => void>()
  const ended = new Promise<number>((resolve) => worker.on('exit', resolve))
  await new Promise<void>((resolve) => {
    worker.on('message', (message: Said) => {
      if ('envelope' in message) waiting.get(message.id)?.(message.envelope)
      else if ('topic' in message) told.push(`${message.topic} ${JSON.stringify(message.payload)}`)
      else resolve()
    })
  })
  return {
    told,
    ended,
    call: (name, input) =>
      new Promise((resolve) => {
        const id = waiting.size + 1
        waiting.set(id, resolve)
        worker.postMessage({ id, name, input })
      }),
    close: () => {
      worker.postMessage({ close: true })
      return ended
    },
  }
}
