import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { keepForOffice, openKey, recoverKey, type Keychain } from '../../src/main/keys.ts'
import { Openings } from '../../src/main/openings.ts'

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

/** So far below the folder that “desk.key” is the longest name there can be: whatever is written beside it fails. */
function makeCrampedFolder(): string {
  const longest = { darwin: 1_023, win32: 32_700 }[process.platform as string] ?? 4_095
  const length = longest - '/desk.key'.length
  let folder = directory
  while (length - folder.length > 250) folder = join(folder, 'd'.repeat(100))
  folder = join(folder, 'd'.repeat(length - folder.length - 1))
  mkdirSync(folder, { recursive: true })
  return folder
}

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

  it('[TRUST-45] makes one key where two programs make one at once', async () => {
    const [one, other] = await Promise.all([
      openKey(directory, undefined, keychain('li')),
      openKey(directory, undefined, keychain('li')),
    ])
    expect(one).toHaveProperty('key')
    expect(other).toEqual(one)
    const passphrases = mkdtempSync(join(tmpdir(), 'hall-key-'))
    const both = await Promise.all([openKey(passphrases, PASSPHRASE, NONE), openKey(passphrases, PASSPHRASE, NONE)])
    expect(both[1]).toEqual(both[0])
    rmSync(passphrases, { recursive: true })
  })
})

const OFFICE = generateKeyPairSync('x25519')
const PUBLIC = OFFICE.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
const PRIVATE = OFFICE.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
const STRANGER = generateKeyPairSync('x25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()

describe('the office’s door', () => {
  /** A desk whose key is wrapped by a door and for the office. */
  async function enrolled(chain: Keychain): Promise<string> {
    const made = await openKey(directory, PASSPHRASE, chain)
    if (!('key' in made)) throw new Error(made.problem)
    keepForOffice(directory, made.key, PUBLIC)
    return made.key
  }

  it.each<[string, Keychain, Keychain]>([
    ['the kind of keychain changed', keychain('li', 'kwallet5'), keychain('li')],
    ['another user of the system', keychain('li'), keychain('wang')],
    ['the keyring was lost', keychain('li'), NONE],
    ['the keychain is one that everybody can open now', keychain('li'), keychain('li', 'basic_text')],
    ['the passphrase was forgotten', NONE, NONE],
    ['a keychain came, and the passphrase was forgotten', NONE, keychain('li')],
  ])('[TRUST-45] opens where %s, and makes a new door', async (_, before, now) => {
    const key = await enrolled(before)
    const shut = await openKey(directory, 'not the passphrase', now)
    expect(shut).toHaveProperty('problem')
    const door = (shut as { recovery?: string }).recovery
    if (door === 'passphrase')
      expect(await recoverKey(directory, PRIVATE, '短', now)).toEqual({ problem: 'recovery-passphrase' })
    expect(await recoverKey(directory, PRIVATE, '新口令 2026 新', now)).toEqual({ key })
    expect(await openKey(directory, door === 'passphrase' ? '新口令 2026 新' : undefined, now)).toEqual({ key })
    // The office opens it the next time, too.
    expect(await recoverKey(directory, PRIVATE, '又一个新口令', keychain('zhao'))).toEqual({ key })
  })

  it('[TRUST-45] opens a folder that was moved, and leaves the one it came from as it was', async () => {
    const key = await enrolled(keychain('li'))
    const moved = mkdtempSync(join(tmpdir(), 'hall-key-'))
    cpSync(directory, moved, { recursive: true })
    expect(await openKey(moved, undefined, keychain('wang'))).toEqual({
      problem: 'keychain-changed',
      recovery: 'keychain',
    })
    expect(await recoverKey(moved, PRIVATE, undefined, keychain('wang'))).toEqual({ key })
    expect(await openKey(directory, undefined, keychain('li'))).toEqual({ key })
    rmSync(moved, { recursive: true })
  })

  it('[TRUST-45] opens by the code that the office makes of it, in whatever groups it is typed', async () => {
    const key = await enrolled(keychain('li'))
    const safe = join(directory, 'private.pem')
    writeFileSync(safe, PRIVATE)
    const made = execFileSync(process.execPath, ['src/main/recovery-code.ts', safe, file()], { encoding: 'utf8' })
    expect(made).toMatch(/^([0-9a-f]{8}-){7}[0-9a-f]{8}\n$/)
    const code = made.trim().toUpperCase()
    expect(await recoverKey(directory, ` ${code}\n`, undefined, keychain('wang'))).toEqual({ key })
  })

  it.each([STRANGER, '', 'f'.repeat(64), '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', PUBLIC])(
    '[TRUST-45] opens for no other key (%#), and changes nothing',
    async (secret) => {
      await enrolled(keychain('li'))
      const before = readFileSync(file())
      expect(await recoverKey(directory, secret, PASSPHRASE, NONE)).toEqual({ problem: 'recovery-wrong' })
      expect(readFileSync(file())).toEqual(before)
    },
  )

  it('[TRUST-45] offers the office’s door only where it was wrapped for one, and never writes the key down', async () => {
    const made = await openKey(directory, undefined, keychain('li'))
    expect(await openKey(directory, undefined, NONE)).toEqual({ problem: 'keychain-changed' })
    const { key } = made as { key: string }
    keepForOffice(directory, 'f'.repeat(64), PUBLIC)
    expect(await openKey(directory, undefined, NONE), 'another key is wrapped for nobody').not.toHaveProperty(
      'recovery',
    )
    keepForOffice(directory, key, PUBLIC)
    const wrapped = readFileSync(file(), 'utf8')
    keepForOffice(directory, key, PUBLIC)
    expect(readFileSync(file(), 'utf8'), 'wrapped once').toBe(wrapped)
    expect(wrapped).not.toContain(key)
    expect(await openKey(directory, undefined, NONE)).toEqual({ problem: 'keychain-changed', recovery: 'passphrase' })
  })

  it('[TRUST-45] begins to check a key that was made before there was a check', async () => {
    const made = await openKey(directory, undefined, keychain('li'))
    const { check, ...older } = JSON.parse(readFileSync(file(), 'utf8')) as Record<string, string>
    writeFileSync(file(), JSON.stringify(older))
    expect(await openKey(directory, undefined, keychain('li'))).toEqual(made)
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({ check })
  })

  it('[TRUST-45] opens such a key also where nothing can be written, and leaves nothing half', async () => {
    const cramped = makeCrampedFolder()
    const made = await openKey(directory, undefined, keychain('li'))
    const { check: _, ...older } = JSON.parse(readFileSync(file(), 'utf8')) as Record<string, string>
    writeFileSync(join(cramped, 'desk.key'), JSON.stringify(older))
    expect(await openKey(cramped, undefined, keychain('li'))).toEqual(made)
    expect(JSON.parse(readFileSync(join(cramped, 'desk.key'), 'utf8'))).toEqual(older)
    expect(readdirSync(cramped)).toEqual(['desk.key'])
  })

  it('[TRUST-45] tells whoever asked that the new door couldn’t be kept, and opens at the next try', async () => {
    const key = await enrolled(keychain('li'))
    const before = readFileSync(file())
    const full: Keychain = {
      ...keychain('wang'),
      encryptString: () => {
        throw new Error('no room')
      },
    }
    const openings = new Openings()
    const recover = (system: Keychain) => async () => {
      expect(await recoverKey(directory, PRIVATE, undefined, system)).toEqual({ key })
    }
    await expect(openings.begin(recover(full))).rejects.toThrow('no room')
    await expect(openings.over()).resolves.toBeUndefined()
    expect(readFileSync(file())).toEqual(before)
    await openings.begin(recover(keychain('wang')))
    expect(await openKey(directory, undefined, keychain('wang'))).toEqual({ key })
  })
})
