import { describe, expect, it } from 'vitest'
import type { Envelope } from '../../../src/contract/envelope.ts'
import { usePages } from '../../../src/renderer/features/login-log/usePages.ts'

type Page = { rows: number[]; next?: string }
const ok = (rows: number[], next?: string): Envelope<Page> => ({
  kind: 'ok',
  value: { rows, ...(next === undefined ? {} : { next }) },
})

describe('rows page by page', () => {
  it('adds pages to one question and replaces them by another', async () => {
    const pages = usePages<number>((after) => Promise.resolve(after === undefined ? ok([1, 2], 'a') : ok([3])))
    await pages.begin()
    await pages.more()
    expect(pages.rows.value).toEqual([1, 2, 3])
    await pages.more()
    expect(pages.rows.value).toEqual([1, 2, 3])
    await pages.begin()
    expect(pages.rows.value).toEqual([1, 2])
  })

  it('drops the answer of an earlier question that comes late', async () => {
    const waiting: ((answer: Envelope<Page>) => void)[] = []
    const pages = usePages<number>(() => new Promise((resolve) => waiting.push(resolve)))
    const first = pages.begin()
    const second = pages.begin()
    waiting[1]?.(ok([2]))
    await second
    waiting[0]?.(ok([1]))
    await first
    expect(pages.rows.value).toEqual([2])
    expect(pages.busy.value).toBe(false)
  })

  it('keeps the rows it has when the next page fails', async () => {
    const fault = { id: 'f', code: 'offline' } as const
    const pages = usePages<number>((after) =>
      Promise.resolve(after === undefined ? ok([1], 'a') : { kind: 'fault', fault }),
    )
    await pages.begin()
    await pages.more()
    expect(pages.rows.value).toEqual([1])
    expect(pages.fault.value).toEqual(fault)
  })
})
