// A desk's data thread as the window process starts it, with a clerk at it who never rests. Everything that was
// answered as recorded is said on standard output at once; whoever started this may end it in any instant.
import { writeSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import type { Envelope } from '../../../src/contract/envelope.ts'
import type { DeskOrder } from './child.ts'
import { Clerk } from './clerk.ts'

const order = JSON.parse(process.argv[2] ?? '') as DeskOrder

/** At once, past every buffer: a line that is out has happened. */
const say = (what: string, content: unknown = ''): void => {
  writeSync(1, `${what} ${JSON.stringify(content)}\n`)
}

const { directory, databaseKey, centralUrl } = order
const worker = new Worker(order.bundle, {
  workerData: { directory, databaseKey, centralUrl },
  ...(order.preload === undefined ? {} : { execArgv: ['--import', order.preload] }),
})
const waiting = new Map<number, (envelope: Envelope<unknown>) => void>()
let last = 0
const call = (name: string, input: unknown): Promise<Envelope<unknown>> =>
  new Promise((resolve) => {
    const id = ++last
    waiting.set(id, resolve)
    worker.postMessage({ id, name, input })
  })

type Message = { ready: true } | { problem: string } | { id: number; envelope: Envelope<unknown> } | { topic: string }

worker.on('message', (message: Message) => {
  if ('ready' in message) {
    say('ready')
    void new Clerk(order, call, say).work().then(() => {
      say('done')
      worker.postMessage({ close: true })
    })
  } else if ('problem' in message) {
    say('problem', message.problem)
    process.exit(1)
  } else if ('id' in message) {
    waiting.get(message.id)?.(message.envelope)
    waiting.delete(message.id)
  }
})
