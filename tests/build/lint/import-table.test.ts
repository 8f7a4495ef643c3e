import { ESLint, Linter } from 'eslint'
import typescript from 'typescript-eslint'
import { beforeAll, describe, expect, it } from 'vitest'
import { importTable, judgeImport } from '../../../build/lint/import-table.ts'
import { rooms } from '../../../build/lint/rooms.ts'

/** One forbidden import for every wall of the house: [importer, specifier]. */
const forbidden: readonly (readonly [string, string])[] = [
  ['src/domain/phone/decide.ts', 'node:crypto'],
  ['src/domain/phone/decide.ts', 'zod'],
  ['src/domain/phone/decide.ts', '../../contract/phone.ts'],
  ['src/domain/phone/decide.ts', '../relation/decide.ts'],
  ['src/domain/phone/decide.ts', '../relation/refusals.ts'],
  ['src/domain/kernel/actor.ts', '../phone/types.ts'],
  ['src/domain/policy/profiles.ts', '../person/name.ts'],
  ['src/contract/phone.ts', '../storage/phone.ts'],
  ['src/contract/phone.ts', 'node:path'],
  ['src/sync/machine.ts', '../storage/execute.ts'],
  ['src/sync/machine.ts', 'zod'],
  ['migrations/0010_hall.both.ts', '../src/domain/kernel/instant.ts'],
  ['migrations/0010_hall.both.ts', 'better-sqlite3'],
  ['src/storage/phone.ts', '../central/app.ts'],
  ['src/storage/phone.ts', 'zod'],
  ['src/storage/phone.ts', 'node:fs'],
  ['src/storage/phone.ts', 'pg'],
  ['src/worker/serve.ts', '../domain/phone/decide.ts'],
  ['src/worker/serve.ts', '../devices/card/simulator.ts'],
  ['src/worker/serve.ts', '../main/index.ts'],
  ['src/worker/serve.ts', 'electron'],
  ['src/worker/serve.ts', 'better-sqlite3'],
  ['src/devices/card/port.ts', '../../worker/serve.ts'],
  ['src/main/wall.ts', '../storage/execute.ts'],
  ['src/main/index.ts', '../central/server.ts'],
  ['src/main/index.ts', '../worker/serve.ts'],
  ['src/main/index.ts', '../worker/index.ts'],
  ['src/main/menu.ts', 'electron'],
  ['src/preload/index.ts', 'node:fs'],
  ['src/preload/index.ts', '../main/wall.ts'],
  ['src/renderer/desk.ts', 'node:fs'],
  ['src/renderer/desk.ts', 'electron'],
  ['src/renderer/desk.ts', '../storage/phone.ts'],
  ['src/renderer/desk.ts', '../worker/serve.ts'],
  ['src/renderer/desk.ts', '../main/wall.ts'],
  ['src/renderer/desk.ts', 'zod'],
  ['src/renderer/features/phone/PhoneForm.vue', '../relation/RelationList.vue'],
  ['src/renderer/features/phone/usePhoneStore.ts', '../../app/useVisitStore.ts'],
  ['src/renderer/ui/MaskedText.vue', '../features/phone/usePhoneStore.ts'],
  ['src/renderer/ui/MaskedText.vue', '../desk.ts'],
  ['src/central/app.ts', '../main/index.ts'],
  ['src/central/app.ts', '../worker/serve.ts'],
  ['src/central/app.ts', '../domain/phone/decide.ts'],
  ['src/central/app.ts', 'zod'],
  ['src/central/app.ts', 'fs'],
  ['src/host/main.ts', 'electron'],
  ['src/host/main.ts', '../main/index.ts'],
  ['src/town/play.ts', '../storage/database.ts'],
  ['src/town/play.ts', '../central/app.ts'],
  ['src/storage/phone.ts', '../../tests/support/postgres.ts'],
  ['src/storage/phone.ts', '../../build/start.mjs'],
]

/** Imports that the house lives by. */
const allowed: readonly (readonly [string, string])[] = [
  ['src/domain/phone/decide.ts', '../kernel/decision.ts'],
  ['src/domain/phone/decide.ts', '../policy/policy.ts'],
  ['src/domain/phone/decide.ts', '../relation/types.ts'],
  ['src/domain/phone/decide.ts', '../person/phone-number.ts'],
  ['src/domain/phone/decide.ts', './refusals.ts'],
  ['src/contract/phone.ts', 'zod'],
  ['src/storage/database.ts', 'knex'],
  ['src/storage/migrate.ts', '../../migrations/list.ts'],
  ['src/worker/serve.ts', '../devices/card/port.ts'],
  ['src/worker/serve.ts', 'node:worker_threads'],
  ['src/main/index.ts', '../worker/index.ts?nodeWorker'],
  ['src/main/windows.ts', 'electron'],
  ['src/main/wall.ts', 'electron'],
  ['src/preload/index.ts', 'electron'],
  ['src/renderer/app/router.ts', '../features/phone/PhoneView.vue'],
  ['src/renderer/features/phone/PhoneForm.vue', '../../ui/MaskedText.vue'],
  ['src/renderer/desk.ts', 'element-plus/es/locale/lang/zh-cn'],
  ['src/central/authority.ts', '../domain/kernel/instant.ts'],
  ['src/central/app.ts', 'csv-parse/sync'],
  ['src/host/main.ts', 'node:child_process'],
  ['src/town/play.ts', '../contract/public/registry.ts'],
  ['tests/storage/phone.test.ts', '../../src/storage/phone.ts'],
]

describe('the import table', () => {
  it.each(forbidden)('refuses %s → %s', (importer, specifier) => {
    expect(judgeImport(importer, specifier)).toBeTypeOf('string')
  })

  it.each(allowed)('lets %s → %s pass', (importer, specifier) => {
    expect(judgeImport(importer, specifier)).toBeUndefined()
  })

  it('has a forbidden import for every room', () => {
    const walled = Object.keys(rooms).filter((room) => forbidden.some(([importer]) => importer.startsWith(`${room}/`)))
    expect(walled).toEqual(Object.keys(rooms))
  })
})

describe('the import rule', () => {
  /** Runs the rule alone on a file of the domain and counts its reports. */
  function countReports(code: string): number {
    const messages = new Linter().verify(
      code,
      {
        files: ['**/*.ts'],
        languageOptions: { parser: typescript.parser },
        plugins: { house: { rules: { 'import-table': importTable } } },
        rules: { 'house/import-table': 'error' },
      },
      { filename: 'src/domain/phone/decide.ts' },
    )
    expect(messages.filter((message) => message.fatal)).toEqual([])
    return messages.length
  }

  it.each([
    `import fs from 'node:fs'`,
    `import type { Stats } from 'node:fs'`,
    `export { readFile } from 'node:fs'`,
    `export * from 'node:fs'`,
    `const fs = await import('node:fs')`,
    'const fs = await import(`node:fs`)',
    `const fs = await import(name)`,
    `type Stats = import('node:fs').Stats`,
    `import fs = require('node:fs')`,
    `const fs = require('node:fs')`,
  ])('sees through %s', (code) => {
    expect(countReports(code)).toBe(1)
  })

  it('stays silent on what is allowed', () => {
    expect(countReports(`import type { Decision } from '../kernel/decision.ts'\nexport { a } from './types.ts'`)).toBe(
      0,
    )
  })
})

describe('the configuration', () => {
  let eslint: ESLint
  beforeAll(() => {
    // The rules that need types are off: the files below exist in this test alone.
    eslint = new ESLint({ overrideConfig: [typescript.configs.disableTypeChecked] })
  })

  async function rulesBroken(filePath: string, code: string): Promise<string[]> {
    const [result] = await eslint.lintText(code, { filePath })
    return (result?.messages ?? []).map((message) => message.ruleId ?? message.message)
  }

  it.each([
    ['src/domain/phone/control.ts', 'export const now = () => Date.now()', 'no-restricted-syntax'],
    ['src/domain/phone/control.ts', 'export const now = () => new Date()', 'no-restricted-syntax'],
    ['src/domain/phone/control.ts', 'export const dice = () => Math.random()', 'no-restricted-syntax'],
    ['src/domain/phone/control.ts', 'export const id = () => crypto.randomUUID()', 'no-restricted-globals'],
    ['src/sync/control.ts', 'export const now = () => Date.now()', 'no-restricted-syntax'],
    ['src/sync/control.ts', 'export const wait = () => setTimeout(() => undefined, 5)', 'no-restricted-globals'],
    ['src/domain/phone/index.ts', `export { decide } from './decide.ts'`, 'house/no-barrel'],
    ['src/domain/phone/control.ts', `export * from './decide.ts'`, 'house/no-barrel'],
    ['src/domain/phone/control.ts', 'const a = 1\nexport default a', 'no-restricted-exports'],
    ['src/main/index.ts', `import { ipcMain } from 'electron'\nipcMain.on('a', () => {})`, 'no-restricted-syntax'],
    ['src/main/index.ts', `import * as electron from 'electron'\nelectron.app.quit()`, 'no-restricted-syntax'],
    ['src/worker/control.ts', `export const copy = (db: Db) => db.backup('a')`, 'no-restricted-syntax'],
    ['src/storage/control.ts', `export const copy = (db: Db) => db.serialize()`, 'no-restricted-syntax'],
    ['src/worker/control.ts', `export const copy = () => fs.copyFileSync('a', 'b')`, 'no-restricted-syntax'],
    ['src/renderer/features/phone/Control.vue', '<template><p v-html="name" /></template>', 'vue/no-v-html'],
    ['src/renderer/ui/control.ts', 'export const put = (el: Element) => (el.innerHTML = "")', 'no-restricted-syntax'],
    ['src/storage/control.ts', 'export function f(a: any) {\n  return a\n}', '@typescript-eslint/no-explicit-any'],
    ['tests/storage/control.test.ts', `it.${'skip'}('a', () => {})`, 'no-restricted-syntax'],
    ['tests/storage/control.test.ts', `describe.${'only'}('a', () => {})`, 'no-restricted-syntax'],
    ['tests/main/control.test.ts', `import { app } from 'electron'\napp.quit()`, 'no-restricted-syntax'],
    ['src/storage/control.ts', `import fs from 'node:fs'\nexport const a = fs`, 'house/import-table'],
  ])('in %s refuses %s', async (filePath, code, rule) => {
    expect(await rulesBroken(filePath, code)).toContain(rule)
  })

  it('lets the wall have ipcMain', async () => {
    const code = `import { ipcMain } from 'electron'\nexport const wall = ipcMain\n`
    expect(await rulesBroken('src/main/wall.ts', code)).toEqual([])
  })
})
