import { createHash, createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
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
