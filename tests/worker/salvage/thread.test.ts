import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { putRow } from '../../../src/storage/rows.ts'
import { listPages, PAGE } from '../../crash/support/damaged-desk.ts'
import { PASSWORD, startCentral, type TestCentral } from '../../support/central.ts'
import { startTestDesk, type TestDesk } from '../../support/desk.ts'
import { personRow } from '../../support/rows.ts'
import { startThread as startDataThread } from '../../support/thread.ts'

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

const startThread = () => startDataThread({ directory: desk.directory, databaseKey: desk.key, centralUrl: central.url })

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
