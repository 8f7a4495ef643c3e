import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CallInput, CallName, CallOutput } from '../../src/contract/registry.ts'
import { getCall } from '../../src/contract/registry.ts'
import type { Envelope } from '../../src/contract/envelope.ts'
import { startDesk, type RunningDesk } from '../../src/worker/start.ts'
import { PASSWORD, type TestCentral } from './central.ts'
import { isSettled } from './settled.ts'

/** A desk of its own folder, run in this process; calls go the same way as behind the wall. */
export interface TestDesk {
  readonly running: RunningDesk
  readonly directory: string
  /** The database's key. */
  readonly key: string
  /** Parses the input as the wall does, and gives the envelope. */
  call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<Envelope<CallOutput<Name>>>
  /** As `call`, for an answer that must be there. */
  get<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>>
  /** Waits until everything recorded here is settled or held, and every row of the central is here; 15 s at the most. */
  settle(within?: number): Promise<void>
  /** Closes and opens the same folder again, as after a restart; nobody is signed in. `meanwhile` may change files. */
  restart(meanwhile?: () => void): Promise<void>
  close(): Promise<void>
}

/** Makes a desk of a hall, enrols it, and signs in `login` unless it is `null`. */
export async function startTestDesk(
  central: TestCentral,
  hallId = 'h1',
  login: string | null = `clerk-${hallId}`,
  // A hundred desks of a run of tests need no room for days of work.
  ballastBytes = 65_536,
): Promise<TestDesk> {
  const directory = await mkdtemp(join(tmpdir(), 'hall-desk-'))
  const databaseKey = randomBytes(32).toString('hex')
  const data = { directory, databaseKey, centralUrl: central.url, ballastBytes }
  let running = await startDesk(data, () => undefined)
  const call = async (name: CallName, input: unknown) => {
    const parsed = getCall(name).input.safeParse(input)
    if (!parsed.success) throw new Error(`the wall refuses ${name}: ${parsed.error.message}`)
    return running.server.answer(name, parsed.data)
  }
  const get = async (name: CallName, input: unknown) => {
    const envelope = await call(name, input)
    if (envelope.kind !== 'ok') throw new Error(`${name}: ${JSON.stringify(envelope)}`)
    return envelope.value
  }
  const settle = async (within = 15_000) => {
    running.link.wake()
    const until = Date.now() + within
    while (!(await isSettled(running.desk.database, central.deps.database, hallId))) {
      if (Date.now() > until) throw new Error('the desk did not settle')
      await new Promise((resolve) => setTimeout(resolve, 20))
      running.link.wake()
    }
  }
  await get('session.enrol', { code: await central.enrolmentCode(hallId), name: '1号窗口' })
  await settle()
  if (login !== null) await get('session.sign-in', { login, password: PASSWORD })
  return {
    get running() {
      return running
    },
    directory,
    key: data.databaseKey,
    call: call as TestDesk['call'],
    get: get as TestDesk['get'],
    settle,
    restart: async (meanwhile) => {
      await running.close()
      meanwhile?.()
      running = await startDesk(data, () => undefined)
    },
    close: async () => {
      await running.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
