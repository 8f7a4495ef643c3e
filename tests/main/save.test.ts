import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { getCall } from '../../src/contract/registry.ts'
import { saveAnswers } from '../../src/main/save-answers.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hall-save-'))
})
afterEach(() => rm(folder, { recursive: true }))

const save = (content: string) =>
  saveAnswers(() => join(folder, 'Downloads'))['import.save-list']?.({ name: '错误清单.csv', content } as never)

it('leaves each list in a file of its own, byte for byte, and says which', async () => {
  expect(await save('\uFEFF一')).toEqual({ kind: 'ok', value: { file: '错误清单.csv' } })
  expect(await save('二')).toEqual({ kind: 'ok', value: { file: '错误清单 (2).csv' } })
  expect((await readdir(join(folder, 'Downloads'))).sort()).toEqual(['错误清单 (2).csv', '错误清单.csv'])
  const bytes = await readFile(join(folder, 'Downloads', '错误清单.csv'))
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
})

it.each(['../a.csv', 'a/b.csv', 'a\\b.csv', 'C:a.csv', 'a.exe', '.csv', 'a\n.csv'])(
  'lets no path and no program through the wall: %j',
  (name) => {
    expect(getCall('import.save-list').input.safeParse({ name, content: '' }).success).toBe(false)
  },
)

it('[FIELD-BUNDLE] leaves a bundle byte for byte under its own name, and lets no other kind of file through', async () => {
  const content = Uint8Array.from({ length: 1024 }, (_, n) => n % 256)
  const answer = saveAnswers(() => folder)['field.save-file']
  const named = { name: 'hall-desk-0a1b2c3d-1-9.hdb', content }
  expect(await answer?.(named as never)).toEqual({ kind: 'ok', value: { file: named.name } })
  expect(new Uint8Array(await readFile(join(folder, named.name)))).toEqual(content)
  const { input } = getCall('field.save-file')
  expect(input.safeParse(named).success).toBe(true)
  for (const name of ['../a.hdb', 'a/b.hdr', 'a.exe', 'a.hdb.exe', '.hdb', '外勤.hdb'])
    expect(input.safeParse({ name, content }).success).toBe(false)
})
