import { describe, expect, it } from 'vitest'
import {
  FUNCTION_CODES,
  FUNCTION_GROUPS,
  functionsOf,
  isFunctionCode,
} from '../../../src/domain/permission/functions.ts'
import {
  findIdentityType,
  findIdentityTypeByName,
  IDENTITY_TYPES,
  isManager,
} from '../../../src/domain/permission/identity-types.ts'

const groupsOf = (id: string) =>
  Object.keys(FUNCTION_GROUPS).filter((group) =>
    findIdentityType(id)?.functions.some((code) => code.startsWith(`${group}.`)),
  )

describe('built-in identity types', () => {
  it('[R-PER-01] have at least one function each, all of them known', () => {
    for (const type of IDENTITY_TYPES) {
      expect(type.functions.length).toBeGreaterThan(0)
      expect(type.functions.every(isFunctionCode)).toBe(true)
    }
  })

  it('[R-PER-02] 办税员（申报） has none of 开票业务', () => {
    expect(groupsOf('staff-filing')).not.toContain('invoicing')
    expect(groupsOf('staff-filing')).toContain('filing')
  })

  it('[R-PER-03] 办税员（发票） has none of 税务数字账户', () => {
    expect(groupsOf('staff-invoicing')).not.toContain('digital-account')
    expect(groupsOf('staff-invoicing')).toContain('invoicing')
  })

  it('[R-PER-04] 办税员（全功能） has both', () => {
    expect(groupsOf('staff-full')).toEqual(expect.arrayContaining(['invoicing', 'digital-account']))
  })

  it('[CF-13] none of staff has 实名信息维护 by its type', () => {
    for (const type of IDENTITY_TYPES.filter((one) => one.kind === 'staff')) {
      expect(type.functions).not.toContain('realname-maintenance.others')
    }
  })

  it('[R-REL-02] names 法定代表人 and 财务负责人 as the managers', () => {
    expect(IDENTITY_TYPES.filter((type) => isManager(type.id)).map((type) => type.officialName)).toEqual([
      '法定代表人',
      '财务负责人',
    ])
    expect(isManager('nobody')).toBe(false)
  })

  it('are found by the names that forms and spreadsheets write', () => {
    expect(findIdentityTypeByName('办税员(申报)')?.id).toBe('staff-filing')
    expect(findIdentityTypeByName(' 法人 ')?.id).toBe('legal-representative')
    expect(findIdentityTypeByName('全量办税')?.id).toBe('staff-full')
    expect(findIdentityTypeByName('办税员（社保费）')).toBeUndefined()
  })
})

describe('functions', () => {
  it('are each listed once, and every code begins with its group', () => {
    expect(new Set(FUNCTION_CODES).size).toBe(FUNCTION_CODES.length)
    for (const [group, codes] of Object.entries(FUNCTION_GROUPS)) {
      for (const code of codes) expect(code.startsWith(`${group}.`)).toBe(true)
    }
  })

  it('come in one order however they are asked for', () => {
    expect(functionsOf('invoicing', 'filing')).toEqual(functionsOf('filing', 'invoicing'))
  })
})
