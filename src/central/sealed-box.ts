import {
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'
import { parseSealedBox, SEAL_BLOCK_BYTES, SEAL_IV, type SealHeader, type SealPurpose } from '../contract/sealed-box.ts'
import { DAY, type Instant } from '../domain/kernel/instant.ts'

/** The central's own P-256 pair for sealed boxes (contract/sealed-box.ts); plain text, so that a file can keep it. */
export interface SealingKeys {
  /** SPKI in base64, as desks get it at sign-in. */
  readonly publicKey: string
  /** PKCS #8 in base64; it never leaves the central. */
  readonly privateKey: string
}

/** A fresh pair. */
export function newSealingKeys(): SealingKeys {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    publicKey: pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    privateKey: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
  }
}

/** Boxes wait in an outbox for as long as a desk may work offline; later ones are stale whatever they hold. */
export const SEAL_LIFETIME = 8 * DAY
/** The box carries the desk's clock, which may be ahead. */
const CLOCK_AHEAD = DAY

export type Opened =
  | { readonly ok: true; readonly secret: string; readonly nonce: string }
  | { readonly ok: false; readonly problem: 'unreadable' | 'stale' }

/**
 * Opens a box made for this purpose and person. Whatever else it is — made for somebody else, altered, cut, for
 * another key — is `unreadable`, and nothing tells which. Whether its nonce was used before is the caller's check.
 */
export function openSealedBox(
  keys: SealingKeys,
  text: string,
  expected: { readonly purpose: SealPurpose; readonly personId: string },
  now: Instant,
): Opened {
  const box = parseSealedBox(text)
  if (box === undefined || !isMeant(box.header, expected)) return { ok: false, problem: 'unreadable' }
  if (box.header.at < now - SEAL_LIFETIME || box.header.at > now + CLOCK_AHEAD) return { ok: false, problem: 'stale' }
  try {
    const ephemeral = Buffer.from(box.ephemeral, 'base64url')
    const block = decryptBox(keys, ephemeral, box.headerText, Buffer.from(box.sealed, 'base64url'))
    return { ok: true, secret: readBlock(block), nonce: box.header.nonce }
  } catch {
    return { ok: false, problem: 'unreadable' }
  }
}

const isMeant = (header: SealHeader, { purpose, personId }: { purpose: SealPurpose; personId: string }): boolean =>
  header.purpose === purpose && header.personId === personId

/** The uncompressed point as a key. @throws when it lies on no curve of ours. */
function readPoint(point: Buffer): KeyObject {
  if (point.length !== 65 || point[0] !== 4) throw new Error('not an uncompressed point')
  const x = point.subarray(1, 33).toString('base64url')
  const y = point.subarray(33).toString('base64url')
  return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
}

/** A P-256 SPKI ends with the uncompressed point. */
const pointOf = (keys: SealingKeys): Buffer => Buffer.from(keys.publicKey, 'base64').subarray(-65)

/** The key of a box that was sealed to the central with this ephemeral point. */
function deriveBoxKey(keys: SealingKeys, ephemeral: Buffer, info: string): Buffer {
  const privateKey = createPrivateKey({ key: Buffer.from(keys.privateKey, 'base64'), format: 'der', type: 'pkcs8' })
  const shared = diffieHellman({ privateKey, publicKey: readPoint(ephemeral) })
  return Buffer.from(hkdfSync('sha256', shared, Buffer.concat([ephemeral, pointOf(keys)]), info, 32))
}

const TAG_BYTES = 16

/**
 * What was sealed to the central with this ephemeral point.
 * @param headerText the header as written: the key and the tag depend on every letter of it
 * @param sealed the encrypted bytes with their tag at the end
 * @throws when the point lies on no curve of ours, or when anything was altered, cut or sealed to another key
 */
export function decryptBox(keys: SealingKeys, ephemeral: Buffer, headerText: string, sealed: Uint8Array): Buffer {
  const key = deriveBoxKey(keys, ephemeral, headerText)
  const decipher = createDecipheriv('aes-256-gcm', key, SEAL_IV, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(headerText))
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()])
}

function readBlock(block: Buffer): string {
  const length = block[0] ?? 0
  if (block.length !== SEAL_BLOCK_BYTES || length >= SEAL_BLOCK_BYTES) throw new Error('not a block')
  return new TextDecoder('utf-8', { fatal: true }).decode(block.subarray(1, 1 + length))
}
