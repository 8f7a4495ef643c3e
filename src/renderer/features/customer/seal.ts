import {
  SEAL_BLOCK_BYTES,
  SEAL_IV,
  SEAL_SECRET_BYTES,
  sealHeaderText,
  type SealPurpose,
} from '../../../contract/sealed-box.ts'

/** What a secret is sealed for; `at` is the page's clock, in epoch milliseconds. */
export interface SealAbout {
  readonly purpose: SealPurpose
  readonly personId: string
  readonly at: number
}

const P256 = { name: 'ECDH', namedCurve: 'P-256' } as const

function toBase64Url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0))

function makeBlock(secret: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(secret)
  if (bytes.length > SEAL_SECRET_BYTES) throw new RangeError('the secret does not fit into a box')
  const block = new Uint8Array(SEAL_BLOCK_BYTES)
  block[0] = bytes.length
  block.set(bytes, 1)
  return block
}

/**
 * Seals a secret for the central alone (contract/sealed-box.ts has the format).
 * @param centralKey the central's public key, SPKI in base64, as it came at sign-in
 * @throws when the key is no P-256 key, or the secret is longer than a box holds
 */
export async function seal(secret: string, centralKey: string, about: SealAbout): Promise<string> {
  const { subtle } = crypto
  const nonce = toBase64Url(crypto.getRandomValues(new Uint8Array(16)))
  const headerText = sealHeaderText({ ...about, nonce })
  const spki = fromBase64(centralKey)
  const recipient = await subtle.importKey('spki', spki, P256, true, [])
  const ephemeral = await subtle.generateKey(P256, false, ['deriveBits'])
  const point = new Uint8Array(await subtle.exportKey('raw', ephemeral.publicKey))
  const recipientPoint = new Uint8Array(await subtle.exportKey('raw', recipient))
  const shared = await subtle.deriveBits({ name: 'ECDH', public: recipient }, ephemeral.privateKey, 256)
  const material = await subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey'])
  const header = new TextEncoder().encode(headerText)
  const salt = new Uint8Array([...point, ...recipientPoint])
  const key = await subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt, info: header },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt'],
  )
  const sealed = await subtle.encrypt({ name: 'AES-GCM', iv: SEAL_IV, additionalData: header }, key, makeBlock(secret))
  return [headerText, toBase64Url(point), toBase64Url(new Uint8Array(sealed))].join('.')
}
