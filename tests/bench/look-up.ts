import { _electron } from '@playwright/test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Bridge } from '../../src/renderer/desk.ts'
import { enrolmentCodes } from '../../src/central/seed/enrolment.ts'
import { DEMO_PASSWORD } from '../../src/central/seed/accounts.ts'
import { passwords } from '../../src/central/passwords.ts'
import { seedDemo } from '../../src/central/seed/seed-demo.ts'
import { sql } from '../../src/storage/database.ts'
import { startCentral } from '../support/central.ts'
import { compare, timed } from './measure.ts'

const LOOKUPS = 300

/** Messages to a thread and back, one after the other, each answer as large as a real one. */
function roundTrips(worker: Worker, count: number): Promise<void> {
  return new Promise((resolve) => {
    let left = count
    const onMessage = () => {
      if (--left > 0) worker.postMessage({ id: left })
      else {
        worker.off('message', onMessage)
        resolve()
      }
    }
    worker.on('message', onMessage)
    worker.postMessage({ id: left })
  })
}

/** A look-up by ID number from the page through every wall and back, against a bare thread round trip. */
export async function benchLookUp(people: number, rounds: number): Promise<number> {
  const central = await startCentral({ empty: true })
  await seedDemo(central.deps.database, { people, seed: 7, now: central.deps.now(), hashPassword: passwords.hash })
  const person = await central.deps.database.read((db) =>
    db.find<{ hall_id: string; document_number: string }>(
      sql(
        "select hall_id, document_number from person where document_type = 'resident-id' order by hall_id, id limit 1",
      ),
    ),
  )
  const directory = await mkdtemp(join(tmpdir(), 'hall-bench-'))
  const app = await _electron.launch({
    args: ['.'],
    env: {
      ...(process.env as Record<string, string>),
      HALL_DESK_DATA: directory,
      HALL_DESK_CENTRAL: central.url,
      HALL_DESK_PASSPHRASE: 'bench-passphrase',
      HALL_DESK_ENROL_CODE: enrolmentCodes(7, person?.hall_id ?? '')[0] ?? '',
    },
  })
  const page = await app.firstWindow()
  await page.waitForURL(/index\.html/)
  const ask = (name: string, input: unknown) =>
    page.evaluate(([call, what]) => (window as unknown as { hallDesk: Bridge }).hallDesk.call(call, what), [
      name,
      input,
    ] as [string, unknown])
  const copied = async () => JSON.stringify(await ask('session.state', {})).includes('"asOf":1')
  while (!(await copied())) await new Promise((resolve) => setTimeout(resolve, 100))
  await ask('session.sign-in', { login: 'clerk1', password: DEMO_PASSWORD })
  const text = person?.document_number ?? ''
  const answer = await ask('search.find', { text })
  const worker = new Worker(new URL('./echo-worker.ts', import.meta.url))
  worker.postMessage({ answer })
  const product = async () =>
    page.evaluate(
      async ([what, count]) => {
        const { hallDesk } = window as unknown as { hallDesk: Bridge }
        const from = performance.now()
        for (let i = 0; i < count; i++) await hallDesk.call('search.find', { text: what })
        return performance.now() - from
      },
      [text, LOOKUPS] as [string, number],
    )
  const what = {
    name: 'look-up by ID number: page → main → data thread → SQLite → page',
    against: 'bare thread round trip with the same answer',
    units: LOOKUPS,
    unit: 'look-ups',
    rounds,
  }
  const ratio = await compare(what, product, () => timed(() => roundTrips(worker, LOOKUPS)))
  await worker.terminate()
  await app.close()
  await central.close()
  await rm(directory, { recursive: true, force: true })
  return ratio
}
