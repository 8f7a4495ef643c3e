import type { Answer, Central, Keys } from './central.ts'
import type { Wanted } from './format.ts'
import { mismatch } from './match.ts'

/** Something of a case that didn't come about as it says. */
export class Unlike extends Error {}

/** A key the runner wasn't given: the case says nothing about the implementation. */
export class Untold extends Error {}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** What one case knows while it runs: the people and things it made, and what it kept of answers. */
export class World {
  readonly central: Central
  /** The profile in force. */
  readonly profile: string
  readonly #keys: Keys
  readonly #kept: Record<string, unknown> = {}
  constructor(central: Central, keys: Keys, profile: string) {
    this.central = central
    this.profile = profile
    this.#keys = keys
  }

  /** Keeps something under a name, or a part of it such as `anna.session`. */
  keep(name: string, value: unknown): void {
    const [first = '', rest] = name.split('.', 2)
    if (rest === undefined) this.#kept[first] = value
    else this.#kept[first] = { ...(this.#kept[first] as object | undefined), [rest]: value }
  }

  /** @throws Unlike for a name that nothing was kept under. */
  recall(path: string): unknown {
    const value = dig(this.#kept, path)
    if (value === undefined) throw new Unlike(`nothing is known as {${path}}`)
    return value
  }

  /** Puts what was kept in the place of `{anna.number}`, at any depth. */
  fill<Value>(value: Value): Value {
    if (typeof value === 'string') return this.#fillText(value) as Value
    if (Array.isArray(value)) return value.map((one: unknown) => this.fill(one)) as Value
    if (!isObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.fill(one)])) as Value
  }

  #fillText(text: string): unknown {
    const whole = /^\{([a-z][\w.]*)\}$/u.exec(text)?.[1]
    if (whole !== undefined) return this.recall(whole)
    return text.replace(/\{([a-z][\w.]*)\}/gu, (_, path: string) => String(this.recall(path)))
  }

  /** The bearer of a call: a person's log-in, or a system's key. @throws Untold without that key. */
  tokenOf(by: string | undefined): string | undefined {
    if (by === undefined) return undefined
    if (by !== 'app' && by !== 'core') return String(this.recall(`${by}.session`))
    const key = this.#keys[by]
    if (key === undefined) throw new Untold(`no ${by} key was given`)
    return key
  }

  /** A call that has to be good. @throws Unlike */
  async ask(route: string, body?: unknown, by?: string): Promise<Record<string, unknown>> {
    const answer = await this.central.call(route, body, this.tokenOf(by))
    judge(answer, {}, route)
    return answer.body as Record<string, unknown>
  }
}

/** The part of a value at a dotted path such as `rows.0.id`. */
export function dig(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((part, key) => (isObject(part) ? part[key] : undefined), value)
}

/** @throws Unlike when an answer isn't what was wanted of it. */
export function judge({ status, body }: Answer, wanted: Wanted, what: string): void {
  const { refused, rule, status: wantedStatus = refused === undefined ? 200 : 409 } = wanted
  const shown = JSON.stringify(body)
  const told = `${what} answered ${String(status)} ${shown.slice(0, 400)}`
  const refusal = isObject(body) && isObject(body['refusal']) ? body['refusal'] : {}
  if (refused !== undefined && refusal['code'] !== refused) throw new Unlike(`wanted ${refused}: ${told}`)
  if (rule !== undefined && refusal['rule'] !== rule) throw new Unlike(`wanted rule ${rule}: ${told}`)
  if (status !== wantedStatus) throw new Unlike(`wanted ${String(wantedStatus)}: ${told}`)
  const problem = wanted.body === undefined ? undefined : mismatch(wanted.body, body)
  if (problem !== undefined) throw new Unlike(`${what}: ${problem.slice(0, 600)}`)
}
