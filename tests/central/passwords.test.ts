import { describe, expect, it } from 'vitest'
import { passwords } from '../../src/central/passwords.ts'

describe('passwords of a central for real people', () => {
  it('cost whoever guesses one 19 MiB and two passes of argon2id, each with a salt of its own', async () => {
    const [one, other] = [await passwords.hash('Nashui#2026'), await passwords.hash('Nashui#2026')]
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(one).not.toBe(other)
    expect(await passwords.fits(one, 'Nashui#2026')).toBe(true)
    expect(await passwords.fits(one, 'nashui#2026')).toBe(false)
  })

  it('are nobody’s where there is none, and where the stored form is malformed', async () => {
    expect(await passwords.fits(undefined, 'Nashui#2026')).toBe(false)
    expect(await passwords.fits('no stored form', 'Nashui#2026')).toBe(false)
  })
})
