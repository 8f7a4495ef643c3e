import { spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keepForOffice, openKey, recoverKey, type Keychain } from '../../src/main/keys.ts'
import { chanceOf, chooseSeed, leaveEvidence } from '../support/soak.ts'

const KILLS = 20
/** Longer than a wrap takes; a kill falls anywhere in several of them. */
const LONGEST = 60

const office = generateKeyPairSync('x25519')
const PUBLIC = office.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
const PRIVATE = office.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()

/** A keychain whose kind is its name; it wraps by reversing, which is all that a wrap needs to be here. */
const chainOf = (kind: string): Keychain => ({
  isEncryptionAvailable: () => true,
  getSelectedStorageBackend: () => kind,
  encryptString: (text) => Buffer.from([...text].reverse().join('')),
  decryptString: (wrapped) => [...wrapped.toString()].reverse().join(''),
})
const KINDS = ['kwallet5', 'gnome_libsecret'] as const

/** Wraps the key anew without a pause, by one keychain and the other in turn. */
const PROGRAM = `
  import { recoverKey } from './src/main/keys.ts'
  const chainOf = ${chainOf.toString()}
  const [directory, secret] = process.argv.slice(1)
  for (let n = 0; ; n++) {
    const answer = await recoverKey(directory, secret, undefined, chainOf(['kwallet5', 'gnome_libsecret'][n % 2]))
    if (!('key' in answer)) throw new Error(answer.problem)
    if (n === 0) process.stdout.write('wrapping')
  }`

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hall-rekey-'))
})
afterEach(() => {
  rmSync(directory, { recursive: true, force: true })
})

/** Pulls the plug some time into the work. */
function wrapUntilKilled(after: number): Promise<void> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, directory, PRIVATE], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), after))
    child.once('exit', (_, signal) => (signal === 'SIGKILL' ? resolve() : reject(new Error('it ended by itself'))))
  })
}

describe('a key that is wrapped anew', () => {
  it('[TRUST-45] opens by the old door or the new one after a kill at any moment, and always by the office’s', async () => {
    const seed = chooseSeed('kills while the key is wrapped anew')
    const chance = chanceOf(seed)
    const made = await openKey(directory, undefined, chainOf('kwallet5'))
    if (!('key' in made)) throw new Error(made.problem)
    keepForOffice(directory, made.key, PUBLIC)
    const doors = new Set<string>()
    for (let kill = 0; kill < KILLS; kill++) {
      await wrapUntilKilled(chance() * LONGEST)
      const open = []
      for (const kind of KINDS) {
        const answer = await openKey(directory, undefined, chainOf(kind))
        if ('key' in answer) open.push(kind)
        expect(answer).toMatchObject('key' in answer ? made : { problem: 'keychain-changed' })
      }
      expect(open, `kill ${String(kill)}`).toHaveLength(1)
      doors.add(open[0] ?? '')
      expect(readFileSync(join(directory, 'desk.key'), 'utf8')).not.toContain(made.key)
      expect(await recoverKey(directory, PRIVATE, undefined, chainOf('kwallet5'))).toEqual(made)
    }
    leaveEvidence('kills while the key is wrapped anew', { seed, kills: KILLS, 'opened by the one door left': KILLS })
    // Otherwise every kill fell before the first wrap, and none of this was tried.
    expect([...doors].toSorted()).toEqual([...KINDS].toSorted())
  })
})
