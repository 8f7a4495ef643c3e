import { drawChineseName } from '../central/demo/names.ts'
import { Random, Weighted } from '../central/demo/random.ts'
import { idNumberChecksum } from '../domain/document/id-number.ts'
import { creditCodeChecksum, organisationCodeChecksum } from '../domain/enterprise/credit-code.ts'

/** Kinds of streams; a number once given stays, or every town made from an old seed changes. */
export const STREAM = { person: 101, firm: 102, day: 103, errand: 104 } as const

/** A person of the town: who they are, and the habits that their days come from. */
export interface Townsman {
  readonly index: number
  readonly name: string
  readonly sex: 'male' | 'female'
  readonly documentNumber: string
  readonly username: string
  /** Their number at first, and one they can change to. */
  readonly numbers: readonly [string, string]
  /** Where they sit, as the network sees it. */
  readonly address: string
  /** How they prove themselves when they have the choice. */
  readonly factor: 'sms' | 'province-app' | 'iit-app'
  readonly tab: 'document' | 'phone'
  /** Errands on an average day, and how often they mistype on the way. */
  readonly errands: number
  readonly typos: number
  /** Whether they do their taxes after midnight. */
  readonly night: boolean
}

/** An enterprise as the core tax system registers it. */
export interface Firm {
  readonly index: number
  readonly creditCode: string
  readonly name: string
  /** Places in the cast. */
  readonly manager: number
  readonly finance: number
  /** Somebody the core system names as 办税员. */
  readonly clerk: number | undefined
}

/** Everybody there is, always the same for the same seed and size. */
export interface Cast {
  readonly people: readonly Townsman[]
  readonly firms: readonly Firm[]
}

const FACTORS = new Weighted<Townsman['factor']>([
  ['province-app', 5],
  ['sms', 3],
  ['iit-app', 2],
])
const PEOPLE_A_FIRM = 5
const FIRM_KINDS = ['贸易有限公司', '机械有限公司', '食品有限公司', '设计工作室', '物流有限公司', '信息技术有限公司']
const FIRM_NAMES = ['辽河', '浑南', '北陵', '东塔', '长白', '棋盘山', '太原街', '五里河', '大东', '铁西']
const CODE_LETTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** Draws until something nobody has. */
function drawNew(taken: Set<string>, draw: () => string): string {
  for (;;) {
    const drawn = draw()
    if (taken.has(drawn)) continue
    taken.add(drawn)
    return drawn
  }
}

function drawDocument(random: Random, sex: Townsman['sex']): string {
  const day = (value: number) => String(value).padStart(2, '0')
  const birth = `${String(random.between(1955, 2004))}${day(random.between(1, 12))}${day(random.between(1, 28))}`
  const serial = random.below(500) * 2 + (sex === 'male' ? 1 : 0)
  const front = `211421${birth}${String(serial).padStart(3, '0')}`
  return front + idNumberChecksum(front)
}

function makePerson(seed: number, index: number, taken: Set<string>): Townsman {
  const random = new Random(seed, STREAM.person, index)
  const sex = random.chance(0.5) ? 'male' : 'female'
  const { name, letters } = drawChineseName(random, sex)
  const number = () => drawNew(taken, () => `199${random.digits(8)}`)
  return {
    index,
    name,
    sex,
    documentNumber: drawNew(taken, () => drawDocument(random, sex)),
    username: `${letters.slice(0, 10)}.${String(seed)}.${String(index)}`,
    numbers: [number(), number()],
    // Households and offices: a few people behind each address.
    address: `10.${String(seed % 200)}.${String(Math.floor(index / 600))}.${String(1 + (Math.floor(index / 3) % 200))}`,
    factor: FACTORS.draw(random),
    tab: random.chance(0.7) ? 'document' : 'phone',
    errands: 0.4 + random.unit() * 1.6,
    typos: random.unit() * 0.15,
    night: random.chance(0.1),
  }
}

function drawCode(random: Random): string {
  let own = 'MA'
  while (own.length < 8) own += CODE_LETTERS.charAt(random.below(CODE_LETTERS.length))
  const front = `91211421${own}${organisationCodeChecksum(own)}`
  return front + creditCodeChecksum(front)
}

function makeFirm(seed: number, index: number, people: number, taken: Set<string>): Firm {
  const random = new Random(seed, STREAM.firm, index)
  const manager = (index * PEOPLE_A_FIRM) % people
  return {
    index,
    creditCode: drawNew(taken, () => drawCode(random)),
    name: `${random.pick(FIRM_NAMES)}${random.pick(FIRM_NAMES)}${random.pick(FIRM_KINDS)}`,
    manager,
    // Small firms: one person is both.
    finance: random.chance(0.2) ? manager : (manager + 1) % people,
    clerk: random.chance(0.4) ? (manager + 2) % people : undefined,
  }
}

/** @param count how many people; a firm for every five of them. */
export function makeCast(seed: number, count: number): Cast {
  const taken = new Set<string>()
  const firms = Math.max(2, Math.floor(count / PEOPLE_A_FIRM))
  return {
    people: Array.from({ length: count }, (_, index) => makePerson(seed, index, taken)),
    firms: Array.from({ length: firms }, (_, index) => makeFirm(seed, index, count, taken)),
  }
}
