import { describe, expect, it } from 'vitest'
import { countTests } from '../../build/stages.mjs'

describe('the count of tests', () => {
  const file = (status: string, ...tests: string[]) => ({
    status,
    assertionResults: tests.map((test) => ({ status: test })),
  })

  it('adds up files', () => {
    const found = { testResults: [file('passed', 'passed', 'passed'), file('failed', 'passed', 'failed')] }
    expect(countTests(found)).toEqual({ passed: 3, failed: 1 })
  })

  it('counts a test that was left out as failed', () => {
    expect(countTests({ testResults: [file('passed', 'passed', 'skipped', 'todo')] })).toEqual({ passed: 1, failed: 2 })
  })

  it('counts a file that broke before its first test', () => {
    expect(countTests({ testResults: [file('failed')] })).toEqual({ passed: 0, failed: 1 })
  })
})
