import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openKey, type Keychain } from '../../src/main/keys.ts'

const PASSPHRASE = '沈阳和平 1366'
let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hall-key-'))
})
afterEach(() => {
  rmSync(directory, { recursive: true, force: true })
})

/** A system keychain of one user; another user's opens nothing that this one wrapped. */
function keychain(user: string, backend = 'gnome_libsecret'): Keychain {
  const seal = (text: string) => Buffer.from(text).map((byte) => byte ^ user.charCodeAt(0))
  return {
    isEncryptionAvailable: () => true,
    getSelectedStorageBackend: () => backend,
    encryptString: (text) => Buffer.concat([Buffer.from(user.slice(0, 1)), seal(text)]),
    decryptString: (wrapped) => {
      if (wrapped.toString('latin1', 0, 1) !== user.slice(0, 1)) throw new Error('Error while decrypting')
      return Buffer.from(seal(wrapped.subarray(1).toString('latin1'))).toString()
    },
  }
}
const NONE: Keychain = { ...keychain('nobody'), isEncryptionAvailable: () => false }
const file = () => join(directory, 'desk.key')

describe('the key of the desk’s database', () => {
  it('[TRUST-45] opens through the passphrase door again and again, and through no wrong passphrase', async () => {
    expect(await openKey(directory, undefined, NONE)).toEqual({ problem: 'passphrase-new' })
    const made = await openKey(directory, PASSPHRASE, NONE)
    expect(made).toMatchObject({ key: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown })
    expect(await openKey(directory, PASSPHRASE, NONE)).toEqual(made)
    expect(await openKey(directory, undefined, NONE)).toEqual({ problem: 'passphrase-needed' })
    expect(await openKey(directory, `${PASSPHRASE} `, NONE)).toEqual({ problem: 'passphrase-wrong' })
    expect(readFileSync(file(), 'utf8')).not.toContain((made as { key: string }).key)
    expect(readdirSync(directory)).toEqual(['desk.key'])
  })

  it.each(['', '1234567', '🔑🔑🔑🔑'])('[TRUST-45] takes no passphrase as short as “%s”', async (short) => {
    expect(await openKey(directory, short, NONE)).toEqual({ problem: 'passphrase-new' })
    expect(readdirSync(directory)).toEqual([])
  })

  it('[TRUST-45] takes basic_text, which everybody can open, for no keychain', async () => {
    // Other systems have one keychain and no word for it.
    const answer = await openKey(directory, undefined, keychain('a', 'basic_text'))
    expect('problem' in answer).toBe(process.platform === 'linux')
  })

  it('[TRUST-45] opens through the keychain that wrapped it, and says so when that has changed', async () => {
    const made = await openKey(directory, undefined, keychain('li'))
    expect(made).toHaveProperty('key')
    expect(await openKey(directory, undefined, keychain('li'))).toEqual(made)
    const before = readFileSync(file())
    expect(await openKey(directory, undefined, keychain('wang'))).toEqual({ problem: 'keychain-changed' })
    expect(await openKey(directory, PASSPHRASE, NONE)).toEqual({ problem: 'keychain-changed' })
    expect(readFileSync(file())).toEqual(before)
  })

  it('[TRUST-8] makes no new key beside a database, which would hide its unsent work', async () => {
    writeFileSync(join(directory, 'desk.db'), 'anything')
    expect(await openKey(directory, PASSPHRASE, NONE)).toEqual({ problem: 'key-missing' })
    expect(readdirSync(directory)).toEqual(['desk.db'])
  })

  it.each(['', '{', 'null', '[]', '{"door":"window"}', '{"door":"passphrase"}', '{"door":"keychain","backend":1}'])(
    '[TRUST-8] starts over from no damaged key file: %s',
    async (content) => {
      writeFileSync(file(), content)
      expect(await openKey(directory, PASSPHRASE, keychain('li'))).toEqual({ problem: 'key-missing' })
      expect(readFileSync(file(), 'utf8')).toBe(content)
    },
  )

  it('[TRUST-8] takes altered wrappings for a wrong passphrase, never for a key', async () => {
    await openKey(directory, PASSPHRASE, NONE)
    const kept = JSON.parse(readFileSync(file(), 'utf8')) as Record<string, string>
    for (const field of ['salt', 'iv', 'wrapped', 'tag']) {
      writeFileSync(file(), JSON.stringify({ ...kept, [field]: 'AAAA' }))
      expect(await openKey(directory, PASSPHRASE, NONE)).toEqual({ problem: 'passphrase-wrong' })
    }
  })
})
