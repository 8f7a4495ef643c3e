import { createHash } from 'node:crypto'
import { idNumberChecksum } from '../../../src/domain/document/id-number.ts'
import { jpeg } from '../../support/pictures.ts'

/** Somebody whom a day's work knows, and nothing outside the encrypted database may. */
export interface Planted {
  readonly name: string
  readonly documentNumber: string
  readonly phone: string
  readonly newPhone: string
  /** A picture that nobody else has. */
  readonly portrait: Uint8Array<ArrayBuffer>
}

const SYLLABLES = Array.from('琛瑜翊骁澜漪蘅筠嫣昀')

/** The same people for whoever names the same number: nothing about them has to be handed over. */
export function planted(n: number): Planted {
  const digits = String(n).padStart(3, '0')
  const [a = '', b = '', c = ''] = Array.from(digits, (digit) => SYLLABLES[Number(digit)])
  const first17 = `210102196${digits[2] ?? '0'}0${String(1 + (n % 9))}1${digits[1] ?? '0'}${digits}`
  const mark = createHash('sha512').update(`portrait of ${digits}`).digest()
  return {
    name: `令狐${a}${b}${c}`,
    documentNumber: first17 + idNumberChecksum(first17),
    phone: `19866${digits}${digits}`,
    newPhone: `19877${digits}${digits}`,
    portrait: new Uint8Array([...jpeg(400, 300).slice(0, -2), ...mark, 0xff, 0xd9]),
  }
}

/** The bytes that would give somebody away, each with what it is. */
export function tracesOf(n: number): [what: string, bytes: Buffer][] {
  const { name, documentNumber, phone, newPhone, portrait } = planted(n)
  const texts = { name, documentNumber, phone, newPhone }
  const mark = Buffer.from(portrait).subarray(-66, -2)
  return [
    ...Object.entries(texts).flatMap(([what, text]): [string, Buffer][] => [
      [`${what} ${String(n)}`, Buffer.from(text, 'utf8')],
      [`${what} ${String(n)} in UTF-16`, Buffer.from(text, 'utf16le')],
    ]),
    [`portrait ${String(n)}`, mark.subarray(0, 32)],
    // Wherever its base64 begins, the middle of it reads like this.
    ...[0, 1, 2].map((shift): [string, Buffer] => [
      `portrait ${String(n)} in base64`,
      Buffer.from(mark.subarray(shift, shift + 24).toString('base64')),
    ]),
  ]
}
