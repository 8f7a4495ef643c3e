import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { SessionState } from '../../../src/contract/session.ts'
import { expectDoor, rememberDoor } from '../../../src/renderer/app/door.ts'

const kept = new Map<string, string>()
beforeEach(() => {
  kept.clear()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  })
})
afterEach(() => vi.unstubAllGlobals())

const place = {
  hall: { id: 'h1', name: '办税服务厅', taxAuthority: '税务局', division: '210102' },
  device: { id: 'd1', name: '1号窗口' },
  profile: 'liaoning',
}
const state = (kind: SessionState['kind']): SessionState => ({
  ...place,
  kind,
  operator: { staffId: 's1', login: 'clerk1', name: '王敏', role: 'clerk', hallId: 'h1' },
  link: { online: true, phase: 'resting', asOf: 5 },
  pending: 3,
  returned: 1,
  offlineLogins: ['clerk1'],
})

it('[TRUST-42] expects a shut door, and keeps nothing of who worked there', () => {
  rememberDoor(state('signed-in'))
  expect([...kept.values()].join()).not.toMatch(/王敏|clerk1/)
  expect(expectDoor()).toMatchObject({ ...place, kind: 'signed-out', offlineLogins: [], pending: 0 })
  expect(expectDoor()?.operator).toBeUndefined()
})

it('expects nothing where the desk was never enrolled, and waits for an answer there', () => {
  expect(expectDoor()).toBeUndefined()
  rememberDoor(state('signed-out'))
  rememberDoor(state('no-key'))
  expect(expectDoor()).toBeDefined()
  rememberDoor(state('not-enrolled'))
  expect(expectDoor()).toBeUndefined()
})
