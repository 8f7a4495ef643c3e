import { hash } from '@node-rs/argon2'
import { hkdfSync } from 'node:crypto'
import { PASSWORD } from '../../support/central.ts'

/** Costs next to nothing: what a password costs is measured elsewhere, and here it is typed hundreds of times. */
const CHEAP = { memoryCost: 64, timeCost: 1, parallelism: 1 } as const

/** The central's stored form of the one password. */
export const cheapHash = (): Promise<string> => hash(PASSWORD, CHEAP)

/** What a desk with this key keeps to check the one password without a network. */
export function cheapVerifier(databaseKey: string): Promise<string> {
  const key = Buffer.from(databaseKey, 'hex')
  const secret = Buffer.from(hkdfSync('sha256', key, '', 'hall-desk offline verifier', 32))
  return hash(PASSWORD, { ...CHEAP, secret })
}
