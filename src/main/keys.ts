import { hashRaw } from '@node-rs/argon2'
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Why there is no database key; the page asks for a passphrase or says what a person has to do. */
export type KeyProblem =
  'passphrase-new' | 'passphrase-needed' | 'passphrase-wrong' | 'keychain-changed' | 'key-missing'

export type KeyAnswer = { readonly key: string } | { readonly problem: KeyProblem }

/** The random database key, wrapped by exactly one door. Never holds the key itself. */
type KeyFile =
  | { readonly door: 'keychain'; readonly backend: string; readonly wrapped: string }
  | {
      readonly door: 'passphrase'
      readonly salt: string
      readonly iv: string
      readonly wrapped: string
      readonly tag: string
    }

/** The part of the system's keychain that is used; Electron's `safeStorage` is one. */
export interface Keychain {
  isEncryptionAvailable(): boolean
  getSelectedStorageBackend(): string
  encryptString(text: string): Buffer
  decryptString(wrapped: Buffer): string
}

const PASSPHRASE_COST = { algorithm: 2, memoryCost: 64 * 1024, timeCost: 3, parallelism: 1, outputLen: 32 } as const

/** `basic_text` is a password that everybody knows, so it counts as no keychain (trust.md 45). */
function findBackend(keychain: Keychain): string | undefined {
  if (!keychain.isEncryptionAvailable()) return undefined
  const backend = process.platform === 'linux' ? keychain.getSelectedStorageBackend() : process.platform
  return backend === 'basic_text' || backend === 'unknown' ? undefined : backend
}

/**
 * Gives the database key of this user-data folder. A folder with a database but without its key file is refused:
 * starting over would hide unsent work.
 */
export async function openKey(
  directory: string,
  passphrase: string | undefined,
  keychain: Keychain,
): Promise<KeyAnswer> {
  const file = join(directory, 'desk.key')
  if (!existsSync(file)) {
    if (existsSync(join(directory, 'desk.db'))) return { problem: 'key-missing' }
    return createKey(file, passphrase, keychain)
  }
  const kept = readKeyFile(file)
  // A file that can't be read holds no key; the database stays as it is until the right one is put back.
  if (kept === undefined) return { problem: 'key-missing' }
  if (kept.door === 'passphrase')
    return passphrase === undefined ? { problem: 'passphrase-needed' } : unwrap(kept, passphrase)
  if (findBackend(keychain) !== kept.backend) return { problem: 'keychain-changed' }
  try {
    return { key: keychain.decryptString(Buffer.from(kept.wrapped, 'base64')) }
  } catch {
    // The same kind of keychain, but another user's or another folder's: it can't open what it didn't wrap.
    return { problem: 'keychain-changed' }
  }
}

function readKeyFile(file: string): KeyFile | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isKeyFile(content) ? content : undefined
  } catch {
    return undefined
  }
}

const FIELDS = { keychain: ['backend', 'wrapped'], passphrase: ['salt', 'iv', 'wrapped', 'tag'] } as const

function isKeyFile(content: unknown): content is KeyFile {
  if (typeof content !== 'object' || content === null) return false
  const fields = content as Readonly<Record<string, unknown>>
  const { door } = fields
  if (door !== 'keychain' && door !== 'passphrase') return false
  return FIELDS[door].every((name) => typeof fields[name] === 'string' && fields[name] !== '')
}

/** Who sets an easy one opens the desk to whoever finds the PC; the page asks for as many. */
const SHORTEST_PASSPHRASE = 8

async function createKey(file: string, passphrase: string | undefined, keychain: Keychain): Promise<KeyAnswer> {
  const key = randomBytes(32).toString('hex')
  const backend = findBackend(keychain)
  if (backend !== undefined) {
    keep(file, { door: 'keychain', backend, wrapped: keychain.encryptString(key).toString('base64') })
    return { key }
  }
  if (passphrase === undefined || Array.from(passphrase).length < SHORTEST_PASSPHRASE)
    return { problem: 'passphrase-new' }
  const salt = randomBytes(16)
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', await derive(passphrase, salt), iv)
  const wrapped = Buffer.concat([cipher.update(key, 'utf8'), cipher.final()])
  const encode = (bytes: Buffer) => bytes.toString('base64')
  keep(file, {
    door: 'passphrase',
    salt: encode(salt),
    iv: encode(iv),
    wrapped: encode(wrapped),
    tag: encode(cipher.getAuthTag()),
  })
  return { key }
}

async function unwrap(kept: Extract<KeyFile, { door: 'passphrase' }>, passphrase: string): Promise<KeyAnswer> {
  const decode = (text: string) => Buffer.from(text, 'base64')
  try {
    const wrapping = await derive(passphrase, decode(kept.salt))
    const decipher = createDecipheriv('aes-256-gcm', wrapping, decode(kept.iv), { authTagLength: 16 })
    decipher.setAuthTag(decode(kept.tag))
    return { key: Buffer.concat([decipher.update(decode(kept.wrapped)), decipher.final()]).toString('utf8') }
  } catch {
    return { problem: 'passphrase-wrong' }
  }
}

const derive = (passphrase: string, salt: Buffer): Promise<Buffer> =>
  hashRaw(passphrase.normalize('NFC'), { ...PASSPHRASE_COST, salt })

/** Written beside and renamed, so that a power cut leaves the old file or the new one, never half. */
function keep(file: string, content: KeyFile): void {
  writeFileSync(`${file}.new`, JSON.stringify(content), { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
}
