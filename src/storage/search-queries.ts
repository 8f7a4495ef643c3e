import type { SearchAnswer } from '../contract/search.ts'
import { parseSearch } from '../domain/person/search-query.ts'
import type { ReadDb } from './database.ts'
import { findAgencies, findEnterprises } from './search-entities.ts'
import { findPeople } from './search-people.ts'

export const searchReads = {
  /** One box, eight ways: what was typed tells where to look (domain/person/search-query.ts). */
  'search.find': async (db: ReadDb, { text }: { text: string }): Promise<SearchAnswer> => {
    const query = parseSearch(text)
    return {
      kind: query.kind,
      invalid: 'valid' in query && !query.valid,
      people: await findPeople(db, query),
      enterprises: await findEnterprises(db, query),
      agencies: await findAgencies(db, query),
    }
  },
}
