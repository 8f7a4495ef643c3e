import { createHash, createPublicKey, randomBytes, timingSafeEqual, verify } from 'node:crypto'
import { uuidV7 } from '../sync/uuid.ts'

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')

/** A fresh UUIDv7 by the wall clock. */
export const newId = (): string => uuidV7(Date.now(), randomBytes(10))

/** A 256-bit secret to hand out once; only its hash is kept. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** Compares without telling by time where two texts differ. */
export function equalSecrets(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(a)), Buffer.from(sha256(b)))
}

/** Checks an Ed25519 signature; `publicKey` is the SPKI in base64. A malformed key or signature is simply wrong. */
export function verifySignature(text: string, signature: string, publicKey: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
    return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}
