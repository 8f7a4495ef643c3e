import { decode, encode } from 'cbor-x'
import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
} from 'node:crypto'
import {
  BUNDLE_MAGIC,
  headerTextOf,
  receiptBody,
  RECEIPT_MAGIC,
  signedText,
  writeFieldFile,
  type BundleBody,
  type BundleHeader,
  type FieldFile,
  type ReceiptBody,
  type ReceiptHeader,
} from '../../contract/bundle.ts'
import { SEAL_IV } from '../../contract/sealed-box.ts'
import { isSignedBy, sha256, signText, type DeviceKey } from '../crypto.ts'

const TAG_BYTES = 16
/** A P-256 SPKI ends with the uncompressed point. */
const POINT_BYTES = 65

/**
 * Seals a bundle to the central's key and signs it with the desk's: whoever finds the file reads numbers of acts and
 * nothing of people.
 * @param centralKey the central's sealing key: SPKI, base64
 */
export function sealBundle(
  about: Omit<BundleHeader, 'central' | 'ephemeral' | 'bodyBytes'>,
  content: BundleBody,
  centralKey: string,
  deviceKey: DeviceKey,
): Uint8Array<ArrayBuffer> {
  const plain = encode(content)
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ephemeral = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-POINT_BYTES)
  const spki = Buffer.from(centralKey, 'base64')
  const headerText = headerTextOf({
    ...about,
    central: sha256(centralKey),
    ephemeral: ephemeral.toString('base64'),
    bodyBytes: plain.length + TAG_BYTES,
  })
  const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  const shared = diffieHellman({ privateKey: pair.privateKey, publicKey })
  const salt = Buffer.concat([ephemeral, spki.subarray(-POINT_BYTES)])
  const key = Buffer.from(hkdfSync('sha256', shared, salt, headerText, 32))
  const cipher = createCipheriv('aes-256-gcm', key, SEAL_IV)
  cipher.setAAD(Buffer.from(headerText))
  const body = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  const signature = Buffer.from(signText(signedText(BUNDLE_MAGIC, headerText, sha256(body)), deviceKey), 'base64')
  return writeFieldFile(BUNDLE_MAGIC, headerText, signature, body)
}

/** Whether the central signed this receipt. @param signingKey the central's: SPKI, base64 */
export function isSignedByCentral(file: FieldFile<ReceiptHeader>, signingKey: string): boolean {
  const text = signedText(RECEIPT_MAGIC, file.headerText, sha256(file.body))
  return isSignedBy(text, Buffer.from(file.signature).toString('base64'), signingKey)
}

/** What a receipt says, or nothing when the key isn't the one its bundle brought along. */
export function openReceipt(file: FieldFile<ReceiptHeader>, replyKey: Uint8Array): ReceiptBody | undefined {
  try {
    const decipher = createDecipheriv('aes-256-gcm', replyKey, Buffer.from(file.header.nonce, 'base64'), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAAD(Buffer.from(file.headerText))
    decipher.setAuthTag(file.body.subarray(-TAG_BYTES))
    const plain = Buffer.concat([decipher.update(file.body.subarray(0, -TAG_BYTES)), decipher.final()])
    const parsed = receiptBody.safeParse(decode(plain))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}
