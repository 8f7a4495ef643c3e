import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findHead, HeadFile, isRightKey, readSlots } from '../../../src/worker/door/head-file.ts'

const KEY = '5e'.repeat(32)
const OTHER = '5f'.repeat(32)
const headAt = (count: number) => ({ count, seq: count, hash: 'a'.repeat(64), at: 1000 + count })

let directory: string
const file = () => join(directory, 'desk.head')
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hall-head-'))
})
afterEach(() => {
  rmSync(directory, { recursive: true, force: true })
})

function mark(...counts: number[]): void {
  const head = new HeadFile(directory, KEY)
  for (const count of counts) head.write(headAt(count))
  head.close()
}

describe('the file of the mark', () => {
  it('[TRUST-7] keeps the last two, wherever writing stopped, and never grows', () => {
    expect(readSlots(directory, KEY)).toBeUndefined()
    mark()
    expect(readSlots(directory, KEY)).toEqual(['empty', 'empty'])
    const { size } = statSync(file())
    for (let count = 1; count <= 9; count++) {
      mark(count)
      expect(findHead(directory, KEY)).toEqual(headAt(count))
      expect(readSlots(directory, KEY)).toContainEqual(count === 1 ? 'empty' : headAt(count - 1))
    }
    expect(statSync(file()).size).toBe(size)
  })

  it('[TRUST-7] believes no mark in which a single bit is another', () => {
    mark(6, 7)
    const whole = readFileSync(file())
    const from = whole.lastIndexOf('{"count":7')
    const to = whole.indexOf('\n', from)
    for (let place = from; place <= to; place++) {
      const flipped = Buffer.from(whole)
      flipped[place] = (flipped[place] ?? 0) ^ (1 << (place % 8))
      writeFileSync(file(), flipped)
      expect(readSlots(directory, KEY), `byte ${String(place)}`).toContain('bad')
      expect(findHead(directory, KEY)).toEqual(headAt(6))
    }
  })

  it('[TRUST-7] is as good as new after it was cut', () => {
    mark(6, 7)
    writeFileSync(file(), readFileSync(file()).subarray(0, 5000))
    expect(readSlots(directory, KEY)).toContain('bad')
    const head = new HeadFile(directory, KEY)
    head.heal(headAt(8))
    head.close()
    expect(readSlots(directory, KEY)).toEqual([headAt(8), headAt(8)])
  })

  it('[TRUST-5] tells the right key from another by either mark, by its own check, or by the key file’s', () => {
    expect(isRightKey(directory, KEY)).toBeUndefined()
    mark(1)
    expect([isRightKey(directory, KEY), isRightKey(directory, OTHER)]).toEqual([true, false])
    const unmarked = readFileSync(file()).fill(0, 4096)
    writeFileSync(file(), unmarked)
    expect([isRightKey(directory, KEY), isRightKey(directory, OTHER)]).toEqual([true, false])
    const check = unmarked.toString('latin1', 0, 64)
    rmSync(file())
    writeFileSync(join(directory, 'desk.key'), JSON.stringify({ check }))
    expect([isRightKey(directory, KEY), isRightKey(directory, OTHER)]).toEqual([true, false])
    expect(check).not.toContain(KEY.slice(0, 8))
  })
})
