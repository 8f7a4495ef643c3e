import { hashRaw } from '@node-rs/argon2'
import { safeStorage } from 'electron'
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

const PASSPHRASE_COST = { algorithm: 2, memoryCost: 64 * 1024, timeCost: 3, parallelism: 1, outputLen: 32 } as const

/** `basic_text` is a password that everybody knows, so it counts as no keychain (trust.md 45). */
function findKeychain(): string | undefined {
  if (!safeStorage.isEncryptionAvailable()) return undefined
  const backend = process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : process.platform
  return backend === 'basic_text' || backend === 'unknown' ? undefined : backend
}

/**
 * Gives the database key of this user-data folder. A folder with a database but without its key file is refused:
 * starting over would hide unsent work.
 */
export async function openKey(directory: string, passphrase: string | undefined): Promise<KeyAnswer> {
  const file = join(directory, 'desk.key')
  if (!existsSync(file)) {
    if (existsSync(join(directory, 'desk.db'))) return { problem: 'key-missing' }
    return createKey(file, passphrase)
  }
  const kept = JSON.parse(readFileSync(file, 'utf8')) as KeyFile
  if (kept.door === 'passphrase')
    return passphrase === undefined ? { problem: 'passphrase-needed' } : unwrap(kept, passphrase)
  if (findKeychain() !== kept.backend) return { problem: 'keychain-changed' }
  return { key: safeStorage.decryptString(Buffer.from(kept.wrapped, 'base64')) }
}

async function createKey(file: string, passphrase: string | undefined): Promise<KeyAnswer> {
  const key = randomBytes(32).toString('hex')
  const backend = findKeychain()
  if (backend !== undefined) {
    keep(file, { door: 'keychain', backend, wrapped: safeStorage.encryptString(key).toString('base64') })
    return { key }
  }
  if (passphrase === undefined) return { problem: 'passphrase-new' }
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
  const decipher = createDecipheriv('aes-256-gcm', await derive(passphrase, decode(kept.salt)), decode(kept.iv))
  decipher.setAuthTag(decode(kept.tag))
  try {
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
