import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { guideCards } from '../../../src/renderer/features/guide/cards.ts'

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
