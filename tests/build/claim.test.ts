import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { claimFolder } from '../../build/claim.mjs'

const script = `
const { claimFolder } = await import(process.argv[1])
await claimFolder(process.argv[2])
console.log('claimed')
setInterval(() => undefined, 1000)
`

/** Claims a folder from another process, which keeps it until it is killed. */
async function claimElsewhere(folder: string) {
  const file = path.resolve(import.meta.dirname, '../../build/claim.mjs')
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, file, folder])
  await once(child.stdout, 'data')
  return child
}

describe('the claim on a data folder', () => {
  it('refuses a second process while the first lives, and not after it was killed', async () => {
    const folder = path.join(import.meta.dirname, `claimed-${process.pid}`)
    const first = await claimElsewhere(folder)
    await expect(claimFolder(folder)).rejects.toThrow(`process ${first.pid}`)
    first.kill('SIGKILL')
    await once(first, 'exit')
    await claimFolder(folder)
  })
})
