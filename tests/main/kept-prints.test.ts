import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { endsSession, removeReceipts } from '../../src/main/kept-prints.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hall-prints-'))
})
afterEach(() => rm(folder, { recursive: true }))

it('[TRUST-45] removes every receipt and nothing else, also where there is none', async () => {
  for (const name of ['receipts', 'guides']) {
    await mkdir(join(folder, name))
    await writeFile(join(folder, name, 'a4.pdf'), '%PDF')
  }
  await removeReceipts(folder)
  await removeReceipts(folder)
  expect(existsSync(join(folder, 'receipts'))).toBe(false)
  expect(existsSync(join(folder, 'guides', 'a4.pdf'))).toBe(true)
})

it('[TRUST-45] removes them when the clerk goes, and not when the desk is locked', () => {
  expect(endsSession({ topic: 'session-changed', payload: { state: 'signed-out' } })).toBe(true)
  expect(endsSession({ topic: 'session-changed', payload: { state: 'locked' } })).toBe(false)
  expect(endsSession({ topic: 'rows-changed', payload: { tables: [] } })).toBe(false)
})
