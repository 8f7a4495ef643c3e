import { hashRaw } from '@node-rs/argon2'
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createKeyFile, isKeyOf, keyCheck, readKeyFile, replaceKeyFile, type Door, type KeyFile } from './key-file.ts'
import { isFor, unwrapByOffice, wrapForOffice } from './recovery.ts'

/** Why there is no database key; the page asks for a passphrase or says what a person has to do. */
export type KeyProblem =
  'passphrase-new' | 'passphrase-needed' | 'passphrase-wrong' | 'keychain-changed' | 'key-missing'

/** By which door a recovered key would be kept from then on. */
export type NextDoor = 'keychain' | 'passphrase'

export type KeyAnswer =
  | { readonly key: string }
  /** `recovery`: the office can open this desk, and the key would then be kept by that door. */
  | { readonly problem: KeyProblem; readonly recovery?: NextDoor }

/** The part of the system's keychain that is used; Electron's `safeStorage` is one. */
export interface Keychain {
  isEncryptionAvailable(): boolean
  getSelectedStorageBackend(): string
  encryptString(text: string): Buffer
  decryptString(wrapped: Buffer): string
}

const PASSPHRASE_COST = { algorithm: 2, memoryCost: 64 * 1024, timeCost: 3, parallelism: 1, outputLen: 32 } as const

const fileOf = (directory: string): string => join(directory, 'desk.key')

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
  const file = fileOf(directory)
  if (!existsSync(file)) return createKey(directory, passphrase, keychain)
  const kept = readKeyFile(file)
  // A file that can't be read holds no key; the database stays as it is until the right one is put back.
  if (kept === undefined) return { problem: 'key-missing' }
  const answer = kept.door === 'passphrase' ? await byPassphrase(kept, passphrase) : byKeychain(kept, keychain)
  if ('key' in answer) {
    if (kept.check === undefined) addCheck(file, kept, answer.key)
    return answer
  }
  if (kept.recovery === undefined) return answer
  return { ...answer, recovery: findBackend(keychain) === undefined ? 'passphrase' : 'keychain' }
}

/** For a file that was written before there was one. What can't be written now is at the next start: the key is open. */
function addCheck(file: string, kept: KeyFile, key: string): void {
  try {
    replaceKeyFile(file, { ...kept, check: keyCheck(key) })
  } catch (error) {
    process.stderr.write(`no check of the key: ${String((error as { code?: unknown }).code)}\n`)
  }
}

/**
 * Wraps the key for the office too, so that a keychain that changes or a passphrase that is forgotten loses no work.
 * @param publicKey the office's recovery key as the central gives it: SPKI in base64
 */
export function keepForOffice(directory: string, key: string, publicKey: string): void {
  const kept = readKeyFile(fileOf(directory))
  if (kept === undefined || !isKeyOf(kept, key) || isFor(kept.recovery, publicKey)) return
  replaceKeyFile(fileOf(directory), { ...kept, check: keyCheck(key), recovery: wrapForOffice(key, publicKey) })
}

export type RecoveryAnswer =
  { readonly key: string } | { readonly problem: 'recovery-wrong' | 'recovery-passphrase' | 'key-missing' }

/**
 * Opens by the office's private key, or by the code that the office made of it, and wraps the key by a new door. The
 * old door goes only when the new one is on the disk.
 * @param secret the private key as PEM, or the desk's recovery code: 64 hex digits in groups
 * @param passphrase the new one, where the system has no keychain
 */
export async function recoverKey(
  directory: string,
  secret: string,
  passphrase: string | undefined,
  keychain: Keychain,
): Promise<RecoveryAnswer> {
  const kept = readKeyFile(fileOf(directory))
  if (kept === undefined) return { problem: 'key-missing' }
  const key = readSecret(kept, secret.trim())
  if (key === undefined || !isKeyOf(kept, key)) return { problem: 'recovery-wrong' }
  const door = await makeDoor(key, passphrase, keychain)
  if (door === undefined) return { problem: 'recovery-passphrase' }
  const { check, recovery } = kept
  replaceKeyFile(fileOf(directory), {
    ...door,
    ...(check === undefined ? {} : { check }),
    ...(recovery === undefined ? {} : { recovery }),
  })
  return { key }
}

function readSecret({ recovery, check }: KeyFile, secret: string): string | undefined {
  if (secret.includes('PRIVATE KEY')) return recovery && unwrapByOffice(recovery, secret)
  // A code is believed only where it can be checked; a wrong one would hide the key for good.
  const code = secret.replaceAll(/[\s-]/g, '').toLowerCase()
  return check === undefined ? undefined : code
}

async function createKey(directory: string, passphrase: string | undefined, keychain: Keychain): Promise<KeyAnswer> {
  if (['desk.db', 'desk.head'].some((name) => existsSync(join(directory, name)))) return { problem: 'key-missing' }
  const key = randomBytes(32).toString('hex')
  const door = await makeDoor(key, passphrase, keychain)
  if (door === undefined) return { problem: 'passphrase-new' }
  const isMade = createKeyFile(fileOf(directory), { ...door, check: keyCheck(key) })
  return isMade ? { key } : openKey(directory, passphrase, keychain)
}

/** Who sets an easy one opens the desk to whoever finds the PC; the page asks for as many. */
const SHORTEST_PASSPHRASE = 8

/** Wraps the key by the keychain where there is one, else by a passphrase; nothing when that is too short. */
async function makeDoor(key: string, passphrase: string | undefined, keychain: Keychain): Promise<Door | undefined> {
  const backend = findBackend(keychain)
  if (backend !== undefined)
    return { door: 'keychain', backend, wrapped: keychain.encryptString(key).toString('base64') }
  if (passphrase === undefined || Array.from(passphrase).length < SHORTEST_PASSPHRASE) return undefined
  const salt = randomBytes(16)
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', await derive(passphrase, salt), iv)
  const wrapped = Buffer.concat([cipher.update(key, 'utf8'), cipher.final()])
  const encode = (bytes: Buffer) => bytes.toString('base64')
  return {
    door: 'passphrase',
    salt: encode(salt),
    iv: encode(iv),
    wrapped: encode(wrapped),
    tag: encode(cipher.getAuthTag()),
  }
}

function byKeychain(kept: Extract<KeyFile, { door: 'keychain' }>, keychain: Keychain): KeyAnswer {
  if (findBackend(keychain) !== kept.backend) return { problem: 'keychain-changed' }
  try {
    const key = keychain.decryptString(Buffer.from(kept.wrapped, 'base64'))
    return isKeyOf(kept, key) ? { key } : { problem: 'keychain-changed' }
  } catch {
    // The same kind of keychain, but another user's or another folder's: it can't open what it didn't wrap.
    return { problem: 'keychain-changed' }
  }
}

async function byPassphrase(
  kept: Extract<KeyFile, { door: 'passphrase' }>,
  passphrase: string | undefined,
): Promise<KeyAnswer> {
  if (passphrase === undefined) return { problem: 'passphrase-needed' }
  const decode = (text: string) => Buffer.from(text, 'base64')
  try {
    const wrapping = await derive(passphrase, decode(kept.salt))
    const decipher = createDecipheriv('aes-256-gcm', wrapping, decode(kept.iv), { authTagLength: 16 })
    decipher.setAuthTag(decode(kept.tag))
    const key = Buffer.concat([decipher.update(decode(kept.wrapped)), decipher.final()]).toString('utf8')
    return isKeyOf(kept, key) ? { key } : { problem: 'passphrase-wrong' }
  } catch {
    return { problem: 'passphrase-wrong' }
  }
}

const derive = (passphrase: string, salt: Buffer): Promise<Buffer> =>
  hashRaw(passphrase.normalize('NFC'), { ...PASSPHRASE_COST, salt })
