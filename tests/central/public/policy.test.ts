import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { beijingMidnight } from '../../../src/domain/kernel/calendar.ts'
import { getPolicy, liaoning, liaoningLegacy, shandong } from '../../../src/domain/policy/profiles.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { apiOf } from './api.ts'

let now = beijingMidnight('2026-03-10')
let central: TestCentral
let earlier: TestCentral
let neighbour: TestCentral
beforeAll(async () => {
  const clock = () => now
  central = await startCentral({ now: clock })
  earlier = await startCentral({ now: clock, policy: liaoningLegacy })
  neighbour = await startCentral({ now: clock, policy: shandong })
})
afterAll(() => Promise.all([central.close(), earlier.close(), neighbour.close()]))

describe('the profile in force', () => {
  it('shows id, version and every key there is', async () => {
    for (const [running, id] of [
      [central, 'liaoning'],
      [earlier, 'liaoning-legacy'],
      [neighbour, 'shandong'],
    ] as const) {
      const { body } = await apiOf(running)('policy.read')
      expect(body).toMatchObject({ id, version: 1 })
      const { id: _, version: __, ...keys } = getPolicy(id)
      expect(Object.fromEntries(body.keys.map(({ key, value }) => [key, value]))).toEqual(keys)
    }
  })

  it('[R-PM-33] names a key for each of the 38 rows, and takes no other profile from anybody', async () => {
    const { body } = await apiOf(central)('policy.read')
    const rows = new Set(body.keys.flatMap((key) => key.rows).filter((row) => row.startsWith('R-POL-')))
    expect([...rows].toSorted()).toEqual(
      Array.from({ length: 38 }, (_, at) => `R-POL-${String(at + 1).padStart(2, '0')}`),
    )
    const put = await fetch(`${central.url}/v1/policy`, { method: 'PUT', body: '{}' })
    expect(put.status).toBe(404)
  })
})

describe('the prescribed messages', () => {
  const page = readFileSync(new URL('../../../docs/rules/messages.md', import.meta.url), 'utf8')
  const rows = [...page.matchAll(/^\| \*\*(R-MSG-\d\d)\*\* \| (.+?) +\|$/gm)].map((row) => [row[1] ?? '', row[2] ?? ''])

  it.each(rows)('[%s] says “%s” to the letter', async (id, text) => {
    const { body } = await apiOf(central)('messages.list')
    const said = body['zh-CN'][id]
    expect(typeof said === 'string' ? said : Object.values(said ?? {}).join(' / ')).toBe(text)
    expect(body.en).toHaveProperty(id)
  })

  it('are 46', () => {
    expect(rows).toHaveLength(46)
  })
})

describe('the closed lists', () => {
  it('[R-EN-DOC-01] to [R-EN-DOC-12] hold the twelve documents in their order', async () => {
    const { body } = await apiOf(central)('enumerations.list')
    const documents = body.find(({ id }) => id === 'R-EN-DOC')
    expect(documents?.values).toHaveLength(12)
    expect(documents?.values[0]).toEqual({ id: 'resident-id', name: '居民身份证' })
    expect(documents?.values.at(-1)).toEqual({ id: 'other', name: '其他个人证件' })
  })

  it('[R-JRN-03] hold three log-in types, and name nothing twice', async () => {
    const { body } = await apiOf(central)('enumerations.list')
    expect(body.find(({ id }) => id === 'R-EN-LGT')?.values.map(({ name }) => name)).toEqual([
      '企业业务',
      '代理业务',
      '个人业务',
    ])
    for (const { id, values } of body) expect(new Set(values.map((value) => value.id)).size, id).toBe(values.length)
  })
})

describe('the portal', () => {
  const portal = async (running: TestCentral) => (await apiOf(running)('portal.read')).body
  const modules = async (running: TestCentral, entry: string, part: 'present' | 'earlier' = 'present') =>
    (await portal(running))[part].entries.find(({ id }) => id === entry)?.modules

  it('[R-LGE-01] offers a scan and an account at 企业业务, and nothing besides', async () => {
    expect(await modules(central, 'enterprise')).toEqual(['qr', 'account'])
    expect(await modules(earlier, 'enterprise', 'earlier')).toEqual(['quick', 'ordinary'])
  })

  it('[R-LGN-01] offers the same two at 自然人业务', async () => {
    expect(await modules(central, 'person')).toEqual(['qr', 'account'])
  })

  it('[R-LEG-01] offers three log-ins where the earlier one is in use', async () => {
    const { present, earlier: old } = await portal(earlier)
    expect(old.entries.map(({ title }) => title)).toEqual(['企业登录', '自然人登录', '代理机构登录'])
    expect(present).toMatchObject({ open: false, entries: [] })
  })

  it('[R-PLT-01] opens the present log-in on 2023-04-22; the day before the earlier one applied', async () => {
    const at = async (day: string) => {
      now = beijingMidnight(day)
      const { present, earlier: old } = await portal(central)
      now = beijingMidnight('2026-03-10')
      return [present.open, old.open]
    }
    expect(await at('2023-04-21')).toEqual([false, true])
    expect(await at('2023-04-22')).toEqual([true, false])
  })

  it('[R-PLT-12] keeps the earlier log-in up to its closing date, if one is set', async () => {
    const running = await startCentral({ now: () => now, policy: { ...liaoning, legacyLoginUntil: '2026-03-10' } })
    expect((await portal(running)).earlier).toMatchObject({ open: true, until: '2026-03-10' })
    now = beijingMidnight('2026-03-11')
    expect((await portal(running)).earlier).toMatchObject({ open: false, entries: [] })
    now = beijingMidnight('2026-03-10')
    await running.close()
  })

  it('[R-PLT-16] names the button, the entries and the way to the guide', async () => {
    const { present, guide } = await portal(central)
    expect(present.button).toBe('登录（新版）')
    expect(present.entries.map(({ title }) => title)).toEqual(['企业业务', '自然人业务', '代理业务', '特定主体登录'])
    expect(present.links.map(({ title }) => title)).toEqual(['忘记密码', '找回手机号码', '用户注册'])
    expect(guide).toEqual(['公众服务', '下载专区', '登录操作引导'])
  })

  it('[R-LGE-17] puts special entities below 企业业务', async () => {
    const { present } = await portal(central)
    expect(present.entries.find(({ id }) => id === 'special')).toMatchObject({
      below: 'enterprise',
      modules: ['account'],
    })
    expect(await modules(neighbour, 'special')).toEqual(['qr', 'account'])
  })

  it('[R-PLT-17] says where the APP is had', async () => {
    const [app] = (await portal(central)).downloads
    expect(app).toMatchObject({ names: ['辽宁移动办税APP', '辽宁税务APP'] })
    expect(app?.ios).toContain('辽宁移动办税')
    expect(app?.android).toContain('立即下载')
    expect((await portal(neighbour)).downloads[0]?.names[0]).toBe('山东税务APP')
  })

  it('[R-PLT-18] says by which scan a capture is made', async () => {
    expect((await portal(central)).capture).toEqual({ app: '辽宁移动办税APP', scan: '首页右上角“+”—扫一扫' })
  })
})

describe('the cards', () => {
  it('come with both languages, and say which log-in they are about', async () => {
    const { body } = await apiOf(central)('cards.list')
    for (const { key, words, rules } of body) {
      expect(words['zh-CN'].remedy, key).toMatch(/\p{Script=Han}/u)
      expect(words.en.remedy, key).not.toBe('')
      expect(rules.length, key).toBeGreaterThan(0)
    }
    const applies = async (running: TestCentral, key: string) =>
      (await apiOf(running)('cards.list')).body.find((card) => card.key === key)?.applies
    expect(await applies(central, 'quick-login-fails')).toBe(false)
    expect(await applies(earlier, 'quick-login-fails')).toBe(true)
    expect(await applies(earlier, 'no-enterprise-password')).toBe(false)
  })

  const ids = [
    ...Array.from({ length: 10 }, (_, at) => `R-FAQ-${String(at + 1).padStart(2, '0')}`),
    ...Array.from({ length: 7 }, (_, at) => `R-OTH-${String(at + 1).padStart(2, '0')}`),
    ...['R-HAL-04', 'R-HAL-06', 'R-HAL-07', 'R-HAL-08', 'R-LGE-11', 'R-LGE-12', 'R-LGE-16', 'R-REG-17', 'R-PWD-20'],
    ...['R-SMS-07', 'R-PHN-19'],
  ]
  it.each(ids)('[%s] has a card that anybody can read', async (rule) => {
    const { body } = await apiOf(central)('cards.list')
    expect(body.filter(({ rules }) => rules.includes(rule)).length).toBeGreaterThan(0)
  })
})
