import { hash, verify } from '@node-rs/argon2'
import { randomUUID } from 'node:crypto'

/** What a guess costs whoever makes it; each stored form carries its own. */
export interface PasswordCost {
  /** KiB */
  readonly memoryCost: number
  /** Passes over that memory. */
  readonly timeCost: number
}

/** argon2id as OWASP advises for many log-ins on one machine: 19 MiB, two passes, one lane. */
const COST: PasswordCost = { memoryCost: 19 * 1024, timeCost: 2 }

export interface Passwords {
  /** The stored form of a password, with its own salt and cost in it. */
  hash(password: string): Promise<string>
  /**
   * Whether this is the password of that stored form. Nobody's, which there is none of, is compared as long as
   * somebody's (OP-20); a malformed form is no password's.
   */
  fits(stored: string | undefined, password: string): Promise<boolean>
}

export function passwordsAt(cost: PasswordCost): Passwords {
  const make = (password: string) => hash(password, { ...cost, parallelism: 1 })
  const nobody = make(randomUUID())
  return {
    hash: make,
    fits: async (stored, password) => verify(stored ?? (await nobody), password).catch(() => false),
  }
}

/** Those of a central for real people. */
export const passwords = passwordsAt(COST)
