import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { CARDS } from '../../../src/contract/cards.ts'
import { findCards, guideCards } from '../../../src/renderer/app/guide-cards.ts'

const read = (file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../../../src/${file}.json`, import.meta.url), 'utf8')) as Record<string, unknown>
const cards = read('contract/words/zh-CN/cards') as Record<string, Record<string, string>>
const messages = read('contract/words/zh-CN/messages')
const go = read('renderer/locales/zh-CN/guide')['go'] as Record<string, string>

it('every remedy has its words, its rules and, where it quotes one, its prescribed message', () => {
  expect(Object.keys(cards).sort()).toEqual(guideCards.map((card) => card.key).sort())
  for (const card of guideCards) {
    expect(Object.keys(cards[card.key] ?? {}), card.key).toEqual(['symptom', 'cause', 'do'])
    expect(card.rules.length, card.key).toBeGreaterThan(0)
    if (card.message !== undefined) expect(messages, card.key).toHaveProperty(card.message)
    if (card.place !== undefined) expect(go, card.key).toHaveProperty(card.place)
  }
})

const t = (key: string): string => {
  const [file = '', ...path] = key.split('.')
  const words: unknown = file === 'message' ? messages : cards
  return path.reduce<unknown>((inner, part) => (inner as Record<string, unknown>)[part], words) as string
}
const keysFor = (text: string) => findCards(t, text).map((card) => card.key)

it('a remedy is found by what was seen or said, by its cause, and by the number of its rule', () => {
  expect(keysFor('尚未设置密码')).toEqual(['no-password'])
  expect(keysFor('R-FAQ-05')).toEqual(['wrong-password'])
  expect(keysFor('办税员身份 企业密码')).toEqual(['wrong-password'])
  expect(keysFor('')).toHaveLength(guideCards.length)
  expect(keysFor('增值税')).toEqual([])
})

/** What the remedy of each question must name, so that a card can't lose its point. */
const REMEDIES = [
  ['R-FAQ-01', '短信'],
  ['R-FAQ-02', '移动电话'],
  ['R-FAQ-03', '实名采集'],
  ['R-FAQ-04', '身份维护'],
  ['R-FAQ-05', '个人用户密码'],
  ['R-FAQ-06', '勾选'],
  ['R-FAQ-07', '解冻'],
  ['R-FAQ-08', '重置'],
  ['R-FAQ-09', '维护身份、添加办税人'],
  ['R-FAQ-10', '变更税务登记'],
  ['R-OTH-01', '个人信息维护'],
  ['R-OTH-02', '四项一起改'],
  ['R-OTH-03', '撤回后补传'],
  ['R-OTH-04', '实名办税人身份'],
  ['R-OTH-05', '企业办税权限'],
  ['R-OTH-06', '查看申报密码'],
  ['R-OTH-07', '按页面提示'],
  ['R-HAL-04', '前两步都可以在大厅办'],
  ['R-HAL-06', '主管税务机关报送'],
  ['R-HAL-07', '凭证'],
  ['R-HAL-08', '窗口实名采集'],
  ['R-PLT-16', '登录操作引导'],
  ['R-PLT-17', 'App Store'],
  ['R-PLT-18', '扫一扫'],
  ['R-LGE-11', '证件号码加个人密码'],
  ['R-LGE-12', '找回手机号码'],
  ['R-LGE-16', '找回手机号码'],
  ['R-REG-17', '光线均匀'],
  ['R-SMS-07', '比对两处的手机号码'],
  ['R-PHN-19', '维护身份'],
  ['R-PWD-20', '从不发放'],
] as const

it.each(REMEDIES)('[%s] has a card that says “%s”', (rule, point) => {
  const named = CARDS.filter(({ rules }) => (rules as readonly string[]).includes(rule))
  const said = named.map(({ key }) => `${cards[key]?.['cause'] ?? ''}${cards[key]?.['do'] ?? ''}`).join('')
  expect(said).toContain(point)
})
