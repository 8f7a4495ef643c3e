import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '../../../src/storage/database.ts'
import { putRow } from '../../../src/storage/rows.ts'
import { PASSWORD, startCentral, type TestCentral } from '../../support/central.ts'
import { enterpriseRow, personRow, phoneRow } from '../../support/rows.ts'
import { openDeskDatabase } from '../../../src/worker/door/open.ts'
import { openRoad } from '../../support/road.ts'
import { cheapVerifier } from './cheap.ts'
import { startDeskProcess, type DeskOrder } from './child.ts'

/** How many people of hall `h1` there are to receive. */
export const PEOPLE = 300

/** A central with people, and the folder of a desk of its hall that has enrolled. */
export interface CrashScene {
  readonly central: TestCentral
  readonly directory: string
  /** Whether the desk's network is there. */
  connect(isThere: boolean): void
  /** What every start of the desk is told; what differs is given by name. */
  order(changes: Partial<DeskOrder>): DeskOrder
  close(): Promise<void>
}

/** Sets the scene, and lets the desk enrol and sign in its clerk once, so that a night without a network can follow. */
export async function setScene(bundle: string): Promise<CrashScene> {
  const central = await startCentral()
  const road = await openRoad(central.url)
  await fill(central)
  const directory = await mkdtemp(join(tmpdir(), 'hall-crash-'))
  const order = (changes: Partial<DeskOrder>): DeskOrder => ({
    bundle,
    directory,
    databaseKey,
    centralUrl: road.url,
    login: 'clerk-h1',
    password: PASSWORD,
    acts: ['wait'],
    count: 1,
    seed: 1,
    people: PEOPLE,
    ...changes,
  })
  const databaseKey = randomBytes(32).toString('hex')
  const first = startDeskProcess(order({ enrolCode: await central.enrolmentCode('h1'), count: 30 }))
  if ((await first.ended) !== 0) throw new Error(`the desk could not enrol:\n${first.lines.join('\n')}`)
  await cheapen(join(directory, 'desk.db'), databaseKey)
  return {
    central,
    directory,
    order,
    connect: (isThere) => {
      road.travel(isThere ? undefined : () => 'drop')
    },
    close: async () => {
      await road.close()
      await central.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** Without a network its clerk is let in at once. */
async function cheapen(file: string, databaseKey: string): Promise<void> {
  const database = await openDeskDatabase(file, databaseKey)
  const verifier = await cheapVerifier(databaseKey)
  await database.write((db) => db.run(sql('update offline_verifier set verifier = ?', [verifier])))
  await database.close()
}

async function fill(central: TestCentral): Promise<void> {
  await central.change(async (work) => {
    for (const n of [1, 2, 3]) await putRow(work, 'enterprise', enterpriseRow(`e${String(n)}`, 'h1'))
    for (let n = 1; n <= PEOPLE; n++) {
      const id = `p${String(n)}`
      await putRow(work, 'person', personRow(id, 'h1'))
      const numbers = [1, 2].map((place) => `13${String(place)}${String(n).padStart(8, '0')}`)
      for (const [place, number] of numbers.entries())
        await putRow(
          work,
          'phone',
          phoneRow(`${id}-${String(place + 1)}`, id, number, { is_default: place === 0 ? 1 : 0 }),
        )
    }
  })
}
