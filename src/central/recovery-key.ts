import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const PUBLIC = 'recovery-public.pem'
const PRIVATE = 'recovery-private.pem'

/**
 * The office's public recovery key, for which every desk wraps the key of its database (TRUST-45): SPKI in base64.
 * Without a file of its own a pair is made once, and its private half named, so that somebody takes it into a safe.
 * @throws when the file holds anything but a public X25519 key
 */
export function loadRecoveryKey(directory: string, file: string | undefined): string {
  const own = join(directory, PUBLIC)
  if (file === undefined && !existsSync(own)) makePair(directory)
  const key = createPublicKey(readFileSync(file ?? own))
  if (key.asymmetricKeyType !== 'x25519') throw new Error('--recovery-key takes a public X25519 key in PEM')
  return key.export({ format: 'der', type: 'spki' }).toString('base64')
}

function makePair(directory: string): void {
  const { publicKey, privateKey } = generateKeyPairSync('x25519')
  const secret = join(directory, PRIVATE)
  // The private half first: a public one without it would wrap keys that nobody can ever open.
  writeFileSync(secret, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flush: true })
  writeFileSync(join(directory, PUBLIC), publicKey.export({ format: 'pem', type: 'spki' }), { flush: true })
  process.stdout.write(`recovery key made: move ${secret} into a safe, it opens every desk\n`)
}
