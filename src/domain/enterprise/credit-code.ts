import { isIdNumber } from '../document/id-number.ts'
import type { Parsed } from '../kernel/parsed.ts'
import { normaliseIdentifier } from '../kernel/text.ts'

/**
 * An enterprise is known by its unified social credit code or, from before 2015 and for individual traders without
 * a licence, by a taxpayer number; both are accepted wherever one is asked for (R-LGE-02).
 */
export type EnterpriseCodeKind = 'credit-code' | 'taxpayer-number'

export interface EnterpriseCode {
  readonly kind: EnterpriseCodeKind
  readonly code: string
}

export type EnterpriseCodeProblem =
  | 'empty'
  | 'length'
  /** A character outside digits and letters, or one of I, O, S, V, Z in a credit code, which are left out of it. */
  | 'character'
  /** Characters 3 to 8 are the six digits of a division. */
  | 'division'
  | 'checksum'

export type EnterpriseCodeWarning =
  /** The nine-character organisation code inside (GB 11714) has another check character; early codes have such. */
  | 'organisation-code-checksum'
  /** The first two characters name no registering authority and kind known to GB 32100. */
  | 'authority-unknown'

type Reading = Parsed<EnterpriseCode, EnterpriseCodeProblem, EnterpriseCodeWarning>

/** GB 32100: digits and letters without I, O, S, V, Z; a character's value is its place here. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const CREDIT_SHAPE = /^[0-9A-HJ-NPQRTUWXY]{18}$/
const AUTHORITIES = /^(?:1[1239]|2[19]|3[1-59]|4[19]|5[1-59]|6[129]|7[129]|8[19]|9[123]|A[19]|N[1239]|Y1)/

const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]
const ORGANISATION_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** The check character of GB 32100 (ISO 7064 style, MOD 31) for the first seventeen characters. */
export function creditCodeChecksum(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * ALPHABET.indexOf(first17.charAt(index)), 0)
  return ALPHABET.charAt((31 - (sum % 31)) % 31)
}

/** The check character of GB 11714 for the eight characters of an organisation code; 10 is written `X`. */
export function organisationCodeChecksum(first8: string): string {
  const sum = ORGANISATION_WEIGHTS.reduce(
    (total, weight, index) => total + weight * ORGANISATION_ALPHABET.indexOf(first8.charAt(index)),
    0,
  )
  return '0123456789X0'.charAt(11 - (sum % 11))
}

function hasOrganisationChecksum(nine: string): boolean {
  return nine[8] === organisationCodeChecksum(nine.slice(0, 8))
}

/** Whether a text in its written form is a whole and consistent unified social credit code. */
export function isCreditCode(code: string): boolean {
  return CREDIT_SHAPE.test(code) && /^..\d{6}/.test(code) && code[17] === creditCodeChecksum(code)
}

function readCreditCode(code: string): Reading {
  if (!CREDIT_SHAPE.test(code)) return { ok: false, problems: ['character'] }
  const problems: EnterpriseCodeProblem[] = []
  if (!/^..\d{6}/.test(code)) problems.push('division')
  if (code[17] !== creditCodeChecksum(code)) problems.push('checksum')
  if (problems.length > 0) return { ok: false, problems }
  const warnings: EnterpriseCodeWarning[] = []
  if (!hasOrganisationChecksum(code.slice(8, 17))) warnings.push('organisation-code-checksum')
  if (!AUTHORITIES.test(code)) warnings.push('authority-unknown')
  return { ok: true, kind: 'credit-code', code, warnings }
}

function readTaxpayerNumber(code: string, warnings: readonly EnterpriseCodeWarning[] = []): Reading {
  return { ok: true, kind: 'taxpayer-number', code, warnings }
}

/** Fifteen characters: six digits of a division and an organisation code. */
function readFifteen(code: string): Reading {
  if (!/^\d{6}/.test(code)) return { ok: false, problems: ['division'] }
  return readTaxpayerNumber(code, hasOrganisationChecksum(code.slice(6)) ? [] : ['organisation-code-checksum'])
}

/** An individual's number doubles as a credit code once in 31; the organisation code inside then decides. */
function readEighteen(code: string): Reading {
  if (!isIdNumber(code)) return readCreditCode(code)
  const bothWays = isCreditCode(code) && hasOrganisationChecksum(code.slice(8, 17))
  return bothWays ? readCreditCode(code) : readTaxpayerNumber(code)
}

/**
 * Reads a unified social credit code (GB 32100) or an older taxpayer number: 15 characters (division and
 * organisation code), 18 (an individual's ID number) or 20 (an ID number and two digits counting businesses).
 */
export function parseEnterpriseCode(text: string): Reading {
  const code = normaliseIdentifier(text)
  if (code === '') return { ok: false, problems: ['empty'] }
  if (!/^[0-9A-Z]*$/.test(code)) return { ok: false, problems: ['character'] }
  if (code.length === 15) return readFifteen(code)
  if (code.length === 18) return readEighteen(code)
  if (code.length !== 20) return { ok: false, problems: ['length'] }
  return isIdNumber(code.slice(0, 18)) && /\d\d$/.test(code)
    ? readTaxpayerNumber(code)
    : { ok: false, problems: ['checksum'] }
}
