import { expect, test, type Page } from '@playwright/test'
import path from 'node:path'
import { ask } from './ask.ts'
import type { Central } from './central.ts'
import { centralChanges } from './central-state.ts'
import type { Desk } from './desk.ts'
import { openHall } from './hall.ts'
import { untilSent } from './acts.ts'
import { prepare } from './prepared.ts'
import { startReader, type Reader } from './reader.ts'

/** A counter at work: its central, its desk with a card reader, and a network that may go. */
export interface Scene {
  readonly central: Central
  readonly desk: Desk
  /** The clerk's window. */
  readonly page: Page
  readonly reader: Reader
  /** Whether the network stays. */
  readonly online: boolean
  /** Stops the central in the run that goes without it; the other run keeps its network. */
  pullNetwork(): Promise<void>
  /** Starts it again, and waits in both runs until everything is sent. */
  bringNetworkBack(): Promise<void>
}

/** What a job says about the end: who changed, as lines of `centralChanges`. */
export type Job = (scene: Scene) => Promise<void>

/** Has the desk look at its network now, as 立即同步 does, instead of waiting for its next round. */
async function untilLinkSays(desk: Desk, word: '在线' | '离线'): Promise<void> {
  await ask(desk.page, 'outbox.retry', {})
  await expect(desk.page.getByRole('banner').getByRole('status')).toContainText(word, { timeout: 30_000 })
}

async function run(online: boolean, job: Job): Promise<string[]> {
  const reader = await startReader()
  const hall = await openHall()
  const desk = await hall.openDesk({ cardReader: reader.origin })
  try {
    const scene: Scene = {
      central: hall.central,
      desk,
      get page() {
        return desk.page
      },
      reader,
      online,
      pullNetwork: async () => {
        if (online) return
        await hall.central.stop()
        await untilLinkSays(desk, '离线')
      },
      bringNetworkBack: async () => {
        if (!hall.central.running) {
          await hall.central.start()
          await untilLinkSays(desk, '在线')
        }
        await untilSent(desk.page)
      },
    }
    await job(scene)
    if (desk.isOpen) await untilSent(desk.page)
    return centralChanges(hall.central, path.join((await prepare()).central, 'central.db'))
  } catch (error) {
    const way = online ? 'with' : 'without'
    if (desk.isOpen) await desk.page.screenshot({ path: test.info().outputPath(`the-clerk-saw-${way}.png`) })
    await test.info().attach(`the desk ${way} a network said`, { body: desk.log() })
    throw error
  } finally {
    await hall.close()
    await reader.end()
  }
}

/**
 * One job of the counter as one test: done with the network and, beside it, with the central stopped in the middle
 * and started again, each from the same beginning. Both must leave the same rows at the central, and those rows
 * must be the ones that `ends` expects.
 */
export function bothWays(title: string, job: Job, ends: (changes: readonly string[]) => void): void {
  test(`${title}, with the network and without`, async () => {
    test.slow()
    // Made once, not by both at the same time.
    await prepare()
    const [online, interrupted] = await bothEnds(
      test.step('with the network', () => run(true, job)),
      test.step('without it in the middle', () => run(false, job)),
    )
    ends(online)
    expect(interrupted).toEqual(online)
  })
}

/** Waits for both, also when one of them fails, so that nothing goes on behind a test that is over. */
async function bothEnds<Result>(first: Promise<Result>, second: Promise<Result>): Promise<[Result, Result]> {
  await Promise.allSettled([first, second])
  return Promise.all([first, second])
}
