import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../src/storage/database.ts'
import { findRow, putRow } from '../../src/storage/rows.ts'
import { PASSWORD, startCentral, type TestCentral } from '../support/central.ts'
import { startTestDesk, type TestDesk } from '../support/desk.ts'
import { personRow, phoneRow } from '../support/rows.ts'
import { leaveEvidence } from '../support/soak.ts'

const MIB = 1024 * 1024
const DISK = 24 * MIB
const BALLAST = MIB
/** What is left for the clerk's work before the disk is full. */
const LEFT = 3 * MIB

const isRoot = process.getuid?.() === 0

let place: string
let central: TestCentral
let desk: TestDesk

/** Plays with a small disk of its own. Only root may mount one; elsewhere it can't be played, and says so. */
const onSmallDisk = (play: () => Promise<void>) => async () => {
  if (!isRoot) {
    process.stdout.write('a full disk: only root can mount a small one, so it was not played here\n')
    return
  }
  place = mkdtempSync(join(tmpdir(), 'hall-full-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(DISK)}`, 'tmpfs', place])
  try {
    await play()
  } finally {
    await desk.close()
    execFileSync('umount', ['-l', place])
    rmSync(place, { recursive: true, force: true })
  }
}

describe('a full disk', () => {
  beforeAll(async () => {
    central = await startCentral()
    await central.change(async (work) => {
      await putRow(work, 'person', personRow('p1', 'h1'))
      await putRow(work, 'phone', phoneRow('f1', 'p1', '13800000001'))
      await putRow(work, 'phone', phoneRow('f2', 'p1', '13800000002', { is_default: 0 }))
    })
  })
  afterAll(() => central.close())

  it(
    '[TRUST-4] says so at once, loses nothing, and still sends what it has',
    onSmallDisk(async () => {
      desk = await deskOnSmallDisk(BALLAST)
      const work = await workUntilFull()
      expect(work.refused).toMatchObject({
        kind: 'refused',
        refusal: { code: 'disk-full', rule: 'TRUST-4', retry: true },
      })
      expect(work.took).toBeLessThan(1_000)
      expect(work.acts).toBeGreaterThan(20)
      expect((await desk.get('session.state', {})).disk).toBe('short')
      await expectNothingHalf(work)

      // Nothing new is begun, and what is there can be read and kept.
      const again = await makeDefault(1)
      expect(again).toMatchObject({ kind: 'refused', refusal: { code: 'disk-short' } })
      const { id } = await desk.get('draft.save', {
        kind: 'capture',
        title: '未办完',
        content: { note: '满'.repeat(3000) },
      })
      expect((await desk.get('draft.load', { id })).content).toMatchObject({ note: '满'.repeat(3000) })

      await central.goOnline()
      await desk.settle(60_000)
      const states = await desk.running.desk.database.read((db) =>
        db.all<{ state: string; n: number }>(sql('select state, count(*) as n from outbox group by state')),
      )
      expect(states).toEqual([{ state: 'effective', n: work.acts }])

      // A start without room opens, too; with room again everything is as before.
      await desk.restart()
      fill('more', BALLAST / 2)
      await desk.restart()
      await desk.get('session.sign-in', { login: 'clerk-h1', password: PASSWORD })
      expect((await desk.get('session.state', {})).disk).toBe('short')
      for (const name of ['filler', 'more']) rmSync(join(place, name))
      await desk.running.desk.disk.look()
      expect((await desk.get('session.state', {})).disk).toBeUndefined()
      expect(await makeDefault(work.acts)).toMatchObject({ kind: 'ok' })
      leaveEvidence('full disk', { acts: work.acts, toldAfterMs: Math.round(work.took) })
    }),
  )

  it(
    '[TRUST-4] is the ballast’s doing: without it nothing that was recorded can be sent',
    onSmallDisk(async () => {
      desk = await deskOnSmallDisk(0)
      await workUntilFull()
      await central.goOnline()
      await expect(desk.settle(4_000)).rejects.toThrow('did not settle')
    }),
  )
})

/** A desk at work on a disk that has a mebibyte left, and no network. */
async function deskOnSmallDisk(ballastBytes: number): Promise<TestDesk> {
  const usual = process.env['TMPDIR']
  process.env['TMPDIR'] = place
  try {
    const started = await startTestDesk(central, 'h1', 'clerk-h1', ballastBytes)
    await started.get('visit.start', { met: { by: 'person', personId: 'p1' } })
    await started.settle()
    await started.running.desk.disk.look()
    await central.goOffline()
    fill('filler', LEFT)
    return started
  } finally {
    if (usual === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = usual
  }
}

/** Somebody else's file that leaves so much. */
function fill(name: string, left: number): void {
  const { bavail, bsize } = statfsSync(place)
  writeFileSync(join(place, name), Buffer.alloc(bavail * bsize - left))
}

const makeDefault = (n: number) =>
  desk.call('phone.set-default', { personId: 'p1', phoneId: n % 2 === 0 ? 'f2' : 'f1' })

async function workUntilFull() {
  for (let acts = 0; acts < 5_000; acts++) {
    const before = performance.now()
    const answer = await makeDefault(acts)
    if (answer.kind !== 'ok') return { acts, refused: answer, took: performance.now() - before }
  }
  throw new Error('the disk was never full')
}

/** An act is in the outbox, in the audit and in its effect, or in none of them. */
async function expectNothingHalf({ acts }: { acts: number }): Promise<void> {
  await desk.running.desk.database.read(async (db) => {
    const count = async (text: string) => (await db.find<{ n: number }>(sql(text)))?.n
    expect(await count("select count(*) as n from outbox where state = 'recorded'")).toBe(acts)
    expect(await count("select count(*) as n from audit where action = 'phone.set-default'")).toBe(acts)
    expect(await findRow(db, 'phone', ['f2'])).toMatchObject({ is_default: acts % 2 })
    expect(await db.all(sql('pragma integrity_check'))).toEqual([{ integrity_check: 'ok' }])
  })
}
