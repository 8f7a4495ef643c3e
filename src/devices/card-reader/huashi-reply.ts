import type { CardDocumentType, ReadFields } from '../../contract/device.ts'
import { CardReaderProblem, type CardReading } from './port.ts'

/** What the service says: flag 0 is success; anything else has its reason in words only. */
export type HuashiReply =
  | { readonly kind: 'ok'; readonly content: Readonly<Record<string, unknown>> }
  | { readonly kind: 'failed'; readonly reason: string }

const garbled = (): CardReaderProblem => new CardReaderProblem('garbled')

/**
 * Reads one reply. Field names are those of the vendor's own sample pages; some versions put the card's data beside
 * the flag instead of into `resultContent`.
 * @throws CardReaderProblem `garbled` when it isn't such a reply.
 */
export function parseReply(text: string): HuashiReply {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw garbled()
  }
  if (!isRecord(json)) throw garbled()
  const flag = String(json['resultFlag'])
  if (!/^-?\d{1,6}$/.test(flag)) throw garbled()
  if (flag !== '0') return { kind: 'failed', reason: textOf(json['errorMsg'], 200) }
  const inner = json['resultContent']
  return { kind: 'ok', content: isRecord(inner) ? inner : json }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A text field, trimmed of the blanks the chip pads with; absent ones are empty. @throws CardReaderProblem */
function textOf(value: unknown, longest: number): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string') throw garbled()
  const text = value.replace(/\0/g, '').trim()
  // The replacement character means that the service itself lost the real one.
  if (text.length > longest || text.includes('\uFFFD')) throw garbled()
  return text
}

/** `J` a residence permit of Hong Kong, Macao or Taiwan, `I` a foreigner's permanent residence card. */
function documentTypeOf(certType: string, number: string): CardDocumentType {
  switch (certType) {
    case 'J':
      return number.startsWith('83') ? 'taiwan-residence' : 'hk-macao-residence'
    case 'I':
    case 'Y':
      return 'foreign-permanent-residence'
    case '':
    case '0':
    case '1':
      return 'resident-id'
    default:
      throw garbled()
  }
}

const SEXES: Readonly<Record<string, string>> = { 男: 'male', 女: 'female', '1': 'male', '2': 'female', '0': 'female' }

/** `19900307`, `1990-03-07`, `1990.03.07` or `1990年03月07日`. @throws CardReaderProblem */
function dayOf(text: string): string {
  if (text === '') return ''
  const match = /^(\d{4})[-./年]?(\d{2})[-./月]?(\d{2})日?$/.exec(text)
  if (match === null) throw garbled()
  return `${match[1] ?? ''}-${match[2] ?? ''}-${match[3] ?? ''}`
}

/**
 * The card in a successful reply. A reply without name or number is no card.
 * @throws CardReaderProblem `garbled`.
 */
export function parseCard(content: Readonly<Record<string, unknown>>): CardReading {
  const number = textOf(content['certNumber'], 30).toUpperCase()
  const name = textOf(content['partyName'], 120)
  if (name === '' || !/^[0-9A-Z]{8,18}$/.test(number)) throw garbled()
  const end = textOf(content['expDate'], 20)
  const longTerm = end.startsWith('长期')
  const fields: ReadFields = {
    name,
    documentNumber: number,
    sex: SEXES[textOf(content['gender'], 10)] ?? '',
    birth: dayOf(textOf(content['bornDay'], 20)),
    ethnicity: textOf(content['nation'], 30),
    residence: textOf(content['certAddress'], 200),
    issuedBy: textOf(content['certOrg'], 100),
    validityKind: longTerm ? 'long-term' : 'custom',
    validityStart: dayOf(textOf(content['effDate'], 20)),
    validityEnd: longTerm ? '' : dayOf(end),
  }
  return {
    documentType: documentTypeOf(textOf(content['certType'], 4).toUpperCase(), number),
    fields,
    portrait: portraitOf(content['identityPic']),
    serial: textOf(content['samid'] ?? content['cardSerial'], 60) || number,
    evidence: JSON.stringify({ ...content, identityPic: undefined }),
  }
}

/** The portrait as JPEG or PNG; another format of an older service is left out, the card is read all the same. */
function portraitOf(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/\r\n]+={0,2}\s*$/.test(value)) return undefined
  const bytes = new Uint8Array(Buffer.from(value, 'base64'))
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8
  const isPng = bytes[0] === 0x89 && bytes[1] === 0x50
  return isJpeg || isPng ? bytes : undefined
}
