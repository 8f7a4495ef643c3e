/**
 * The sealed box in which a taxpayer's secret goes from the customer screen to the central. Only the central can
 * open it: the clerk's page, the desk's disk, the outbox and every log see the box alone.
 *
 * A box is text of seven parts joined by dots:
 *
 *     hd1 . purpose . person . nonce . time . ephemeral . sealed
 *
 * The first five are the header, in clear and authenticated: what the secret is for, whose it is, 16 random bytes
 * that make the box single-use, and when it was made (epoch milliseconds). `ephemeral` is the uncompressed P-256
 * point made for this box alone. The key is HKDF-SHA-256 of the ECDH secret, salted with the ephemeral point and
 * the central's, with the header as info; `sealed` is AES-256-GCM of one block of fixed length under it, nonce of
 * twelve zero bytes (the key is never used twice), header as additional data, tag at the end. The block is the
 * length of the secret's UTF-8 in one byte, the secret, and zeros, so that a box tells nothing about the length.
 * Binary parts are base64url without padding.
 */
export const SEAL_VERSION = 'hd1'

/** What a secret may be sealed for; a box for one purpose opens for no other. */
export const SEAL_PURPOSES = ['new-password', 'password-check'] as const
export type SealPurpose = (typeof SEAL_PURPOSES)[number]

export const SEAL_BLOCK_BYTES = 128
export const SEAL_SECRET_BYTES = SEAL_BLOCK_BYTES - 1
export const SEAL_IV = new Uint8Array(12)

export interface SealHeader {
  readonly purpose: SealPurpose
  readonly personId: string
  readonly nonce: string
  readonly at: number
}

export interface SealedBox {
  readonly header: SealHeader
  /** The header as written: info of the key derivation and additional data of the cipher. */
  readonly headerText: string
  readonly ephemeral: string
  readonly sealed: string
}

/** The header in its one written form. */
export const sealHeaderText = ({ purpose, personId, nonce, at }: SealHeader): string =>
  [SEAL_VERSION, purpose, personId, nonce, String(at)].join('.')

const BOX =
  /^(hd1\.([a-z-]{1,20})\.([A-Za-z0-9:-]{1,64})\.([A-Za-z0-9_-]{22})\.(\d{1,15}))\.([A-Za-z0-9_-]{87})\.([A-Za-z0-9_-]{192})$/

/** Takes a box apart; anything that isn't exactly one gives nothing. */
export function parseSealedBox(text: string): SealedBox | undefined {
  const [, headerText, purpose, personId, nonce, at, ephemeral, sealed] = BOX.exec(text) ?? []
  const known = SEAL_PURPOSES.find((one) => one === purpose)
  if (known === undefined || headerText === undefined || personId === undefined || nonce === undefined) return undefined
  if (ephemeral === undefined || sealed === undefined) return undefined
  return { header: { purpose: known, personId, nonce, at: Number(at) }, headerText, ephemeral, sealed }
}
