import { hash, verify } from '@node-rs/argon2'

/** argon2id as OWASP advises for many log-ins on one machine: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const

/** The stored form of a password, with its own salt and cost in it. */
export const hashPassword = (password: string): Promise<string> => hash(password, COST)

/** Whether this is the password of that stored form; a malformed form is no password's. */
export const verifyPassword = (stored: string, password: string): Promise<boolean> =>
  verify(stored, password).catch(() => false)
