import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto'
import type { OfficeWrap } from './key-file.ts'

const spki = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' })
const fingerprint = (publicKey: KeyObject): string => createHash('sha256').update(spki(publicKey)).digest('hex')
const decode = (text: string): Buffer => Buffer.from(text, 'base64')

/** The office's public half: SPKI in base64, X25519. @throws when it is anything else */
function readPublicKey(text: string): KeyObject {
  const key = createPublicKey({ key: decode(text), format: 'der', type: 'spki' })
  if (key.asymmetricKeyType !== 'x25519') throw new Error('the office’s recovery key must be X25519')
  return key
}

/** The same secret on both sides: HKDF of the exchange, bound to both public halves. */
function deriveWrapKey(privateKey: KeyObject, publicKey: KeyObject, ephemeral: KeyObject, office: KeyObject): Buffer {
  const shared = diffieHellman({ privateKey, publicKey })
  const salt = Buffer.concat([spki(ephemeral), spki(office)])
  return Buffer.from(hkdfSync('sha256', shared, salt, 'hall-desk recovery 1', 32))
}

/** Whether a wrap is for this office. */
export const isFor = (wrap: OfficeWrap | undefined, publicKey: string): boolean =>
  wrap?.office === fingerprint(readPublicKey(publicKey))

/** Wraps the database key so that the office's private half opens it, and nothing on this machine does. */
export function wrapForOffice(key: string, publicKey: string): OfficeWrap {
  const office = readPublicKey(publicKey)
  const own = generateKeyPairSync('x25519')
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', deriveWrapKey(own.privateKey, office, own.publicKey, office), iv)
  const wrapped = Buffer.concat([cipher.update(key, 'utf8'), cipher.final()])
  return {
    office: fingerprint(office),
    ephemeral: spki(own.publicKey).toString('base64'),
    iv: iv.toString('base64'),
    wrapped: wrapped.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
  }
}

/** Opens the office's wrap with its private half (PEM), or gives nothing when that is another's or no key. */
export function unwrapByOffice(wrap: OfficeWrap, pem: string): string | undefined {
  try {
    const privateKey = createPrivateKey({ key: pem, format: 'pem' })
    const ephemeral = createPublicKey({ key: decode(wrap.ephemeral), format: 'der', type: 'spki' })
    const wrapKey = deriveWrapKey(privateKey, ephemeral, ephemeral, createPublicKey(privateKey))
    const decipher = createDecipheriv('aes-256-gcm', wrapKey, decode(wrap.iv), { authTagLength: 16 })
    decipher.setAuthTag(decode(wrap.tag))
    return Buffer.concat([decipher.update(decode(wrap.wrapped)), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}
