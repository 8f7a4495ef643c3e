import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { faultLine } from '../sync/fault-line.ts'
import type { Enrolment } from './desk.ts'
import { putFile } from './files.ts'

/**
 * What this desk is, once more beside the database: without its signing key, commands saved from a damaged database
 * could neither be proved nor followed by others. Sealed with a key derived from the database's.
 */
const identityFile = (directory: string): string => join(directory, 'desk.identity')

const NONCE = 12
const TAG = 16

const sealingKey = (databaseKey: string): Buffer =>
  Buffer.from(hkdfSync('sha256', Buffer.from(databaseKey, 'hex'), '', 'hall-desk identity', 32))

/** Gives nothing when there is no such file, when it is damaged, or when it is another key's. */
export function findIdentity(directory: string, databaseKey: string): Enrolment | undefined {
  if (!existsSync(identityFile(directory))) return undefined
  try {
    const bytes = readFileSync(identityFile(directory))
    const opener = createDecipheriv('aes-256-gcm', sealingKey(databaseKey), bytes.subarray(0, NONCE), {
      authTagLength: TAG,
    })
    opener.setAuthTag(bytes.subarray(NONCE, NONCE + TAG))
    const text = Buffer.concat([opener.update(bytes.subarray(NONCE + TAG)), opener.final()]).toString('utf8')
    return JSON.parse(text) as Enrolment
  } catch {
    return undefined
  }
}

/** Keeps the identity beside the database; where that can't be done now, it is done at the next start. */
export function keepIdentityBeside(directory: string, databaseKey: string, enrolment: Enrolment): void {
  try {
    keepIdentity(directory, databaseKey, enrolment)
  } catch (error) {
    process.stderr.write(`identity: ${faultLine(error)}\n`)
  }
}

function keepIdentity(directory: string, databaseKey: string, enrolment: Enrolment): void {
  const text = JSON.stringify(enrolment)
  if (JSON.stringify(findIdentity(directory, databaseKey)) === text) return
  const nonce = randomBytes(NONCE)
  const sealer = createCipheriv('aes-256-gcm', sealingKey(databaseKey), nonce, { authTagLength: TAG })
  const sealed = Buffer.concat([sealer.update(text, 'utf8'), sealer.final()])
  putFile(identityFile(directory), Buffer.concat([nonce, sealer.getAuthTag(), sealed]))
}
