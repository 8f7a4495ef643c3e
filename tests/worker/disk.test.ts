import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Ballast } from '../../src/worker/ballast.ts'
import { BallastedDisk } from '../../src/worker/disk.ts'

it('[TRUST-4] looks again after a look that failed, a drive that was away for example', async () => {
  const place = mkdtempSync(join(tmpdir(), 'hall-room-'))
  const folder = join(place, 'data')
  const told: boolean[] = []
  const disk = new BallastedDisk(new Ballast(folder, 65_536), () => told.push(disk.short))
  await expect(disk.look()).rejects.toThrow('ENOENT')
  mkdirSync(folder)
  disk.meetFull()
  expect(await disk.isShort()).toBe(false)
  expect(told).toEqual([true, false])
  rmSync(place, { recursive: true })
})
