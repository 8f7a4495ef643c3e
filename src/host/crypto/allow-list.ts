/*
 * The cryptography that the product may use: what Node on OpenSSL and Electron's Node on BoringSSL both have, and no
 * more than it needs. SHA-256 and SHA-512, HMAC, HKDF, AES-256-GCM, Ed25519, P-256, X25519, random bytes.
 */

/** Why a call is refused: the name of what it asked for, as it asked. */
export class CryptoRefusal extends Error {
  override readonly name = 'CryptoRefusal'

  constructor(what: string) {
    super(`electron-host: ${what} is not on the list of cryptography that every desk has`)
  }
}

export const hashes = ['sha256', 'sha512']
export const ciphers = ['aes-256-gcm']
export const curves = ['prime256v1']

const hashNames = new Set([...hashes, 'sha-256', 'sha-512'])
const curveNames = new Set([...curves, 'p-256', 'secp256r1'])
/** `ec` is judged by its curve, secret keys by their use. */
const keyTypes = new Set(['ed25519', 'x25519', 'ec'])
const webAlgorithms = new Set(['sha-256', 'sha-512', 'hmac', 'hkdf', 'aes-gcm', 'ed25519', 'x25519', 'ecdsa', 'ecdh'])
const webKeyLength = 256

function lower(name: unknown): string {
  return String(name).toLowerCase()
}

export function checkHash(name: unknown): void {
  if (!hashNames.has(lower(name))) throw new CryptoRefusal(`the hash ${String(name)}`)
}

export function checkCipher(name: unknown): void {
  if (!ciphers.includes(lower(name))) throw new CryptoRefusal(`the cipher ${String(name)}`)
}

export function checkCurve(name: unknown): void {
  if (!curveNames.has(lower(name))) throw new CryptoRefusal(`the curve ${String(name)}`)
}

/** A kind of key pair, with its curve where it has one. */
export function checkKeyType(type: unknown, curve?: unknown): void {
  if (!keyTypes.has(lower(type))) throw new CryptoRefusal(`the key type ${String(type)}`)
  if (lower(type) === 'ec') checkCurve(curve)
}

/** A secret key that `generateKey` makes: HMAC, or AES of 256 bits. */
export function checkSecretKey(type: unknown, length: unknown): void {
  if (type !== 'hmac' && !(type === 'aes' && length === webKeyLength))
    throw new CryptoRefusal(`the secret key ${String(type)}`)
}

/** An algorithm of Web Crypto, with the hash, curve and length that it names. */
export function checkWebAlgorithm(algorithm: unknown): void {
  const { name, hash, namedCurve, length } =
    typeof algorithm === 'object' && algorithm !== null
      ? (algorithm as { name?: unknown; hash?: unknown; namedCurve?: unknown; length?: unknown })
      : { name: algorithm }
  if (!webAlgorithms.has(lower(name))) throw new CryptoRefusal(`the Web Crypto algorithm ${String(name)}`)
  if (hash !== undefined)
    checkHash(typeof hash === 'object' && hash !== null ? (hash as { name?: unknown }).name : hash)
  if (namedCurve !== undefined) checkCurve(namedCurve)
  if (lower(name) === 'aes-gcm' && length !== undefined && length !== webKeyLength)
    throw new CryptoRefusal('AES-GCM with keys of other than 256 bits')
}
