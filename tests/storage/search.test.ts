import { beforeEach, describe, expect, it } from 'vitest'
import type { SearchAnswer } from '../../src/contract/search.ts'
import type { Database } from '../../src/storage/database.ts'
import { sql } from '../../src/storage/database.ts'
import { eraseRow, findRow, writeRow, type ReplicatedTable, type Row } from '../../src/storage/rows.ts'
import { searchReads } from '../../src/storage/search-queries.ts'
import { onRowsApplied, rebuildSearch } from '../../src/worker/search.ts'
import { deskDatabases } from '../support/desk-database.ts'
import { enterpriseRow, personRow, phoneRow } from '../support/rows.ts'

const open = deskDatabases()
let database: Database

/** Writes a row as a feed page does: the row, then whoever follows rows. */
async function apply(table: ReplicatedTable, key: readonly string[], row: Row | undefined): Promise<void> {
  await database.write(async (db) => {
    const before = await findRow(db, table, key)
    if (row === undefined) await eraseRow(db, table, key)
    else await writeRow(db, table, row)
    await onRowsApplied(db, table, before, row)
  })
}

const person = (id: string, name: string, number: string, columns: Row = {}) =>
  apply(
    'person',
    [id],
    personRow(id, 'h1', { name, document_type: 'resident-id', document_number: number, ...columns }),
  )

const phone = (id: string, personId: string, number: string, columns: Row = {}) =>
  apply('phone', [id], phoneRow(id, personId, number, columns))

const enterprise = (id: string, name: string, code: string, columns: Row = {}) =>
  apply('enterprise', [id], enterpriseRow(id, 'h1', { name, credit_code: code, ...columns }))

const find = (text: string): Promise<SearchAnswer> => database.read((db) => searchReads['search.find'](db, { text }))

const ids = async (text: string) => (await find(text)).people.hits.map((hit) => hit.id)
const firms = async (text: string) => (await find(text)).enterprises.hits.map((hit) => hit.id)

beforeEach(async () => {
  database = (await open()).database
})

const PEOPLE = [
  ['shan', '单雄信', '21010219900307123X'],
  ['qiu', '仇英', '210102199003071248'],
  ['ou', '欧阳娜娜', '210102199003071256'],
  ['ji', '𠮷野', '210102199003071264'],
  ['yan', '䶮', '210102199003071272'],
  ['mai', '买买提·艾力', '210102199003071280'],
  ['john', 'John Smith', 'E12345678'],
  ['wang', '王伟', '210102199003071299'],
  ['wang3', '王伟强', '210102199003071301'],
  ['dawang', '大王伟', '210102199003071310'],
] as const

async function fill(): Promise<void> {
  for (const [id, name, number] of PEOPLE)
    await person(id, name, number, id === 'john' ? { document_type: 'foreign-passport' } : {})
  await phone('f1', 'qiu', '13800001248')
  await phone('f2', 'ou', '13912345678')
}

describe('finding people', () => {
  beforeEach(fill)

  it('finds by the whole ID number, also typed full-width and with a small x', async () => {
    expect(await ids('21010219900307123X')).toEqual(['shan'])
    expect(await ids(' ２１０１０２ 19900307 123x ')).toEqual(['shan'])
  })

  it('finds by a foreign passport and by a further document', async () => {
    expect(await ids('E12345678')).toEqual(['john'])
    await apply('person_document', ['hk-macao-permit', 'H12345678'], {
      person_id: 'qiu',
      document_type: 'hk-macao-permit',
      document_number: 'H12345678',
      is_main: 0,
      added_at: 1,
      version: 1,
    })
    expect(await ids('H12345678')).toEqual(['qiu'])
  })

  it('finds by a phone however it is grouped, and not by one that was lost', async () => {
    expect(await ids('+86 139-1234-5678')).toEqual(['ou'])
    await phone('f2', 'ou', '13912345678', { state: 'emptied', is_default: 0 })
    expect(await ids('13912345678')).toEqual([])
  })

  it('finds by the beginning of a number', async () => {
    expect(await ids('2101021990030712')).toEqual(expect.arrayContaining(['shan', 'qiu', 'ou', 'ji', 'yan', 'mai']))
    expect(await ids('13912')).toEqual(['ou'])
  })

  it.each([
    ['单', ['shan']],
    ['𠮷', ['ji']],
    ['䶮', ['yan']],
    ['娜娜', ['ou']],
    ['欧阳娜', ['ou']],
    ['欧阳娜娜', ['ou']],
    ['买买提艾力', ['mai']],
    ['买买提·艾力', ['mai']],
    ['买买提•艾力', ['mai']],
  ])('finds by the name %s', async (text, found) => {
    expect(await ids(text)).toEqual(found)
  })

  it('puts namesakes first, then names that begin so, then names that contain it', async () => {
    expect(await ids('王伟')).toEqual(['wang', 'wang3', 'dawang'])
  })

  it.each([
    ['shanxiongxin', 'shan'],
    ['shanx', 'shan'],
    ['qiuying', 'qiu'],
    ['jiye', 'ji'],
    ['ouyang', 'ou'],
    ['Ou Yang Na', 'ou'],
    ['sxx', 'shan'],
    ['oynn', 'ou'],
    ['mmtal', 'mai'],
    ['john', 'john'],
    ['smith', 'john'],
  ])('finds by letters: %s', async (text, found) => {
    expect(await ids(text)).toContain(found)
  })

  it.each(['1248 仇', '仇1248', '仇英 1248'])('finds by last four and name: %s', async (text) => {
    expect(await ids(text)).toEqual(['qiu'])
  })

  it('finds by the last four of a document, then of a phone', async () => {
    await phone('f3', 'yan', '13800009999')
    await phone('f4', 'mai', '13700001272')
    expect(await ids('1272')).toEqual(['yan', 'mai'])
    expect(await ids('123X')).toEqual(['shan'])
  })

  it('[OP-13] gives nobody unmasked', async () => {
    const { people } = await find('仇英')
    expect(people.hits).toEqual([
      {
        id: 'qiu',
        name: '仇*',
        documentType: 'resident-id',
        document: '2101**********1248',
        phone: '138****1248',
        level: 4,
        accountState: 'A2',
      },
    ])
  })

  it('says that a number is wrong instead of pretending that nobody has it', async () => {
    expect(await find('210102199003071249')).toMatchObject({ kind: 'id-number', invalid: true })
    expect(await find('😀')).toMatchObject({ kind: 'unreadable', people: { hits: [] } })
    expect(await find('  ')).toMatchObject({ kind: 'nothing' })
  })

  it('shows at most twenty and says that there are more', async () => {
    for (let n = 0; n < 25; n++) await person(`m${String(n)}`, '赵敏', `21010219800101${String(1000 + n)}`)
    const { people } = await find('赵敏')
    expect(people.hits).toHaveLength(20)
    expect(people.more).toBe(true)
    expect((await find('仇')).people.more).toBe(false)
  })
})

describe('keeping the keys with the rows', () => {
  beforeEach(fill)

  it('forgets the former name and follows the new one', async () => {
    await person('qiu', '仇十洲', '210102199003071248')
    expect(await ids('仇英')).toEqual([])
    expect(await ids('十洲')).toEqual(['qiu'])
    expect(await ids('qiuying')).toEqual([])
  })

  it('forgets a person who leaves the hall, words and all', async () => {
    await apply('person', ['qiu'], undefined)
    expect(await ids('仇英')).toEqual([])
    expect(await ids('qy')).not.toContain('qiu')
    const left = await database.read((db) => db.all(sql("select * from person_key where person_id = 'qiu'")))
    expect(left).toEqual([])
  })

  it('moves a number with its holder', async () => {
    await apply('phone', ['f1'], undefined)
    await phone('f1', 'yan', '13800001248')
    expect(await ids('13800001248')).toEqual(['yan'])
    expect(await ids('1248')).toEqual(['qiu', 'yan'])
  })

  it('makes the same keys anew from the rows alone', async () => {
    await enterprise('e1', '沈阳北方机电有限公司', '91210102MA0ABCDE1X')
    await database.write(rebuildSearch)
    expect(await ids('王伟')).toEqual(['wang', 'wang3', 'dawang'])
    expect(await ids('oynn')).toEqual(['ou'])
    expect(await ids('1248')).toEqual(['qiu'])
    expect(await firms('北方机电')).toEqual(['e1'])
  })

  it('holds no name and no number in the index itself', async () => {
    const kept = await database.read((db) => db.all(sql('select * from person_words')))
    expect(kept.every((row) => Object.values(row as object).every((value) => value === null))).toBe(true)
  })
})

describe('finding enterprises and agencies', () => {
  beforeEach(async () => {
    await enterprise('e1', '沈阳北方机电有限公司', '91210102MA0ABCDE1X', { taxpayer_number: '210102001234567' })
    await enterprise('e2', '大连沈阳路超市', '91210200MA0ABCDE2U')
    await apply('agency', ['a1'], {
      id: 'a1',
      hall_id: 'h1',
      credit_code: '91210102MA0AGENT3Y',
      name: '沈阳诚信税务师事务所',
      basic_form_at: null,
      version: 1,
    })
  })

  it('finds by any part of the name, those that begin so first', async () => {
    expect(await firms('沈阳')).toEqual(['e1', 'e2'])
    expect(await firms('机电有限')).toEqual(['e1'])
    expect(await firms('机电无限')).toEqual([])
  })

  it('[R-LGE-02] finds by credit code and by the older taxpayer number', async () => {
    expect(await firms('91210102MA0ABCDE1X')).toEqual(['e1'])
    expect(await firms('210102001234567')).toEqual(['e1'])
  })

  it('[R-MSK-01] masks name and code', async () => {
    const answer = await find('机电')
    expect(answer.enterprises.hits[0]).toMatchObject({ name: '沈阳******公司', creditCode: '9121**********DE1X' })
    expect(answer.agencies.hits).toEqual([])
  })

  it('finds agencies apart from enterprises', async () => {
    const { agencies, enterprises } = await find('税务师事务所')
    expect(agencies.hits.map((hit) => hit.id)).toEqual(['a1'])
    expect(enterprises.hits).toEqual([])
  })
})

it('follows a command result to the people it was about', async () => {
  await apply('command_result', ['c1'], {
    command_id: 'c1',
    hall_id: 'h1',
    device_id: 'd1',
    name: 'phone.add',
    state: 'effective',
    waits_for: null,
    refusal: null,
    message: null,
    summary: JSON.stringify({ subjects: ['qiu', 'ou'], payload: {} }),
    operator_id: 's1',
    visit_id: null,
    recorded_at: 5,
    decided_at: 6,
    version: 1,
  })
  const rows = await database.read((db) => db.all(sql('select subject_id, command_id from act_subject order by 1')))
  expect(rows).toEqual([
    { subject_id: 'ou', command_id: 'c1' },
    { subject_id: 'qiu', command_id: 'c1' },
  ])
})
