import { parentPort, workerData } from 'node:worker_threads'
import { faultLine } from '../sync/fault-line.ts'
import { CannotOpen } from './door/problems.ts'
import { startDesk, type RunningDesk, type StartData, type Tell } from './start.ts'

/** Messages to this thread; `id` comes back with the answer. */
type Request = { readonly id: number; readonly name: string; readonly input: unknown } | { readonly close: true }

/** A disk that damages what was just salvaged needs a person; starting anew for ever would help nobody. */
const MOST_SALVAGES = 3

async function serve(port: NonNullable<typeof parentPort>): Promise<void> {
  const tell: Tell = (topic, payload) => {
    port.postMessage({ topic, payload })
  }
  let salvages = 0
  let isEnding = false
  let isReady = false
  const begin = (): Promise<RunningDesk> => {
    let isDamaged = false
    const damaged = () => {
      if (isDamaged || isEnding) return
      isDamaged = true
      running = beginAnew(running)
      if (isReady) running.catch(giveUp)
    }
    return startDesk(workerData as StartData, tell, { damaged })
  }
  const beginAnew = async (damaged: Promise<RunningDesk>): Promise<RunningDesk> => {
    const before = await damaged.catch(() => undefined)
    await before?.close()
    if (++salvages > MOST_SALVAGES) throw new CannotOpen('damaged')
    const salvaged = await begin()
    tell('session-changed', { state: 'signed-out' })
    return salvaged
  }
  let running = begin()
  port.on('message', (message: Request) => {
    if ('close' in message) {
      isEnding = true
      void running.then(({ close }) => close()).then(() => process.exit(0), giveUp)
    } else
      void running
        .then(({ server }) => server.answer(message.name, message.input))
        .then((envelope) => {
          port.postMessage({ id: message.id, envelope })
        }, giveUp)
  })
  await settled(() => running)
  isReady = true
  port.postMessage({ ready: true })
}

/** A start that met damage is followed by one that salvages: only the last one counts. */
async function settled(newest: () => Promise<RunningDesk>): Promise<void> {
  for (;;) {
    const begun = newest()
    try {
      await begun
      return
    } catch (error) {
      if (newest() === begun) throw error
    }
  }
}

/** The window process hears that the thread has ended, and answers for it. */
function giveUp(error: unknown): void {
  process.stderr.write(`data thread: ${faultLine(error)}\n`)
  process.exit(1)
}

if (parentPort === null) throw new Error('the data thread must be started as a worker')
const port = parentPort
serve(port).catch((error: unknown) => {
  // The window process tells the clerk what is wrong; nothing has been written.
  const problem = error instanceof CannotOpen ? error.problem : 'fault'
  process.stderr.write(`data thread: ${problem} ${faultLine(error)}\n`)
  port.postMessage({ problem })
})
