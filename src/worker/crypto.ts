import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
} from 'node:crypto'
import { uuidV7 } from '../sync/uuid.ts'

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')

/** A fresh UUIDv7. */
export const newId = (): string => uuidV7(Date.now(), randomBytes(10))

/** The desk's signing key: PKCS8 and SPKI, base64. The private half lives only in the encrypted database. */
export interface DeviceKey {
  readonly privateKey: string
  readonly publicKey: string
}

export function newDeviceKey(): DeviceKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  }
}

/** Signs a text with the desk's Ed25519 key; base64. */
export function signText(text: string, key: DeviceKey): string {
  const privateKey = createPrivateKey({ key: Buffer.from(key.privateKey, 'base64'), format: 'der', type: 'pkcs8' })
  return sign(null, Buffer.from(text), privateKey).toString('base64')
}

/** Whether the Ed25519 signature (base64) over the text is that of this public key (SPKI, base64). */
export function isSignedBy(text: string, signature: string, publicKey: string): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'))
}
