import { test } from '@playwright/test'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { runtime } from '../../../src/host/runtime.ts'
import { signIn, signOut } from '../support/acts.ts'
import { startCentral } from '../support/central.ts'
import { centralRow } from '../support/central-rows.ts'
import { startDesk } from '../support/desk.ts'
import { seedCentral } from '../support/prepared.ts'
import { root } from '../support/processes.ts'
import { startReader } from '../support/reader.ts'
import { Camera } from './camera.ts'
import { showCapture, showField, showReturned } from './capture.ts'
import { showCounter, showOffline, showNumbers, showPassword, showReceiving, showRelations } from './clerk.ts'
import { showDoors, showEnglish, showKey } from './doors.ts'
import { writeReport } from './report.ts'
import type { Stage } from './stage.ts'
import { showImport, showRest, showSupervisor } from './supervisor.ts'

const PEOPLE = 2000
const folder = path.join(root, 'tour')
/** Renewed when `HALL_DESK_README_PICTURES` is 1. */
const readmePictures = path.join(root, 'docs/pictures')

/** What is counted for the report, by its words. */
const COUNTS = {
  people: 'select count(*) as n from person',
  'acts decided': 'select count(*) as n from command_result',
  'acts in effect': "select count(*) as n from command_result where state = 'effective'",
  'acts that wait': "select count(*) as n from command_result where state = 'held'",
  'attempts in the login log': 'select count(*) as n from login_log',
} as const

test('the main job, as clerk, supervisor and field officer', async () => {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const seeded = test.info().outputPath('central')
  await seedCentral(seeded, PEOPLE)
  const [central, reader] = [await startCentral(seeded), await startReader()]
  const desk = await startDesk({ central: central.url, cardReader: reader.origin, passphrase: null })
  const camera = new Camera(folder, process.env['HALL_DESK_README_PICTURES'] === '1' ? readmePictures : undefined)
  const stage: Stage = { central, desk, page: desk.page, reader, camera }
  try {
    await showDoors(stage)
    await showCounter(stage)
    await showReceiving(stage)
    await showPassword(stage)
    await showNumbers(stage)
    await showCapture(stage)
    await showReturned(stage)
    await showRelations(stage)
    await showOffline(stage)
    await signOut(desk.page)
    await signIn(desk.page, 'supervisor1')
    await showSupervisor(stage)
    await showImport(stage)
    await showRest(stage)
    await showEnglish(stage)
    await signOut(desk.page)
    await signIn(desk.page, 'officer1')
    await showField(stage)
    await showKey(stage)
    const counts = Object.entries(COUNTS).map(
      ([name, query]) => [name, centralRow<{ n: number }>(central, query).n] as const,
    )
    await writeReport(folder, camera.shots, { runtime: runtime().what, people: PEOPLE, counts })
  } catch (error) {
    await desk.page.screenshot({ path: path.join(folder, 'stopped-here.png') })
    throw error
  } finally {
    await desk.close()
    await reader.end()
    await central.close()
  }
})
