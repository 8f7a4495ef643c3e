import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { PARTY_ROLES, partyRoleOf, PERMISSION_IDS, permissionOf } from '../../../src/domain/permission/matrix.ts'

const page = readFileSync(path.join(import.meta.dirname, '../../../docs/rules/permission-matrix.md'), 'utf8')

/** The table as people read it, cell by cell. */
const written = new Map(
  page
    .split('\n')
    .filter((line) => line.startsWith('| **R-PM-'))
    .map((line) => {
      const cells = line.split('|').map((cell) => cell.trim())
      return [(cells[1] ?? '').replaceAll('*', ''), cells.slice(3, 9).map((cell) => (cell === '' ? 'no' : cell))]
    }),
)

describe('the permission matrix', () => {
  it.each(PERMISSION_IDS.map((id) => [id]))('[%s] lets in whom the page says, and nobody else', (id) => {
    expect(PARTY_ROLES.map((role) => permissionOf(id, role))).toEqual(written.get(id))
  })

  it('[R-LGE-10] takes the column from the identity that was chosen', () => {
    expect(partyRoleOf('enterprise', 'legal-representative')).toBe('LR')
    expect(partyRoleOf('enterprise', 'finance-officer')).toBe('FO')
    expect(partyRoleOf('enterprise', 'staff-filing')).toBe('ST')
    expect(partyRoleOf('special', 'handler')).toBe('XR')
    expect(partyRoleOf('special', 'legal-representative')).toBe('LR')
    expect(partyRoleOf('person', null)).toBe('NP')
    expect(partyRoleOf('agency', null)).toBe('AG')
  })
})
