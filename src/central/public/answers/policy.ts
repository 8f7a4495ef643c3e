import { CARDS, isCardOf, type Card, type CardKey } from '../../../contract/cards.ts'
import { ENUMERATIONS } from '../../../contract/public/enumerations.ts'
import type { policyOperations } from '../../../contract/public/policy.ts'
import en from '../../../contract/words/en/cards.json' with { type: 'json' }
import zh from '../../../contract/words/zh-CN/cards.json' with { type: 'json' }
import { beijingDate } from '../../../domain/kernel/calendar.ts'
import { downloadsOf, GUIDE_PATH, portalOn, type Entry } from '../../../domain/policy/portal.ts'
import { readPolicy } from '../../../domain/policy/rows.ts'
import type { AnswersOf } from '../answers.ts'

type CardWords = Readonly<Record<CardKey, { readonly symptom: string; readonly cause: string; readonly do: string }>>

const wordsOf = (words: CardWords, key: CardKey) => {
  const { symptom, cause, do: remedy } = words[key]
  return { symptom, cause, remedy }
}

const copyEntries = (entries: readonly Entry[]) => entries.map((entry) => ({ ...entry, modules: [...entry.modules] }))

/** What anybody may know, from the same files that the product runs by. */
export const policyAnswers: AnswersOf<typeof policyOperations> = {
  'policy.read': ({ policy }) => {
    const keys = readPolicy(policy).map(({ rows, ...key }) => ({ ...key, rows: [...rows] }))
    return Promise.resolve({ id: policy.id, version: policy.version, keys })
  },

  'enumerations.list': () =>
    Promise.resolve(ENUMERATIONS.map(({ values, ...list }) => ({ ...list, values: [...values] }))),

  'portal.read': ({ policy, now }) => {
    const today = beijingDate(now())
    const { present, earlier } = portalOn(policy, today)
    const downloads = downloadsOf(policy).map((app) => ({ ...app, names: [...app.names] }))
    const [province] = downloads
    return Promise.resolve({
      today,
      present: { ...present, entries: copyEntries(present.entries), links: [...present.links] },
      earlier: { ...earlier, entries: copyEntries(earlier.entries) },
      downloads,
      guide: [...GUIDE_PATH],
      capture: { app: province?.names[0] ?? '', scan: province?.scan ?? '' },
    })
  },

  'cards.list': ({ policy }) =>
    Promise.resolve(
      CARDS.map((card) => {
        const { message, rules }: Card = card
        return {
          key: card.key,
          message: message ?? null,
          rules: [...rules],
          applies: isCardOf(card, policy),
          words: { 'zh-CN': wordsOf(zh, card.key), en: wordsOf(en, card.key) },
        }
      }),
    ),
}
