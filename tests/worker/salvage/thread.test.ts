import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Envelope } from '../../../src/contract/envelope.ts'
import { putRow } from '../../../src/storage/rows.ts'
import { listPages, PAGE } from '../../crash/support/damaged-desk.ts'
import { PASSWORD, startCentral, type TestCentral } from '../../support/central.ts'
import { startTestDesk, type TestDesk } from '../../support/desk.ts'
import { personRow } from '../../support/rows.ts'

type Said =
  | { readonly ready: true }
  | { readonly id: number; readonly envelope: Envelope<unknown> }
  | { readonly topic: string; readonly payload: unknown }

interface Thread {
  /** Topics and problems it told, as they came. */
  readonly told: readonly string[]
  readonly ended: Promise<number>
  call(name: string, input: object): Promise<Envelope<unknown>>
  close(): Promise<number>
}

let central: TestCentral
let desk: TestDesk

beforeEach(async () => {
  central = await startCentral()
  await central.change(async (work) => {
    for (let n = 1; n <= 60; n++) await putRow(work, 'person', personRow(`p${String(n)}`, 'h1'))
  })
  desk = await startTestDesk(central)
  await desk.running.close()
})
afterEach(async () => {
  await desk.close()
  await central.close()
})

/** The data thread as the window process starts it. */
async function startThread(): Promise<Thread> {
  const workerData = {
    directory: desk.directory,
    databaseKey: desk.key,
    centralUrl: central.url,
    ballastBytes: 65_536,
  }
  const worker = new Worker(new URL('../../../src/worker/index.ts', import.meta.url), { workerData, stderr: true })
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

/** Zeros every page that holds people: nobody needs them to open the desk, and everybody who looks for one. */
function spoilPeople(): void {
  const file = join(desk.directory, 'desk.db')
  const bytes = readFileSync(file)
  for (const { page, owner } of listPages(file, desk.key))
    if (owner === 'person') bytes.fill(0, (page - 1) * PAGE, page * PAGE)
  writeFileSync(file, bytes)
}

const SIGN_OUT = 'session-changed {"state":"signed-out"}'
const person = { id: 'p7' }

it('[TRUST-6] salvages by itself when damage shows at work, and goes on in the same thread', async () => {
  spoilPeople()
  const thread = await startThread()
  await thread.call('session.sign-in', { login: 'clerk-h1', password: PASSWORD })
  // Whoever looks meanwhile gets a fault; what was never read is never shown.
  await thread.call('person.file', person)
  await expect.poll(() => thread.told, { timeout: 15_000 }).toContain(SIGN_OUT)
  expect(await thread.call('session.state', {})).toMatchObject({ kind: 'ok', value: { kind: 'signed-out' } })
  await thread.call('session.sign-in', { login: 'clerk-h1', password: PASSWORD })
  expect(await thread.call('store.reports', {})).toMatchObject({ kind: 'ok', value: [{ kind: 'salvaged' }] })
  await expect
    .poll(() => thread.call('person.file', person), { timeout: 15_000 })
    .toMatchObject({ kind: 'ok', value: { name: expect.anything() as unknown } })
  expect(readdirSync(join(desk.directory, 'damaged'))).toHaveLength(1)
  expect(await thread.close()).toBe(0)
  await desk.restart()
})

it('[TRUST-6] stops after three salvages of one run, so that a broken disk makes no endless circle', async () => {
  const thread = await startThread()
  const signOuts = () => thread.told.filter((told) => told === SIGN_OUT).length
  for (let salvages = 0; salvages <= 3; salvages++) {
    await thread.call('session.sign-in', { login: 'clerk-h1', password: PASSWORD })
    // What the central brought again is in the file once the log is empty.
    await expect.poll(isInFile, { timeout: 20_000 }).toBe(true)
    spoilPeople()
    void thread.call('person.file', person)
    if (salvages < 3) await expect.poll(signOuts, { timeout: 15_000 }).toBe(salvages + 1)
  }
  expect(await thread.ended).toBe(1)
  expect(readdirSync(join(desk.directory, 'damaged'))).toHaveLength(3)
  // The next start salvages once more: somebody may have looked after the disk.
  await desk.restart()
}, 120_000)

function isInFile(): boolean {
  const file = join(desk.directory, 'desk.db')
  const people = listPages(file, desk.key).filter(({ owner }) => owner === 'person')
  return people.some(({ rows }) => rows > 0) && readFileSync(`${file}-wal`).length === 0
}
