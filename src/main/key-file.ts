import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { KEY_CHECK_TEXT } from '../contract/key-file.ts'

/** The key wrapped for the office, which may open any of its desks with its private half (TRUST-45). */
export interface OfficeWrap {
  /** SHA-256 of the public half it is wrapped for. */
  readonly office: string
  /** The public half made for this wrap alone: SPKI in base64. */
  readonly ephemeral: string
  readonly iv: string
  readonly wrapped: string
  readonly tag: string
}

/** The one door that opens every day: the system's keychain, or a passphrase where there is none. */
export type Door =
  | { readonly door: 'keychain'; readonly backend: string; readonly wrapped: string }
  | {
      readonly door: 'passphrase'
      readonly salt: string
      readonly iv: string
      readonly wrapped: string
      readonly tag: string
    }

/** The random database key, wrapped by its door and for the office. Never holds the key itself. */
export type KeyFile = Door & {
  /** Tells the right key from any other, and nothing of the key. */
  readonly check?: string
  readonly recovery?: OfficeWrap
}

const FIELDS = { keychain: ['backend', 'wrapped'], passphrase: ['salt', 'iv', 'wrapped', 'tag'] } as const
const RECOVERY_FIELDS = ['office', 'ephemeral', 'iv', 'wrapped', 'tag'] as const

const hasTexts = (content: unknown, names: readonly string[]): boolean =>
  typeof content === 'object' &&
  content !== null &&
  names.every((name) => {
    const value = (content as Readonly<Record<string, unknown>>)[name]
    return typeof value === 'string' && value !== ''
  })

function isKeyFile(content: unknown): content is KeyFile {
  if (!hasTexts(content, ['door'])) return false
  const { door, recovery } = content as { readonly door: string; readonly recovery?: unknown }
  if (door !== 'keychain' && door !== 'passphrase') return false
  return hasTexts(content, FIELDS[door]) && (recovery === undefined || hasTexts(recovery, RECOVERY_FIELDS))
}

/** What a key file says, or nothing when it says nothing that could be a key. */
export function readKeyFile(file: string): KeyFile | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isKeyFile(content) ? content : undefined
  } catch {
    return undefined
  }
}

export const keyCheck = (key: string): string =>
  createHmac('sha256', Buffer.from(key, 'hex')).update(KEY_CHECK_TEXT).digest('hex')

/** Whether this is the key of the file; one that was written before there was a check can't tell. */
export function isKeyOf({ check }: KeyFile, key: string): boolean {
  if (!/^[0-9a-f]{64}$/.test(key)) return false
  const own = Buffer.from(keyCheck(key))
  return check === undefined || (check.length === own.length && timingSafeEqual(own, Buffer.from(check)))
}

function writeBeside(file: string, content: KeyFile): string {
  const beside = `${file}.${randomBytes(6).toString('hex')}.new`
  try {
    writeFileSync(beside, JSON.stringify(content), { mode: 0o600, flush: true })
  } catch (error) {
    // A full disk takes the name and half the content.
    rmSync(beside, { force: true })
    throw error
  }
  return beside
}

/** A name that isn't on the disk yet is no name after a power cut. Folders can't be synced on every system. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Takes the place of the file at once, so that a kill or a power cut leaves the old one or the new one, never half. */
export function replaceKeyFile(file: string, content: KeyFile): void {
  const beside = writeBeside(file, content)
  try {
    renameSync(beside, file)
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
  syncFolder(dirname(file))
}

/** Makes the file where there is none. False when another program made one meanwhile: then that one counts. */
export function createKeyFile(file: string, content: KeyFile): boolean {
  const beside = writeBeside(file, content)
  try {
    linkSync(beside, file)
    syncFolder(dirname(file))
    return true
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(beside, { force: true })
  }
}
