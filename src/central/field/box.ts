import { decode, encode } from 'cbor-x'
import { createCipheriv, createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import {
  bundleBody,
  BUNDLE_MAGIC,
  headerTextOf,
  RECEIPT_MAGIC,
  signedText,
  writeFieldFile,
  type BundleBody,
  type BundleHeader,
  type FieldFile,
  type ReceiptBody,
  type ReceiptHeader,
} from '../../contract/bundle.ts'
import { sha256, verifySignature } from '../crypto.ts'
import { decryptBox, type SealingKeys } from '../sealed-box.ts'

/** The central's own Ed25519 pair, by which desks know its receipts; plain text, so that a file can keep it. */
export interface SigningKeys {
  /** SPKI in base64, as desks get it at enrolment and at sign-in. */
  readonly publicKey: string
  /** PKCS #8 in base64; it never leaves the central. */
  readonly privateKey: string
}

/** A fresh pair. */
export function newSigningKeys(): SigningKeys {
  const pair = generateKeyPairSync('ed25519')
  return {
    publicKey: pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    privateKey: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
  }
}

/** Whether the desk with this key signed the bundle. */
export function isSignedByDesk(file: FieldFile<BundleHeader>, publicKey: string): boolean {
  const text = signedText(BUNDLE_MAGIC, file.headerText, sha256(file.body))
  return verifySignature(text, Buffer.from(file.signature).toString('base64'), publicKey)
}

/** What a bundle carries, or nothing when it wasn't sealed to this central or isn't what a desk puts in. */
export function openBundle(file: FieldFile<BundleHeader>, keys: SealingKeys): BundleBody | undefined {
  try {
    const plain = decryptBox(keys, Buffer.from(file.header.ephemeral, 'base64'), file.headerText, file.body)
    const parsed = bundleBody.safeParse(decode(plain))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Seals a receipt under the key its bundle brought, and signs it. */
export function sealReceipt(
  about: Omit<ReceiptHeader, 'nonce' | 'bodyBytes'>,
  content: ReceiptBody,
  replyKey: Uint8Array,
  keys: SigningKeys,
): Uint8Array {
  const plain = encode(content)
  // One bundle may be answered several times under its one key, so each answer has a nonce of its own.
  const nonce = randomBytes(NONCE_BYTES)
  const headerText = headerTextOf({
    ...about,
    nonce: nonce.toString('base64'),
    bodyBytes: plain.length + TAG_BYTES,
  })
  const cipher = createCipheriv('aes-256-gcm', replyKey, nonce)
  cipher.setAAD(Buffer.from(headerText))
  const body = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  const privateKey = createPrivateKey({ key: Buffer.from(keys.privateKey, 'base64'), format: 'der', type: 'pkcs8' })
  const signature = sign(null, Buffer.from(signedText(RECEIPT_MAGIC, headerText, sha256(body))), privateKey)
  return writeFieldFile(RECEIPT_MAGIC, headerText, signature, body)
}
