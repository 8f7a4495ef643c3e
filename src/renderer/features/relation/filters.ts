import type { CallInput } from '../../../contract/registry.ts'
import type { Tab } from '../../../domain/relation/standing.ts'
import type { Side } from '../../../domain/relation/types.ts'

/** What is typed or chosen above a list; the empty text means "all". */
export interface Filters {
  readonly personName: string
  readonly creditCode: string
  readonly taxpayerName: string
  readonly identityType: string
  readonly link: string
  readonly category: string
}

export const NO_FILTERS: Filters = {
  personName: '',
  creditCode: '',
  taxpayerName: '',
  identityType: '',
  link: '',
  category: '',
}

type ByEnterprise = CallInput<'relation.list-by-enterprise'>
type ByPerson = CallInput<'relation.list-by-person'>

const given = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim())

/** The filters that this side's list knows; those of the other side are left out, and so is what is empty. */
export function enterpriseQuery(enterpriseId: string, tab: Tab, filters: Filters, after?: string): ByEnterprise {
  return {
    enterpriseId,
    tab,
    personName: given(filters.personName),
    identityType: given(filters.identityType) as ByEnterprise['identityType'],
    category: tab === 'history' ? (given(filters.category) as ByEnterprise['category']) : undefined,
    after,
  }
}

export function personQuery(personId: string, tab: Tab, filters: Filters, after?: string): ByPerson {
  return {
    personId,
    tab,
    creditCode: given(filters.creditCode),
    taxpayerName: given(filters.taxpayerName),
    identityType: given(filters.identityType) as ByPerson['identityType'],
    link: tab === 'present' ? (given(filters.link) as ByPerson['link']) : undefined,
    category: tab === 'history' ? (given(filters.category) as ByPerson['category']) : undefined,
    after,
  }
}

/** Which list to ask for, as one question whatever the side. */
export interface ListQuestion {
  readonly side: Side
  readonly ownerId: string
  readonly tab: Tab
  readonly filters: Filters
}
