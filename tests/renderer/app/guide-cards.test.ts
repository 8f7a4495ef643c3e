import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { findCards, guideCards } from '../../../src/renderer/app/guide-cards.ts'

const read = (file: string): Record<string, unknown> =>
  JSON.parse(
    readFileSync(new URL(`../../../src/renderer/locales/zh-CN/${file}.json`, import.meta.url), 'utf8'),
  ) as Record<string, unknown>

it('[R-FAQ-01] every remedy has its words, its rules and, where it quotes one, its prescribed message', () => {
  const words = read('guide')['card'] as Record<string, Record<string, string>>
  const messages = read('messages')
  expect(Object.keys(words).sort()).toEqual(guideCards.map((card) => card.key).sort())
  for (const card of guideCards) {
    expect(Object.keys(words[card.key] ?? {}), card.key).toEqual(expect.arrayContaining(['symptom', 'cause', 'do']))
    expect(card.rules.length, card.key).toBeGreaterThan(0)
    if (card.message !== undefined) expect(messages, card.key).toHaveProperty(card.message)
    if (card.route !== undefined) expect(words[card.key], card.key).toHaveProperty('act')
  }
})

const t = (key: string): string => {
  const [file = '', ...path] = key.split('.')
  const words = read(file === 'message' ? 'messages' : file)
  return path.reduce<unknown>((inner, part) => (inner as Record<string, unknown>)[part], words) as string
}
const keysFor = (text: string) => findCards(t, text).map((card) => card.key)

it('[R-FAQ-01] a remedy is found by what was seen or said, by its cause, and by the number of its rule', () => {
  expect(keysFor('尚未设置密码')).toEqual(['no-password'])
  expect(keysFor('R-FAQ-05')).toEqual(['wrong-password'])
  expect(keysFor('个人密码 企业')).toEqual(['wrong-password'])
  expect(keysFor('')).toHaveLength(guideCards.length)
  expect(keysFor('增值税')).toEqual([])
})
