import { DIVISION_LINES } from './division-codes.ts'

/** Names of administrative divisions by their six-digit GB/T 2260 code: `210000`, `210100`, `210102`. */
export type Divisions = ReadonlyMap<string, string>

/** Levels that exist only to fill the code's middle digits and say nothing to a reader. */
const FILLERS: ReadonlySet<string> = new Set(['市辖区', '县', '省直辖县级行政区划', '自治区直辖县级行政区划'])

/** Reads the packed lines, `21辽宁省;01沈阳市,02和平区;02大连市`, into a look-up by code. */
export function unpackDivisions(lines: readonly string[]): Divisions {
  const names = new Map<string, string>()
  for (const line of lines) {
    const [province = '', ...cities] = line.split(';')
    const provinceCode = province.slice(0, 2)
    names.set(`${provinceCode}0000`, province.slice(2))
    for (const cityText of cities) {
      const [city = '', ...counties] = cityText.split(',')
      const cityCode = provinceCode + city.slice(0, 2)
      names.set(`${cityCode}00`, city.slice(2))
      for (const county of counties) names.set(cityCode + county.slice(0, 2), county.slice(2))
    }
  }
  return names
}

/** The divisions of China as this build knows them; codes abolished before the snapshot are not in it. */
export const CHINA: Divisions = unpackDivisions(DIVISION_LINES)

/** Whether a six-digit code names a province, a city or a county. */
export function isDivision(divisions: Divisions, code: string): boolean {
  return divisions.has(code)
}

/**
 * The names from province down to the code's own level, `['辽宁省', '沈阳市', '和平区']`. Unknown levels and mere
 * fillers are left out, so an abolished county still tells its province and city.
 */
export function divisionPath(divisions: Divisions, code: string): string[] {
  const codes = [`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`, code]
  return [...new Set(codes)].flatMap((level) => {
    const name = divisions.get(level)
    return name === undefined || FILLERS.has(name) ? [] : [name]
  })
}
