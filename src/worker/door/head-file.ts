import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { KEY_CHECK_TEXT } from '../../contract/key-file.ts'
import { newestHead, type Head, type Slot } from '../../sync/head.ts'
import { syncFolder } from '../files.ts'

/** Places far enough apart that no disk writes two of them at once: what proves the key, and two for the mark. */
const PLACE = 4096
const CHECK_AT = 0
const SLOTS_AT = [PLACE, 2 * PLACE] as const
const SIZE = 3 * PLACE
const SLOT = 512

const headFile = (directory: string): string => join(directory, 'desk.head')

const macKey = (key: string): Buffer =>
  Buffer.from(hkdfSync('sha256', Buffer.from(key, 'hex'), '', 'hall-desk head mark', 32))

const macOf = (key: Buffer, { count, seq, hash, at }: Head): string =>
  createHmac('sha256', key).update([count, seq, hash, at].join('.')).digest('hex')

/** Tells the right key from a wrong one without the database, and nothing of the key. */
const checkOf = (key: string): string =>
  createHmac('sha256', Buffer.from(key, 'hex')).update(KEY_CHECK_TEXT).digest('hex')

const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a, 'latin1'), Buffer.from(b, 'latin1'))

function readSlot(content: Buffer, at: number, key: Buffer): Slot {
  const place = content.subarray(at, at + SLOT)
  if (place.length === SLOT && place.every((byte) => byte === 0)) return 'empty'
  try {
    const { mac, ...head } = JSON.parse(place.toString('latin1').split('\n')[0] ?? '') as Head & { mac: string }
    return isSame(mac, macOf(key, head)) ? head : 'bad'
  } catch {
    return 'bad'
  }
}

/** Both places of the mark beside the database, or nothing when there is no mark. */
export function readSlots(directory: string, key: string): readonly Slot[] | undefined {
  const file = headFile(directory)
  if (!existsSync(file)) return undefined
  const content = readFileSync(file)
  return SLOTS_AT.map((at) => readSlot(content, at, macKey(key)))
}

/** The newest state that this folder's database ever had, as far as the mark tells. */
export const findHead = (directory: string, key: string): Head | undefined =>
  newestHead(readSlots(directory, key) ?? [])

/**
 * Whether this is the key of the folder's database, judged by the files beside it, so that a wrong key is told from a
 * damaged database. Nothing when none of them can say.
 */
export function isRightKey(directory: string, key: string): boolean | undefined {
  const checks: string[] = []
  const slots = readSlots(directory, key)
  if (slots !== undefined) {
    if (newestHead(slots) !== undefined) return true
    const kept = readFileSync(headFile(directory)).toString('latin1', CHECK_AT, CHECK_AT + 64)
    if (/^[0-9a-f]{64}$/.test(kept)) checks.push(kept)
  }
  const kept = readKeyCheck(join(directory, 'desk.key'))
  if (kept !== undefined) checks.push(kept)
  return checks.length === 0 ? undefined : checks.includes(checkOf(key))
}

function readKeyCheck(file: string): string | undefined {
  try {
    const { check } = JSON.parse(readFileSync(file, 'utf8')) as { check?: unknown }
    return typeof check === 'string' ? check : undefined
  } catch {
    return undefined
  }
}

/** The mark as it is written. Its file has its full size from the first, so that a full disk can't stop it. */
export class HeadFile {
  readonly #descriptor: number
  readonly #key: Buffer

  constructor(directory: string, key: string) {
    const file = headFile(directory)
    const isNew = !existsSync(file)
    this.#key = macKey(key)
    this.#descriptor = openSync(file, isNew ? 'w+' : 'r+', 0o600)
    try {
      if (isNew) writeSync(this.#descriptor, Buffer.alloc(SIZE), 0, SIZE, 0)
      else ftruncateSync(this.#descriptor, SIZE)
      writeSync(this.#descriptor, Buffer.from(checkOf(key)), 0, 64, CHECK_AT)
      fsyncSync(this.#descriptor)
      // A name that isn't on the disk yet would be a missing mark after a power cut.
      if (isNew) syncFolder(directory)
    } catch (error) {
      this.close()
      throw error
    }
  }

  /** Durable when it returns. It takes the place of the mark before the last, so that one of them is always whole. */
  write(head: Head): void {
    this.#put(head, SLOTS_AT[head.count % 2] ?? PLACE)
    fdatasyncSync(this.#descriptor)
  }

  /** Puts the mark into both places, where one of them can't be read. */
  heal(head: Head): void {
    for (const at of SLOTS_AT) this.#put(head, at)
    fdatasyncSync(this.#descriptor)
  }

  #put(head: Head, at: number): void {
    const place = Buffer.alloc(SLOT)
    place.write(`${JSON.stringify({ ...head, mac: macOf(this.#key, head) })}\n`, 'latin1')
    writeSync(this.#descriptor, place, 0, SLOT, at)
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}
