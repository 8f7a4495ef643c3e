import { parentPort, workerData } from 'node:worker_threads'
import { faultLine } from '../sync/fault-line.ts'
import { CannotOpen } from './door/problems.ts'
import { startDesk, type StartData } from './start.ts'

/** Messages to this thread; `id` comes back with the answer. */
type Request = { readonly id: number; readonly name: string; readonly input: unknown } | { readonly close: true }

async function serve(port: NonNullable<typeof parentPort>): Promise<void> {
  const { server, close } = await startDesk(workerData as StartData, (topic, payload) => {
    port.postMessage({ topic, payload })
  })
  port.on('message', (message: Request) => {
    if ('close' in message) void close().then(() => process.exit(0))
    else
      void server.answer(message.name, message.input).then((envelope) => port.postMessage({ id: message.id, envelope }))
  })
  port.postMessage({ ready: true })
}

if (parentPort === null) throw new Error('the data thread must be started as a worker')
const port = parentPort
serve(port).catch((error: unknown) => {
  // The window process tells the clerk what is wrong; nothing has been written.
  const problem = error instanceof CannotOpen ? error.problem : 'fault'
  process.stderr.write(`data thread: ${problem} ${faultLine(error)}\n`)
  port.postMessage({ problem })
})
