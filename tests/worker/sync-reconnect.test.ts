import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startDesk } from '../../src/worker/start.ts'
import { startCentral } from '../support/central.ts'

it('[SYNC-UP] tries at once when the network is another one, however long it would have waited', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'hall-reconnect-'))
  const central = await startCentral()
  const network = { now: 'none' }
  // The ticks stand still, so that no wait after a failure ever ends by itself.
  const parts = { time: { wall: () => Date.now(), elapsed: () => 0 }, network: () => network.now }
  const data = { directory, databaseKey: randomBytes(32).toString('hex'), centralUrl: central.url }
  const { link, server, close } = await startDesk(data, () => undefined, parts)
  await server.answer('session.enrol', { code: await central.enrolmentCode('h1'), name: '1号窗口' })
  const facts = () => link.facts()
  await expect.poll(facts, { timeout: 10_000 }).toMatchObject({ phase: 'resting', online: true })
  await central.goOffline()
  link.wake()
  await expect.poll(facts, { timeout: 10_000 }).toMatchObject({ phase: 'failing', online: false })
  await central.goOnline()
  await new Promise((resolve) => setTimeout(resolve, 1_200))
  expect(facts()).toMatchObject({ phase: 'failing', online: false })
  network.now = '10.0.0.7'
  await expect.poll(facts, { timeout: 10_000 }).toMatchObject({ online: true })
  await close()
  await central.close()
  await rm(directory, { recursive: true, force: true })
}, 40_000)
