import { describe, expect, it } from 'vitest'
import { findProved, judge, readGroups } from '../../build/coverage-rules.mjs'

const index = `| group   | ids | about |
| ------- | --- | ----- |
| \`R-USR\` | 2   | one   |
| \`R-TR-LVL\` | 1 | two   |
`
const passed = (fullName: string) => ({ status: 'passed', fullName })

describe('coverage of the rules', () => {
  it('knows every id of a group by its count', () => {
    expect([...readGroups(index).values()].flat()).toEqual(['R-USR-01', 'R-USR-02', 'R-TR-LVL-01'])
  })

  it('counts titles of passing tests alone', () => {
    const results = [passed('x [R-USR-01] holds'), { status: 'failed', fullName: '[R-USR-02] fails' }]
    expect([...findProved([{ assertionResults: results }])]).toEqual(['R-USR-01'])
  })

  it('misses what is neither proved nor excused, and what no page explains', () => {
    const known = {
      proved: new Set(['R-USR-01']),
      excused: new Set(['R-USR-02']),
      explained: new Set(['R-USR-01', 'R-USR-02']),
    }
    const { missing, unexplained, lines } = judge(readGroups(index), known)
    expect(missing).toEqual(['R-TR-LVL-01'])
    expect(unexplained).toEqual(['R-TR-LVL-01'])
    expect(lines.at(-1)).toMatch(/together +3 +1$/)
  })
})
