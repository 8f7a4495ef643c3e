import { stripInvisible, toHalfWidth } from '../kernel/text.ts'

/** The longest address that the mail standard lets travel (RFC 5321). */
const LONGEST = 254
const LOCAL_PART = 64

/** One `@`, no spaces or quotes, a domain of at least two labels: what mail to people looks like. */
const ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/

/** An address in its one written form: the domain has no case, and in practice the rest has none either. */
export const normaliseEmail = (text: string): string => stripInvisible(toHalfWidth(text)).trim().toLowerCase()

/** Whether a text in its written form can be a mailbox. */
export const isEmail = (address: string): boolean =>
  address.length <= LONGEST && address.indexOf('@') <= LOCAL_PART && ADDRESS.test(address) && !address.includes('..')
