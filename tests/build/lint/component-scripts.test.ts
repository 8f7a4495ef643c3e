import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { withComponentScripts } from '../../../build/lint/component-scripts.mjs'

const root = path.resolve(import.meta.dirname, '../../..')

const SHEET = `<template><p @click="save">纸</p></template>

<script setup lang="ts">
import { sleep } from './sleep.ts'
import Row from './Row.vue'
defineProps<{ row: typeof Row }>()
function save(): void {
  sleep()
}
</script>
`

/** A checkout of two components and a script they share. */
async function makeCheckout(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hall-desk-checkout-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const renderer = path.join(folder, 'src/renderer')
  await mkdir(renderer, { recursive: true })
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))
  const project = {
    compilerOptions: { module: 'esnext', moduleResolution: 'bundler', allowImportingTsExtensions: true },
  }
  await writeFile(path.join(renderer, 'tsconfig.json'), JSON.stringify(project))
  await writeFile(path.join(renderer, 'sleep.ts'), 'export const sleep = (): Promise<void> => Promise.resolve()\n')
  await writeFile(path.join(renderer, 'Row.vue'), '<script setup lang="ts"></script>\n<template><i /></template>\n')
  await writeFile(path.join(renderer, 'Sheet.vue'), SHEET)
  return folder
}

it('keeps the line of a script and takes away its folder', async () => {
  const checkout = await makeCheckout()
  const kept = await withComponentScripts(checkout, async (folder) => {
    const script = await readFile(path.join(folder, 'src/renderer/Sheet.vue.ts'), 'utf8')
    expect(script.split('\n')[3]).toBe("import { sleep } from './sleep.ts'")
    return folder
  })
  await expect(readFile(path.join(kept, 'tsconfig.json'))).rejects.toThrow('ENOENT')
})

it('lets the linter find a promise that nobody waits for in a component', async () => {
  const oxlint = path.join(root, 'node_modules/oxlint/bin/oxlint')
  // One plain line for each finding: the pictures of the other formats are coloured wherever the surroundings ask for it.
  const options = ['--format', 'unix', '--config', path.join(root, '.oxlintrc.json')]
  const lint = (folder: string) => promisify(execFile)(process.execPath, [oxlint, ...options, path.join(folder, 'src')])
  const found = withComponentScripts(await makeCheckout(), lint)
  await expect(found).rejects.toMatchObject({
    stdout: expect.stringMatching(/Sheet\.vue\.ts:8:3: .*no-floating-promises/),
  })
})
