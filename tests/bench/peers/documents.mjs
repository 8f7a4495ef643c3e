// What the peers are given to carry: as many members as a person of ours has, with Chinese names and numbers.
const FAMILY = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨'
const GIVEN = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞'

/** @param {number} place */
export function personOf(place) {
  const digits = String(place).padStart(8, '0')
  return {
    id: `person-${digits}`,
    hallId: 'h1',
    name: FAMILY[place % FAMILY.length] + GIVEN[place % GIVEN.length] + GIVEN[(place * 7) % GIVEN.length],
    documentType: 'resident-id',
    documentNumber: `2101021990${digits}`,
    accountState: 'A2',
    credentialState: 'C2',
    level: 3,
    username: `taxpayer${digits}`,
    address: `沈阳市和平区太原街${String(place)}号`,
    capturedAt: 1_700_000_000_000 + place,
    version: 1,
  }
}

/** @param {number} people @param {number} size @returns {Generator<ReturnType<typeof personOf>[]>} */
export function* batchesOf(people, size) {
  for (let from = 0; from < people; from += size)
    yield Array.from({ length: Math.min(size, people - from) }, (_, place) => personOf(from + place))
}

/** @param {() => Promise<unknown>} work @returns {Promise<number>} milliseconds */
export async function timed(work) {
  const from = performance.now()
  await work()
  return performance.now() - from
}
