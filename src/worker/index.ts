import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { faultLine } from '../sync/fault-line.ts'
import type { Desk } from './desk.ts'
import { changeKey } from './door/connection.ts'
import { CannotOpen } from './door/problems.ts'
import { startDesk, type RunningDesk, type StartData, type Tell } from './start.ts'

/** Messages to this thread; `id` comes back with the answer. */
type Request = { readonly id: number; readonly name: string; readonly input: unknown } | { readonly close: true }

/** What a thread beside this one is started for: a large file takes seconds, in which nobody would be answered here. */
interface KeyChange {
  readonly file: string
  readonly from: string
  readonly to: string
}

/** A disk that damages what was just salvaged needs a person; starting anew for ever would help nobody. */
const MOST_SALVAGES = 3

/** A desk that begins anew lets go of whoever waits for a card or a network after this long. */
const PATIENCE_MS = 2_000

async function serve(port: NonNullable<typeof parentPort>, data: StartData): Promise<void> {
  const tell: Tell = (topic, payload) => {
    port.postMessage({ topic, payload })
  }
  const answering = new Set<Promise<unknown>>()
  let salvages = 0
  let isEnding = false
  let isReady = false
  const begin = (before?: Desk): Promise<RunningDesk> => {
    let isOver = false
    const replace = (begun: () => Promise<RunningDesk>) => {
      if (isOver || isEnding) return
      isOver = true
      running = begun()
      if (isReady) running.catch(giveUp)
    }
    const wholeCopies = {
      directory: data.directory,
      makeOwn: (file: string, key: string) => changeKeyBeside({ file, from: key, to: data.databaseKey }),
      beginAnew: () => {
        replace(() => beginAnew(running))
      },
    }
    const damaged = () => {
      replace(() => beginSalvaged(running))
    }
    return startDesk(data, tell, { damaged, wholeCopies, before })
  }
  const beginSalvaged = async (damaged: Promise<RunningDesk>): Promise<RunningDesk> => {
    const before = await damaged.catch(() => undefined)
    await before?.close()
    if (++salvages > MOST_SALVAGES) throw new CannotOpen('damaged')
    const salvaged = await begin()
    tell('session-changed', { state: 'signed-out' })
    return salvaged
  }
  /** What was asked before is answered before; who asks meanwhile waits for the desk that comes. */
  const beginAnew = async (running: Promise<RunningDesk>): Promise<RunningDesk> => {
    const asked = Promise.allSettled([...answering])
    const before = await running
    await Promise.race([asked, sleep(PATIENCE_MS)])
    await before.close()
    const begun = await begin(before.desk)
    begun.link.wake()
    return begun
  }
  let running = begin()
  port.on('message', (message: Request) => {
    if ('close' in message) {
      isEnding = true
      void running.then(({ close }) => close()).then(() => process.exit(0), giveUp)
    } else {
      const answered = running
        .then(({ server }) => server.answer(message.name, message.input))
        .then((envelope) => {
          port.postMessage({ id: message.id, envelope })
        }, giveUp)
        .finally(() => answering.delete(answered))
      answering.add(answered)
    }
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

/** @throws what went wrong there; the file is no file any more then */
function changeKeyBeside(change: KeyChange): Promise<void> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL(import.meta.url), { workerData: change })
    thread.on('error', reject)
    thread.on('exit', () => {
      resolve()
    })
  })
}

/** The window process hears that the thread has ended, and answers for it. */
function giveUp(error: unknown): void {
  process.stderr.write(`data thread: ${faultLine(error)}\n`)
  process.exit(1)
}

if (parentPort === null) throw new Error('the data thread must be started as a worker')
const port = parentPort
const asked = workerData as StartData | KeyChange
if ('from' in asked) changeKey(asked.file, asked.from, asked.to)
else
  serve(port, asked).catch((error: unknown) => {
    // The window process tells the clerk what is wrong; nothing has been written.
    const problem = error instanceof CannotOpen ? error.problem : 'fault'
    process.stderr.write(`data thread: ${problem} ${faultLine(error)}\n`)
    port.postMessage({ problem })
  })
