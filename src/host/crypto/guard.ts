import crypto, { type KeyObject } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import {
  checkCipher,
  checkCurve,
  checkHash,
  checkKeyType,
  checkSecretKey,
  checkWebAlgorithm,
  ciphers,
  CryptoRefusal,
  curves,
  hashes,
} from './allow-list.ts'

type Callable = (...inputs: unknown[]) => unknown
type Check = (inputs: readonly unknown[]) => void

const checkFirst =
  (check: (value: unknown) => void): Check =>
  ([first]) =>
    check(first)

/** Signing without a hash is Ed25519's way; its key is judged when it is made. */
const checkOptionalHash: Check = ([hash]) => {
  if (hash !== null && hash !== undefined) checkHash(hash)
}

const checkPair: Check = ([type, options]) =>
  checkKeyType(type, (options as { namedCurve?: unknown } | undefined)?.namedCurve)

/** Functions of node:crypto and what each is judged by. */
const checked: Readonly<Record<string, Check>> = {
  createHash: checkFirst(checkHash),
  hash: checkFirst(checkHash),
  createHmac: checkFirst(checkHash),
  hkdf: checkFirst(checkHash),
  hkdfSync: checkFirst(checkHash),
  createSign: checkFirst(checkHash),
  createVerify: checkFirst(checkHash),
  sign: checkOptionalHash,
  verify: checkOptionalHash,
  createCipheriv: checkFirst(checkCipher),
  createDecipheriv: checkFirst(checkCipher),
  getCipherInfo: checkFirst(checkCipher),
  createECDH: checkFirst(checkCurve),
  generateKeyPair: checkPair,
  generateKeyPairSync: checkPair,
  generateKey: ([type, options]) => checkSecretKey(type, (options as { length?: unknown }).length),
  generateKeySync: ([type, options]) => checkSecretKey(type, (options as { length?: unknown }).length),
}

/** The same by class, for `new crypto.Hash('md5')`. */
const checkedClasses: Readonly<Record<string, Check>> = {
  Hash: checkFirst(checkHash),
  Hmac: checkFirst(checkHash),
  Sign: checkFirst(checkHash),
  Verify: checkFirst(checkHash),
  Cipheriv: checkFirst(checkCipher),
  Decipheriv: checkFirst(checkCipher),
  ECDH: checkFirst(checkCurve),
}

/** Whole families off the list: RSA, classic Diffie-Hellman, other derivations, primes, post-quantum drafts. */
const refused = [
  'argon2',
  'argon2Sync',
  'checkPrime',
  'checkPrimeSync',
  'createDiffieHellman',
  'createDiffieHellmanGroup',
  'decapsulate',
  'DiffieHellman',
  'DiffieHellmanGroup',
  'encapsulate',
  'generatePrime',
  'generatePrimeSync',
  'getDiffieHellman',
  'pbkdf2',
  'pbkdf2Sync',
  'privateDecrypt',
  'privateEncrypt',
  'publicDecrypt',
  'publicEncrypt',
  'scrypt',
  'scryptSync',
]

/** Methods of Web Crypto by the places of their algorithms among the inputs. */
const webMethods: Readonly<Record<string, readonly number[]>> = {
  decrypt: [0],
  deriveBits: [0],
  deriveKey: [0, 2],
  digest: [0],
  encrypt: [0],
  generateKey: [0],
  importKey: [2],
  sign: [0],
  unwrapKey: [3, 4],
  verify: [0],
  wrapKey: [3],
}

/** Node's own WebSocket and fetch may do what the app may not: the handshake of RFC 6455 needs SHA-1, in Electron too. */
function calledByNode(): boolean {
  const lines = (new Error().stack ?? '').split('\n').slice(1)
  const caller = lines.find((line) => !line.includes(import.meta.url))
  return caller?.includes('(node:internal/deps/undici/') ?? false
}

function judge(check: Check, inputs: readonly unknown[]): void {
  try {
    check(inputs)
  } catch (refusal) {
    if (!calledByNode()) throw refusal
  }
}

function guardFunction(original: Callable, check: Check): Callable {
  return function guarded(this: unknown, ...inputs: unknown[]) {
    judge(check, inputs)
    return Reflect.apply(original, this, inputs)
  }
}

function guardClass(original: object, check: Check): object {
  return new Proxy(original as new (...inputs: unknown[]) => object, {
    construct(target, inputs, newTarget) {
      judge(check, inputs)
      return Reflect.construct(target, inputs, newTarget as new () => object)
    },
    apply(target, self, inputs) {
      judge(check, inputs)
      return Reflect.apply(target as unknown as Callable, self, inputs)
    },
  })
}

/** Imported keys are judged by what they turn out to be. */
function guardKeyImport(original: Callable): Callable {
  return function guarded(this: unknown, ...inputs: unknown[]) {
    const key = Reflect.apply(original, this, inputs) as KeyObject
    judge(() => checkKeyType(key.asymmetricKeyType, key.asymmetricKeyDetails?.namedCurve), [])
    return key
  }
}

function guardWebCrypto(): void {
  const methods = Object.getPrototypeOf(crypto.webcrypto.subtle) as Record<string, Callable>
  for (const [name, places] of Object.entries(webMethods)) {
    const original = methods[name]
    if (!original) continue
    const check: Check = (inputs) => places.forEach((place) => checkWebAlgorithm(inputs[place]))
    // A refusal rejects the promise, as every error of Web Crypto does.
    methods[name] = async function guarded(this: unknown, ...inputs: unknown[]) {
      judge(check, inputs)
      return Reflect.apply(original, this, inputs)
    }
  }
}

/** Replaces node:crypto's functions, for import, require and process.getBuiltinModule alike. Called once a thread. */
export function guardCrypto(): void {
  const functions = crypto as unknown as Record<string, Callable>
  const replace = (name: string, make: (original: Callable) => object): void => {
    const original = functions[name]
    if (original) Object.defineProperty(crypto, name, { value: make(original), enumerable: true, configurable: true })
  }
  for (const [name, check] of Object.entries(checked)) replace(name, (original) => guardFunction(original, check))
  for (const [name, check] of Object.entries(checkedClasses)) replace(name, (original) => guardClass(original, check))
  for (const name of ['createPublicKey', 'createPrivateKey']) replace(name, guardKeyImport)
  for (const name of refused)
    replace(name, (original) =>
      guardClass(original, () => {
        throw new CryptoRefusal(name)
      }),
    )
  replace('getHashes', () => () => [...hashes])
  replace('getCiphers', () => () => [...ciphers])
  replace('getCurves', () => () => [...curves])
  guardWebCrypto()
  syncBuiltinESMExports()
}
