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

/** Starts a central that fills an empty folder with a demo jurisdiction of so many people. */
async function startSeeding(folder: string, people: number) {
  await mkdir(folder, { recursive: true })
  const program = startProgram(['src/central/server.ts', '--data', folder, '--port', '0', '--demo', String(people)])
  const enrolCode = await untilSaid(program, /^enrol (\S+)/)
  const url = await untilSaid(program, /^central ready (\S+)/)
  const end = async () => {
    program.process.kill('SIGTERM')
    expect(await program.ended).toBe(0)
  }
  return { enrolCode, url, end }
}

/** Fills an empty folder with a demo jurisdiction, for a central to be started on. */
export async function seedCentral(folder: string, people: number): Promise<void> {
  const { end } = await startSeeding(folder, people)
  await end()
}

async function make(folders: Prepared): Promise<void> {
  await mkdir(folders.desk, { recursive: true })
  const { enrolCode, url, end } = await startSeeding(folders.central, PEOPLE)
  const desk = await startDesk({ central: url, enrolCode, folder: folders.desk })
  await untilCopied(desk.page)
  for (const login of KNOWN_HERE) {
    await signIn(desk.page, login)
    await signOut(desk.page)
  }
  await desk.end()
  await end()
}
