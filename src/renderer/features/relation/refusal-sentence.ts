import type { Refusal } from '../../../domain/kernel/refusal.ts'

interface Words {
  readonly t: (key: string, values?: Record<string, unknown>) => string
  readonly te: (key: string) => boolean
}

/** A refusal in one line for a tooltip or a field: what stands against it, what to do, and the rule. */
export function refusalSentence({ t, te }: Words, { code, rule, values }: Refusal): string {
  const at = `refusal.${code}`
  const parts = ['what', 'next'].filter((part) => te(`${at}.${part}`)).map((part) => t(`${at}.${part}`, values ?? {}))
  const words = parts.length > 0 ? parts.join('；') : t(at, values ?? {})
  return `${words}（${rule}）`
}
