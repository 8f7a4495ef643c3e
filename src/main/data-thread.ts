import type { Worker } from 'node:worker_threads'
import { randomUUID } from 'node:crypto'
import createWorker from '../worker/index.ts?nodeWorker'
import type { Envelope } from '../contract/envelope.ts'

/** What the data thread says unasked, for every page. */
export interface TopicMessage {
  readonly topic: string
  readonly payload: unknown
}

/** The data thread as the window process sees it: calls in, envelopes and topics out. */
export interface DataThread {
  call(name: string, input: unknown): Promise<Envelope<unknown>>
  close(): Promise<void>
}

type Message =
  | { readonly ready: true }
  | { readonly problem: string }
  | { readonly id: number; readonly envelope: Envelope<unknown> }
  | TopicMessage

/** A data thread that couldn't open the database; `problem` is one the session contract names. */
export class DataThreadProblem extends Error {
  readonly problem: string
  constructor(problem: string) {
    super(problem)
    this.problem = problem
  }
}

/**
 * Starts the data thread and waits until its database is open.
 * @throws DataThreadProblem when it can't be opened.
 */
export function startDataThread(
  workerData: { directory: string; databaseKey: string; centralUrl: string },
  tell: (message: TopicMessage) => void,
  ended: () => void,
): Promise<DataThread> {
  const worker = createWorker({ workerData })
  const waiting = new Map<number, (envelope: Envelope<unknown>) => void>()
  return new Promise((resolve, reject) => {
    worker.on('message', (message: Message) => {
      if ('ready' in message) resolve(threadOf(worker, waiting))
      else if ('problem' in message) reject(new DataThreadProblem(message.problem))
      else if ('topic' in message) tell(message)
      else {
        waiting.get(message.id)?.(message.envelope)
        waiting.delete(message.id)
      }
    })
    worker.on('error', reject)
    worker.on('exit', () => {
      // Whoever still waits hears that the thread is gone; nothing was promised to them.
      for (const answer of waiting.values()) answer({ kind: 'fault', fault: { id: randomUUID(), code: 'internal' } })
      waiting.clear()
      ended()
    })
  })
}

function threadOf(worker: Worker, waiting: Map<number, (envelope: Envelope<unknown>) => void>): DataThread {
  let last = 0
  return {
    call: (name, input) =>
      new Promise((resolve) => {
        const id = ++last
        waiting.set(id, resolve)
        worker.postMessage({ id, name, input })
      }),
    close: () =>
      new Promise((resolve) => {
        worker.once('exit', () => {
          resolve()
        })
        worker.postMessage({ close: true })
      }),
  }
}
