import { describe, expect, it } from 'vitest'
import { listSteps, listWhat } from '../../../src/renderer/features/trouble/trouble-lines.ts'

const WHOLE = { unsent: 12, commands: 1_200, drafts: 3, pictures: 4, lost: 0, enrolled: 1 }
const keys = (detail: Record<string, number>) => listWhat({ detail }).map(({ key }) => key)

describe('what salvage tells the clerk', () => {
  it('[TRUST-6] counts what is safe, and says so when nothing is missing', () => {
    const [saved, lost, fetching] = listWhat({ detail: WHOLE })
    expect(saved).toEqual({
      key: 'trouble.what.saved',
      values: { commands: '1,200', unsent: '12', drafts: '3', pictures: '4' },
    })
    expect([lost?.key, fetching?.key]).toEqual(['trouble.what.nothing-lost', 'trouble.what.fetching'])
    expect(listSteps({ detail: WHOLE })).not.toContain('trouble.step.hand-over')
  })

  it('[TRUST-6] names what is missing, until when, and what the central says of it', () => {
    const detail = { ...WHOLE, lost: 3, from: 7, to: 9, until: 1_795_351_306_759 }
    expect(keys(detail).slice(1, 4)).toEqual(['trouble.what.lost', 'trouble.what.until', 'store.acts-unknown'])
    expect(keys({ ...detail, missing: 0 })).toContain('store.acts-none')
    expect(keys({ ...detail, missing: 2 })).toContain('store.acts-missing')
    expect(listWhat({ detail })[1]?.values).toEqual({ from: '7', to: '9', lost: '3' })
    expect(listSteps({ detail })).toContain('trouble.step.hand-over')
  })

  it('[TRUST-6] asks for the administrator when the desk no longer knows what it is', () => {
    expect(listSteps({ detail: { ...WHOLE, enrolled: 0 } })[0]).toBe('trouble.step.enrol')
  })
})
