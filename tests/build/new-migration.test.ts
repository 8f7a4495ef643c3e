import { describe, expect, it } from 'vitest'
import { addToList, nextNumber } from '../../build/new-migration.mjs'

const list = `import * as hall from './0010_hall.both.ts'

export const migrations = [
  { name: '0010_hall.both', ...hall },
]
`

describe('a new migration', () => {
  it('is numbered ten after the last', () => {
    expect(nextNumber(['0010_hall.both.ts', '0090_feed.central.ts', 'list.ts'])).toBe('0100')
    expect(nextNumber(['0015_between.both.ts'])).toBe('0020')
    expect(nextNumber([])).toBe('0010')
  })

  it('comes last in the list', () => {
    expect(addToList(list, '0020_card_reader.desk', 'card_reader')).toBe(`import * as hall from './0010_hall.both.ts'
import * as cardReader from './0020_card_reader.desk.ts'

export const migrations = [
  { name: '0010_hall.both', ...hall },
  { name: '0020_card_reader.desk', ...cardReader },
]
`)
  })

  it('needs a name that is not taken', () => {
    expect(() => addToList(list, '0020_hall.desk', 'hall')).toThrow('already has a migration called hall')
  })
})
