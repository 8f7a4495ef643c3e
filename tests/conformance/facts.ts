import { randomInt } from 'node:crypto'

/** A person as a case knows them: what they would type, and what is in their pocket. Nobody else has any of it. */
export interface PersonFacts {
  readonly name: string
  readonly documentType: 'resident-id'
  readonly document: string
  readonly number: string
  /** Eight digits, for a number of another document. */
  readonly serial: string
  /** A second number, of nobody as yet. */
  readonly spare: string
  readonly username: string
  readonly mail: string
  readonly password: string
  /** Another good password. */
  readonly nextPassword: string
}

/** An enterprise before the core tax system has told of it. */
export interface EnterpriseFacts {
  readonly name: string
  readonly code: string
}

const digits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('')
const pick = (letters: string): string => letters.charAt(randomInt(letters.length))
const many = (letters: string, count: number): string => Array.from({ length: count }, () => pick(letters)).join('')

const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** A resident's id number of somebody grown up, with its check digit (GB 11643). */
function makeDocument(): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const birth = `${String(randomInt(1955, 2004))}${two(randomInt(1, 13))}${two(randomInt(1, 29))}`
  const front = `2114${two(randomInt(1, 90))}${birth}${digits(3)}`
  const sum = ID_WEIGHTS.reduce((total, weight, index) => total + weight * Number(front[index]), 0)
  return front + '10X98765432'.charAt(sum % 11)
}

const SIGNS = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const CODE_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]

/** A unified social credit code with both check signs (GB 32100, GB 11714). */
function makeCode(): string {
  const own = `MA${many(SIGNS, 6)}`
  const ownSum = ORGANISATION_WEIGHTS.reduce((sum, weight, index) => sum + weight * valueOf(own.charAt(index)), 0)
  const front = `91211400${own}${'0123456789X'.charAt((11 - (ownSum % 11)) % 11)}`
  const sum = CODE_WEIGHTS.reduce((total, weight, index) => total + weight * SIGNS.indexOf(front.charAt(index)), 0)
  return front + SIGNS.charAt((31 - (sum % 31)) % 31)
}

/** A sign's value in an organisation code: the digits, then the letters of the whole alphabet from 10. */
const valueOf = (sign: string): number => Number.parseInt(sign, 36)

/** Somebody whom no case has met: two runs against one central don't meet each other either. */
export function makePerson(): PersonFacts {
  const letters = many('abcdefghjkmnpqrstuvwxyz', 9)
  return {
    name: `${pick('赵钱孙李周吴郑王冯陈褚卫')}${pick('安宁康泰平和清明文思')}${pick('远志舒然雨晴山川')}`,
    documentType: 'resident-id',
    document: makeDocument(),
    number: `197${digits(8)}`,
    serial: digits(8),
    spare: `198${digits(8)}`,
    username: letters,
    mail: `${letters}@example.org`,
    password: `Nashui#${digits(4)}`,
    nextPassword: `Shuishou.${digits(4)}`,
  }
}

export const makeEnterprise = (): EnterpriseFacts => ({ name: `合规${digits(6)}贸易有限公司`, code: makeCode() })
