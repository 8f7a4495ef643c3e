import { passwordsAt } from '../../src/central/passwords.ts'

/** Costs next to nothing: what a password costs is seen elsewhere, and in tests it is typed thousands of times. */
export const CHEAP = { memoryCost: 64, timeCost: 1 } as const

export const cheapPasswords = passwordsAt(CHEAP)
