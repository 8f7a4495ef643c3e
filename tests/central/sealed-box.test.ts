import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newSealingKeys, openSealedBox, SEAL_LIFETIME } from '../../src/central/sealed-box.ts'
import { parseSealedBox } from '../../src/contract/sealed-box.ts'
import { seal } from '../../src/renderer/features/customer/seal.ts'

const NOW = Date.UTC(2026, 4, 20, 2, 0)
const keys = newSealingKeys()
const about = { purpose: 'new-password', personId: 'person-1', at: NOW } as const
const unreadable = { ok: false, problem: 'unreadable' }

describe('a sealed box', () => {
  it('[OP-25] opens at the central for what it was made for', async () => {
    const box = await seal('Abcd@1234', keys.publicKey, about)
    expect(openSealedBox(keys, box, about, NOW)).toMatchObject({ ok: true, secret: 'Abcd@1234' })
  })

  it('[R-PWD-05] brings every character through as it was typed', async () => {
    for (const secret of ['', ' a ', 'ABCabc', '密码𠮷', "'&^\\"]) {
      const opened = openSealedBox(keys, await seal(secret, keys.publicKey, about), about, NOW)
      expect(opened).toMatchObject({ ok: true, secret })
    }
  })

  it('[OP-25] opens with no other key, for no other person and no other purpose', async () => {
    const box = await seal('Abcd@1234', keys.publicKey, about)
    expect(openSealedBox(newSealingKeys(), box, about, NOW)).toEqual(unreadable)
    expect(openSealedBox(keys, box, { ...about, personId: 'person-2' }, NOW)).toEqual(unreadable)
    expect(openSealedBox(keys, box, { ...about, purpose: 'password-check' }, NOW)).toEqual(unreadable)
  })

  it('[OP-25] can not be passed on to another person by rewriting its header', async () => {
    const box = await seal('Abcd@1234', keys.publicKey, about)
    const forged = box.replace('person-1', 'person-2')
    expect(openSealedBox(keys, forged, { ...about, personId: 'person-2' }, NOW)).toEqual(unreadable)
    const later = box.replace(String(NOW), String(NOW + 1))
    expect(openSealedBox(keys, later, about, NOW)).toEqual(unreadable)
  })

  it('[OP-25] goes stale after the time a desk may be offline, and never comes from the future', async () => {
    const box = await seal('Abcd@1234', keys.publicKey, about)
    expect(openSealedBox(keys, box, about, NOW + SEAL_LIFETIME).ok).toBe(true)
    expect(openSealedBox(keys, box, about, NOW + SEAL_LIFETIME + 1)).toEqual({ ok: false, problem: 'stale' })
    expect(openSealedBox(keys, box, about, NOW - 25 * 3_600_000)).toEqual({ ok: false, problem: 'stale' })
  })

  it('[OP-25] tells nothing about the length of the secret, and is new each time', async () => {
    const short = await seal('a', keys.publicKey, about)
    const long = await seal('a'.repeat(127), keys.publicKey, about)
    expect(short.length).toBe(long.length)
    expect(await seal('a', keys.publicKey, about)).not.toBe(short)
    await expect(seal('a'.repeat(128), keys.publicKey, about)).rejects.toThrow(RangeError)
  })

  it('[OP-25] does not open when any character of it was changed', async () => {
    const box = await seal('Abcd@1234', keys.publicKey, about)
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.'
    fc.assert(
      fc.property(fc.nat(box.length - 1), fc.constantFrom(...letters), (position, letter) => {
        const changed = box.slice(0, position) + letter + box.slice(position + 1)
        const opened = openSealedBox(keys, changed, about, NOW)
        // The last character of a base64url part carries unused bits; decoding ignores them, as any decoder may.
        if (opened.ok) expect(bytesOf(changed)).toEqual(bytesOf(box))
      }),
      { numRuns: 400 },
    )
  })

  it.each(['', 'hd1', 'hd1.new-password.p..0.a.b', 'x'.repeat(5000), `hd2${'.a'.repeat(6)}`])(
    '[OP-25] takes nothing that is not a box (%#)',
    (text) => {
      expect(parseSealedBox(text)).toBeUndefined()
      expect(openSealedBox(keys, text, about, NOW)).toEqual(unreadable)
    },
  )

  it('[OP-25] takes no point that lies off the curve', async () => {
    const parts = (await seal('Abcd@1234', keys.publicKey, about)).split('.')
    parts[5] = Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 7)]).toString('base64url')
    expect(openSealedBox(keys, parts.join('.'), about, NOW)).toEqual(unreadable)
  })
})

function bytesOf(box: string) {
  const parsed = parseSealedBox(box)
  return [
    parsed?.headerText,
    Buffer.from(parsed?.ephemeral ?? '', 'base64url'),
    Buffer.from(parsed?.sealed ?? '', 'base64url'),
  ]
}
