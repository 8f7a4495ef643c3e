import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { sql } from '../../src/storage/database.ts'
import { openDeskDatabase } from '../../src/worker/door/open.ts'
import { noteDamage } from '../../src/worker/salvage/folder.ts'
import { openOrSalvage } from '../../src/worker/salvage/open-or-salvage.ts'

const MIB = 1024 * 1024
const KEY = '5a'.repeat(32)
/** What the copy of the central's rows takes up; salvage leaves it behind. */
const COPY = 8 * MIB
/** For the fresh database and its log. */
const BESIDE = 3 * MIB

const isRoot = process.getuid?.() === 0

let place: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'hall-room-'))
})
afterEach(() => {
  if (isRoot) execFileSync('umount', ['-l', place])
  rmSync(place, { recursive: true, force: true })
})

it('[TRUST-6] salvages with room for its pages once more, and no more than that', async () => {
  if (!isRoot) {
    process.stdout.write('salvage with little room: only root can mount a small disk, so it was not played here\n')
    return
  }
  const file = join(place, 'desk.db')
  const mount = (size: number, ...more: string[]) =>
    execFileSync('mount', ['-t', 'tmpfs', '-o', [`size=${String(size)}`, ...more].join(','), 'tmpfs', place])
  mount(4 * COPY)
  const database = await openDeskDatabase(file, KEY)
  await database.write(async (db) => {
    await db.run(sql('insert into setting (name, value) values (?, ?)', ['copy', JSON.stringify('x'.repeat(COPY))]))
    await db.run(sql("insert into setting (name, value) values ('kept', '1')"))
  })
  await database.close()
  noteDamage(place)
  const { size } = statSync(file)
  expect(size).toBeGreaterThan(COPY)
  mount(2 * size + BESIDE, 'remount')

  const salvaged = await openOrSalvage(place, KEY, Date.now())
  const names = await salvaged.read((db) => db.all(sql("select name from setting where name in ('copy', 'kept')")))
  await salvaged.close()
  expect(names).toEqual([{ name: 'kept' }])
  expect(existsSync(join(place, 'desk.salvage'))).toBe(false)
})
