import { expect, test } from '@playwright/test'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { signIn, signOut, untilCopied } from './acts.ts'
import { startDesk } from './desk.ts'
import { startProgram, untilSaid } from './processes.ts'

/** Small enough to copy in a moment, large enough for every kind of case that the demo has. */
const PEOPLE = 300

/** Who has worked at the prepared desk before, and can therefore sign in there without a network. */
const KNOWN_HERE = ['clerk1', 'supervisor1', 'officer1']

/** Folders that a run makes once and every test copies. */
export interface Prepared {
  /** A central's data with the demo jurisdiction. */
  readonly central: string
  /** A desk of its first hall, enrolled and with a first copy. One central stands no two copies of it. */
  readonly desk: string
}

/** Makes the folders where they are missing. They lie among the results, which each run empties when it begins. */
export async function prepare(): Promise<Prepared> {
  const home = path.join(test.info().project.outputDir, 'prepared')
  const prepared = foldersIn(home)
  if (existsSync(home)) return prepared
  const making = `${home}-${String(process.pid)}`
  await make(foldersIn(making))
  try {
    await rename(making, home)
  } catch (error) {
    // Another worker was faster; its folders are as good.
    if (!existsSync(home)) throw error
    await rm(making, { recursive: true })
  }
  return prepared
}

const foldersIn = (home: string): Prepared => ({ central: path.join(home, 'central'), desk: path.join(home, 'desk') })

async function make(folders: Prepared): Promise<void> {
  for (const folder of Object.values(folders) as string[]) await mkdir(folder, { recursive: true })
  const args = ['--data', folders.central, '--port', '0', '--demo', String(PEOPLE)]
  const central = startProgram(['src/central/server.ts', ...args])
  const enrolCode = await untilSaid(central, /^enrol (\S+)/)
  const url = await untilSaid(central, /^central ready (\S+)/)
  const desk = await startDesk({ central: url, enrolCode, folder: folders.desk })
  await untilCopied(desk.page)
  for (const login of KNOWN_HERE) {
    await signIn(desk.page, login)
    await signOut(desk.page)
  }
  await desk.end()
  central.process.kill('SIGTERM')
  expect(await central.ended).toBe(0)
}
