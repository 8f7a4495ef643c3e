import type { Refusal } from '../../domain/kernel/refusal.ts'
import en from './words/en.json' with { type: 'json' }
import zh from './words/zh-CN.json' with { type: 'json' }

/** One sentence in both languages, for whoever has no words of their own. */
export interface Words {
  readonly 'zh-CN': string
  readonly en: string
}

type Values = Readonly<Record<string, string | number>>

const fill = (text: string, values: Values): string =>
  text.replace(/\{(\w+)\}/gu, (whole, name: string) => String(values[name] ?? whole))

type Texts = Readonly<Record<string, string>>
const inBoth = (key: string, texts: { readonly zh: Texts; readonly en: Texts }, values: Values): Words => ({
  'zh-CN': fill(texts.zh[key] ?? key, values),
  en: fill(texts.en[key] ?? key, values),
})

/** What a taxpayer reads about a refusal; its rule stands beside it. */
export const wordsOfRefusal = ({ code, values = {} }: Refusal): Words =>
  inBoth(code, { zh: zh.refusal, en: en.refusal }, values)

export type MalformedReason = keyof typeof zh.malformed

/** What a taxpayer reads about a field that doesn't have the shape of the contract. */
export const wordsOfMalformed = (reason: MalformedReason, field: string): Words =>
  inBoth(reason, { zh: zh.malformed, en: en.malformed }, { field })
