import { hash } from '@node-rs/argon2'
import { hkdfSync } from 'node:crypto'
import { PASSWORD } from '../../support/central.ts'
import { CHEAP } from '../../support/cheap-passwords.ts'

/** What a desk with this key keeps to check the one password without a network. */
export function cheapVerifier(databaseKey: string): Promise<string> {
  const key = Buffer.from(databaseKey, 'hex')
  const secret = Buffer.from(hkdfSync('sha256', key, '', 'hall-desk offline verifier', 32))
  return hash(PASSWORD, { ...CHEAP, parallelism: 1, secret })
}
