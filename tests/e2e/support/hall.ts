import { test } from '@playwright/test'
import { cp, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { enrolmentCodes } from '../../../src/central/seed/enrolment.ts'
import { startCentral, type Central } from './central.ts'
import { centralRow } from './central-rows.ts'
import { startDesk, type Desk, type DeskOptions } from './desk.ts'
import { prepare } from './prepared.ts'

/** The seed that the central's demo takes when it isn't told another. */
const SEED = 7

export interface HallDeskOptions extends Partial<DeskOptions> {
  /** Stays open over the tests of a chapter, which then is quicker than a desk for each. */
  readonly keep?: boolean
}

/** A central and the desks of its first hall, which are ended together. */
export interface Hall {
  readonly central: Central
  /** Opens the desk at which all of the hall have worked before; once, for it can't be in two places. */
  openDesk(options?: HallDeskOptions): Promise<Desk>
  /** Starts a new desk, which enrols by itself and knows nobody. */
  openNewDesk(options?: HallDeskOptions): Promise<Desk>
  /** Takes a picture of each open desk, into files that begin like this. */
  showDesks(file: string): Promise<void>
  /** Closes the desks of the test at hand; the central goes on. */
  closeDesks(): Promise<void>
  close(): Promise<void>
}

/** Opens a hall on fresh copies of the prepared data. */
export async function openHall(): Promise<Hall> {
  const prepared = await prepare()
  const central = await startCentral(prepared.central)
  const { id } = centralRow<{ id: string }>(central, "select hall_id as id from staff where login = 'clerk1'")
  // The prepared desk has used the first code.
  const codes = enrolmentCodes(SEED, id).slice(1)
  const desks: Desk[] = []
  const kept: Desk[] = []
  const open = async ({ keep = false, ...options }: HallDeskOptions) => {
    const desk = await startDesk({ central: central.url, ...options })
    ;(keep ? kept : desks).push(desk)
    return desk
  }
  let isOut = false
  const closeAll = async (list: Desk[]) => {
    for (const desk of list.splice(0)) await desk.close()
  }
  return {
    central,
    openDesk: async (options = {}) => {
      if (isOut) throw new Error('the prepared desk was opened before; open a new one')
      isOut = true
      const folder = await mkdtemp(path.join(tmpdir(), 'hall-e2e-desk-'))
      await cp(prepared.desk, folder, { recursive: true })
      return open({ folder, ...options })
    },
    openNewDesk: async (options = {}) => {
      const enrolCode = codes.shift()
      if (enrolCode === undefined) throw new Error('the hall has no more enrolment codes')
      return open({ enrolCode, ...options })
    },
    showDesks: async (file) => {
      for (const [place, desk] of [...desks, ...kept].entries())
        if (desk.isOpen) await desk.page.screenshot({ path: `${file}-${String(place)}.png` })
    },
    closeDesks: () => closeAll(desks),
    close: async () => {
      await closeAll(desks)
      await closeAll(kept)
      await central.close()
    },
  }
}

/** One hall for all tests of a file; each test's desks end with it. Gives the hall once the tests run. */
export function useHall(): () => Hall {
  let hall: Hall | undefined
  test.beforeAll(async () => {
    hall = await openHall()
  })
  test.afterEach(async () => {
    if (test.info().status !== test.info().expectedStatus) await hall?.showDesks(test.info().outputPath('desk'))
    await hall?.closeDesks()
  })
  test.afterAll(() => hall?.close())
  return () => {
    if (hall === undefined) throw new Error('the hall opens before the first test')
    return hall
  }
}
