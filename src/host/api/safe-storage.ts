import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { life } from '../life.ts'
import { strict } from '../strict.ts'
import { getPath } from './paths.ts'

const version = Buffer.from('v10')
const nonceLength = 12
const tagLength = 16
const keyLength = 32

/** A key in a file beside the data: the calls of safeStorage, not its protection. Hence the backend `basic_text`. */
function fileKey(): Buffer {
  if (!life.ready) throw new Error('safeStorage cannot be used before app is ready')
  const file = join(getPath('userData'), 'host-safe-storage')
  if (!existsSync(file)) writeFileSync(file, randomBytes(keyLength), { mode: 0o600 })
  return readFileSync(file)
}

export const safeStorage = strict('safeStorage', {
  isEncryptionAvailable: (): boolean => life.ready,
  getSelectedStorageBackend: (): string => (life.ready ? 'basic_text' : 'unknown'),
  encryptString(plain: string): Buffer {
    const nonce = randomBytes(nonceLength)
    const cipher = createCipheriv('aes-256-gcm', fileKey(), nonce)
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
    return Buffer.concat([version, nonce, cipher.getAuthTag(), sealed])
  },
  decryptString(encrypted: Buffer): string {
    const nonceEnd = version.length + nonceLength
    const tagEnd = nonceEnd + tagLength
    if (!encrypted.subarray(0, version.length).equals(version) || encrypted.length < tagEnd)
      throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.')
    const decipher = createDecipheriv('aes-256-gcm', fileKey(), encrypted.subarray(version.length, nonceEnd))
    decipher.setAuthTag(encrypted.subarray(nonceEnd, tagEnd))
    return Buffer.concat([decipher.update(encrypted.subarray(tagEnd)), decipher.final()]).toString('utf8')
  },
})
