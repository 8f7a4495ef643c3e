import { randomInt } from 'node:crypto'

/** An answer as it came over the wire. */
export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** What systems outside show: the APPs' and the core tax system's keys. Cases that need one are left out without it. */
export interface Keys {
  readonly app?: string
  readonly core?: string
}

/** The implementation under test, as one case calls it: from a network address of its own. */
export class Central {
  readonly #base: string
  readonly #address = `10.${String(randomInt(256))}.${String(randomInt(256))}.${String(randomInt(1, 255))}`
  constructor(base: string) {
    this.#base = base.replace(/\/$/u, '')
  }

  /** @param route method and path, such as `GET /v1/policy` */
  async call(route: string, body?: unknown, token?: string): Promise<Answer> {
    const [method = '', path = ''] = route.split(' ', 2)
    // The stand-ins are for whoever sits at the machine; the API is called from anywhere.
    const headers: Record<string, string> = path.startsWith('/v1/') ? { 'x-forwarded-for': this.#address } : {}
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`
    if (body !== undefined) headers['content-type'] = 'application/json'
    const answer = await fetch(this.#base + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as unknown) }
  }

  /** Tells a stand-in what to answer, the next time alone unless `lasting`. */
  async steer(name: string, answer: string, lasting = false): Promise<void> {
    const form = new URLSearchParams({ answer, delay: '0', ...(lasting ? {} : { once: 'yes' }) })
    const answered = await fetch(`${this.#base}/stand-ins/${name}`, { method: 'POST', body: form, redirect: 'manual' })
    if (answered.status >= 400) throw new Error(`the stand-in ${name} can't be told ${answer}`)
  }

  /** The newest code on a phone or in a mailbox. */
  async readCode(to: string): Promise<string> {
    const { body } = await this.call(`GET /stand-ins/phone/messages?to=${encodeURIComponent(to)}`)
    const [newest] = body as { content: string }[]
    return /\d{6}/u.exec(newest?.content ?? '')?.[0] ?? ''
  }
}
