import { expect, it } from 'vitest'
import type { SessionState } from '../../../src/contract/session.ts'
import { linkLine } from '../../../src/renderer/features/outbox/link-line.ts'

const up: SessionState['link'] = { online: true, phase: 'resting', asOf: 1 }
const counts = { recorded: 2, delivered: 1, oldest: 7, nextTryAt: 9 }
const none = { recorded: 0, delivered: 0, oldest: null, nextTryAt: null }
const near = (instant: number | null) => String(instant)
const keyOf = (link: SessionState['link'] | undefined, some: Parameters<typeof linkLine>[1] = counts) =>
  linkLine(link, some, near).key

it('[SYNC-UP] tells a blocked queue from a network that is away, and says what to do', () => {
  const line = linkLine({ ...up, blocked: 'faulted' }, counts, near)
  expect(line).toMatchObject({ tone: 'bad', key: 'faulted', hints: ['faulted-means', 'faulted-next'] })
  expect(line.values).toEqual({ count: 3, oldest: '7', code: 'faulted', next: '9' })
  expect(linkLine({ ...up, blocked: 'malformed' }, counts, near)).toMatchObject({
    key: 'blocked',
    values: { code: 'malformed' },
    hints: ['blocked-means', 'blocked-next'],
  })
  // What blocked it last time is no news once the network is away.
  expect(keyOf({ ...up, online: false, blocked: 'faulted' })).toBe('offline')
})

it('[SYNC-UP] says whose program is to be upgraded, where the two don’t speak alike', () => {
  for (const code of ['program-too-old', 'program-too-new'])
    expect(linkLine({ ...up, blocked: code }, counts, near)).toMatchObject({
      key: code,
      hints: [`${code}-means`, `${code}-next`],
    })
})

it('[SYNC-UP] puts a device that was turned away before all else', () => {
  expect(keyOf({ ...up, barred: 'forked', blocked: 'forked' })).toBe('barred')
})

it('is calm where nothing is to do', () => {
  expect(keyOf(up)).toBe('sending')
  expect(keyOf(up, none)).toBe('idle')
  expect(keyOf({ ...up, online: false }, none)).toBe('offline-idle')
  expect(keyOf(undefined)).toBe('offline')
})

it('[SYNC-DOWN] tells how far a copy is: rows, bytes, and the time left once there is a pace', () => {
  const copying = { table: 'person', rows: 5_000, rowsInAll: 1_000_000, bytes: 3_145_728, secondsLeft: 200 }
  const line = linkLine({ ...up, copying }, none, String)
  expect(line).toMatchObject({
    key: 'copying-left',
    values: { rows: 5_000, rowsInAll: 1_000_000, size: '3.0', minutes: 4 },
  })
  expect(keyOf({ ...up, copying: { ...copying, secondsLeft: 20 } })).toBe('copying-soon')
  expect(keyOf({ ...up, copying: { ...copying, secondsLeft: null } })).toBe('copying')
})
