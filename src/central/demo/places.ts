import { CHINA, divisionPath } from '../../domain/document/divisions.ts'
import type { HallRow } from './rows.ts'
import { Weighted } from './random.ts'
import type { Random } from './random.ts'
import { ROADS } from './words.ts'

export interface DemoHall extends HallRow {
  /** How names of companies begin here, `沈阳`. */
  readonly companyPlace: string
  /** How names of shops begin here, `沈阳市和平区`. */
  readonly shopPlace: string
  /** Tenths of all people and enterprises that belong here. */
  readonly tenths: number
  /** Beginnings of the network addresses people log in from at home; private ranges, so that nobody's is named. */
  readonly network: string
}

/** A district is named with its city; a county or a town of county rank by itself. */
function ownName(division: string): string {
  const [, city = '', county = ''] = divisionPath(CHINA, division)
  return county.endsWith('区') ? city + county : county
}

/** The tax authority of a county, as its seal reads. */
export function taxAuthorityOf(division: string): string {
  return `国家税务总局${ownName(division)}税务局`
}

function makeHall(division: string, office: string, tenths: number, network: string): DemoHall {
  const name = ownName(division)
  const city = divisionPath(CHINA, division)[1] ?? ''
  return {
    id: `${division}${office}`,
    name: `${name}税务局办税服务厅`,
    tax_authority: taxAuthorityOf(division),
    division,
    version: 1,
    companyPlace: (name.endsWith('区') ? city : name).replace(/市$/u, ''),
    shopPlace: name,
    tenths,
    network,
  }
}

/** A large city's core, a port district and a small town: three real counties of Liaoning. */
export const HALLS: readonly DemoHall[] = [
  makeHall('210102', '0001', 5, '10.21'),
  makeHall('210213', '0001', 3, '10.22'),
  makeHall('211481', '0001', 2, '10.24'),
]

function countiesOf(province: string): string[] {
  // Codes from 71 on in the last place are development zones: the statistics office has them, ID numbers don't.
  return [...CHINA.keys()].filter((code) => code.startsWith(province) && !code.endsWith('00') && !/7\d$/.test(code))
}

const LIAONING = countiesOf('21')
const ELSEWHERE = ['22', '23', '15', '13', '37', '41', '34', '51'].flatMap(countiesOf)

/** The division a person's number begins with: mostly the hall's own county, then the province, then further off. */
export function drawBirthplace(random: Random, hall: HallRow): string {
  const roll = random.unit()
  if (roll < 0.62) return hall.division
  return random.pick(roll < 0.9 ? LIAONING : ELSEWHERE)
}

/** A county of the province other than the hall's own. */
export function drawOtherCounty(random: Random, hall: HallRow): string {
  const county = random.pick(LIAONING)
  return county === hall.division ? (LIAONING[0] ?? county) : county
}

const pathTexts = new Map<string, string>()

/** `辽宁省沈阳市和平区`; kept, because millions of addresses begin with the same few hundred. */
function pathText(division: string): string {
  const known = pathTexts.get(division)
  if (known !== undefined) return known
  const text = divisionPath(CHINA, division).join('')
  pathTexts.set(division, text)
  return text
}

/** A street address in a division. */
export function drawAddress(random: Random, division: string): string {
  const number = `${random.between(1, 299)}号`
  const inside = random.chance(0.6)
    ? `${random.between(1, 30)}栋${random.between(1, 6)}单元${random.between(1, 33)}0${random.between(1, 4)}室`
    : ''
  return `${pathText(division)}${random.pick(ROADS)}${number}${inside}`
}

/** Where a person logs in from: always the same network and place, made from a number that stays the same. */
export function homeAddress(hall: DemoHall, number: number): { readonly address: string; readonly place: string } {
  const place = pathText(`${hall.division.slice(0, 4)}00`)
  return { address: `${hall.network}.${(number >>> 8) & 255}.${1 + (number & 127)}`, place }
}

const FAR_PLACES = new Weighted([
  [{ network: '10.144', place: '广东省茂名市' }, 3],
  [{ network: '10.135', place: '福建省泉州市' }, 2],
  [{ network: '10.145', place: '广西壮族自治区南宁市' }, 2],
  [{ network: '10.153', place: '云南省德宏傣族景颇族自治州' }, 1],
  [{ network: '10.200', place: '境外（柬埔寨）' }, 1],
  [{ network: '10.201', place: '境外（缅甸）' }, 1],
] as const)

/** A network far away, as used by strangers. */
export function drawFarAddress(random: Random): { readonly address: string; readonly place: string } {
  const { network, place } = FAR_PLACES.draw(random)
  return { address: `${network}.${random.below(256)}.${random.between(1, 254)}`, place }
}
