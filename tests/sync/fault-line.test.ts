import { describe, expect, it } from 'vitest'
import { faultLine } from '../../src/sync/fault-line.ts'

describe('a line about a fault', () => {
  it('says kind, code and place, and nothing of the message, however many lines it has', () => {
    const error = Object.assign(new TypeError('no row 张三\n210102199001011234\n    at home of 13800000001'), {
      code: 'SQLITE_CONSTRAINT_UNIQUE',
    })
    const line = faultLine(error)
    expect(line).toMatch(/^TypeError SQLITE_CONSTRAINT_UNIQUE at .*fault-line\.test\.ts:\d+:\d+/)
    expect(line).not.toMatch(/张三|2101|138/)
    expect(line).not.toContain('\n')
  })

  it('says nothing of what was thrown when that is no error, or of a code that is none', () => {
    expect(faultLine('张三 13800000001')).toBe('thrown string')
    expect(faultLine(Object.assign(new Error('x'), { code: '张三' }))).toMatch(/^Error at /)
  })
})
