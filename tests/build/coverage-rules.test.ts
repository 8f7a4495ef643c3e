import { describe, expect, it } from 'vitest'
import { findProved, judge, readGroups } from '../../build/coverage-rules.mjs'

const index = `| group   | ids | about |
| ------- | --- | ----- |
| \`R-AAA\` | 2   | one   |
| \`R-TR-BB\` | 1 | two   |
`
const passed = (fullName: string) => ({ status: 'passed', fullName })

describe('coverage of the rules', () => {
  it('knows every id of a group by its count', () => {
    expect([...readGroups(index).values()].flat()).toEqual(['R-AAA-01', 'R-AAA-02', 'R-TR-BB-01'])
  })

  it('counts titles of passing tests alone', () => {
    const results = [passed('x [R-AAA-01] holds'), { status: 'failed', fullName: '[R-AAA-02] fails' }]
    expect([...findProved([{ assertionResults: results }])]).toEqual(['R-AAA-01'])
  })

  it('misses what is neither proved nor excused, and what no page explains', () => {
    const known = {
      proved: new Set(['R-AAA-01']),
      excused: new Set(['R-AAA-02']),
      explained: new Set(['R-AAA-01', 'R-AAA-02']),
    }
    const { missing, unexplained, lines } = judge(readGroups(index), known)
    expect(missing).toEqual(['R-TR-BB-01'])
    expect(unexplained).toEqual(['R-TR-BB-01'])
    expect(lines.at(-1)).toMatch(/together +3 +1$/)
  })
})
