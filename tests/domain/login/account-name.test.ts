import { describe, expect, it } from 'vitest'
import { readAccountName } from '../../../src/domain/login/account-name.ts'

describe('account names', () => {
  it('[R-LGE-03] takes a document number, a phone number and a username in one field', () => {
    expect(readAccountName('210102199003071234')).toEqual({
      kind: 'document',
      documentType: 'resident-id',
      number: '210102199003071234',
    })
    expect(readAccountName('13812345678')).toEqual({ kind: 'phone', number: '13812345678' })
    expect(readAccountName('liu_yang')).toEqual({ kind: 'username', username: 'liu_yang' })
  })

  it('[R-LGE-03] reads full-width digits, spaces and a small x', () => {
    expect(readAccountName('２１０１０２ 19900307 123x')).toMatchObject({
      kind: 'document',
      number: '21010219900307123X',
    })
    expect(readAccountName('+86 138-1234-5678')).toEqual({ kind: 'phone', number: '13812345678' })
  })

  it('[R-LGE-15] takes a mistyped ID number for a document, not for a username', () => {
    expect(readAccountName('210102199013071234').kind).toBe('document')
  })

  it('[R-LGE-03] keeps the case of a username', () => {
    expect(readAccountName(' Liu.Yang ')).toEqual({ kind: 'username', username: 'Liu.Yang' })
  })
})
