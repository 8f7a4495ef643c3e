import { randomBytes } from 'node:crypto'
import { decode } from 'cbor-x'
import { PROTOCOL_VERSION } from '../contract/protocol.ts'
import type { DeskClock } from './clock.ts'
import { sha256, signText, type DeviceKey } from './crypto.ts'

/** The central couldn't be asked, or answered with what no central answers. */
export class Unreachable extends Error {}

/** The central answered, and said no. `code` is its word for why. */
export class Denied extends Error {
  readonly status: number
  readonly code: string
  readonly body: unknown
  constructor(status: number, code: string, body: unknown) {
    super(`${String(status)} ${code}`)
    this.status = status
    this.code = code
    this.body = body
  }
}

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT'
  readonly json?: unknown
  readonly bytes?: Uint8Array
  readonly headers?: Readonly<Record<string, string>>
  readonly token?: string
  readonly timeoutMs?: number
  /** Told how many bytes an answer had. */
  readonly heard?: (bytes: number) => void
}

/** A schema of the contract, by what it is used for: an answer from outside is parsed once, here. */
export interface Shape<Answer> {
  safeParse(content: unknown): { readonly success: true; readonly data: Answer } | { readonly success: false }
}

export interface DeskIdentity {
  readonly deviceId: string
  readonly key: DeviceKey
}

const TIMEOUT_MS = 15_000

/** Asks the central over HTTP; every request of an enrolled desk is signed, with a nonce and the corrected time. */
export class CentralHttp {
  readonly #base: string
  readonly #clock: DeskClock
  readonly #closing = new AbortController()
  identity: DeskIdentity | undefined

  constructor(base: string, clock: DeskClock) {
    this.#base = base.replace(/\/$/, '')
    this.#clock = clock
  }

  /** Gives up whatever is being asked: a program that ends waits for no answer. */
  close(): void {
    this.#closing.abort()
  }

  /** @throws Unreachable or Denied. A wrong clock is corrected from the answer and the request made once more. */
  async ask<Answer>(path: string, shape: Shape<Answer>, options: RequestOptions = {}): Promise<Answer> {
    const content = await this.#once(path, options).catch((error: unknown) => {
      if (error instanceof Denied && error.code === 'clock') return this.#once(path, options)
      throw error
    })
    const parsed = shape.safeParse(content)
    if (!parsed.success) throw new Unreachable('the central answered with nonsense')
    return parsed.data
  }

  async #once(path: string, options: RequestOptions): Promise<unknown> {
    const body = options.bytes ?? (options.json === undefined ? undefined : JSON.stringify(options.json))
    const method = options.method ?? (body === undefined ? 'GET' : 'POST')
    const headers: Record<string, string> = {
      ...options.headers,
      ...this.#signed(method, path, body),
      'x-protocol': String(PROTOCOL_VERSION),
    }
    if (body !== undefined)
      headers['content-type'] = options.bytes === undefined ? 'application/json' : 'application/octet-stream'
    if (options.token !== undefined) headers['authorization'] = `Bearer ${options.token}`
    const within = options.timeoutMs ?? TIMEOUT_MS
    const signal = AbortSignal.any([AbortSignal.timeout(within), this.#closing.signal])
    const asked = this.#clock.elapsed()
    let response: Response
    let content: unknown
    try {
      response = await fetch(this.#base + path, {
        method,
        headers,
        signal,
        // What is signed for the central is for nobody it points at.
        redirect: 'error',
        ...(body === undefined ? {} : { body: body as string | Uint8Array<ArrayBuffer> }),
      })
      // An answer that was on its way while the PC slept tells a time long gone, which timers don't notice.
      if (this.#clock.elapsed() - asked <= within) this.#tieClock(response)
      content = await readContent(response, options.heard)
    } catch (error) {
      throw new Unreachable('the central cannot be reached', { cause: error })
    }
    if (response.ok) return content
    if (response.status >= 500) throw new Unreachable(`the central failed with ${String(response.status)}`)
    throw new Denied(response.status, codeOf(content), content)
  }

  #signed(method: string, path: string, body: string | Uint8Array | undefined): Record<string, string> {
    if (this.identity === undefined) return {}
    const time = String(this.#clock.now())
    const nonce = randomBytes(16).toString('base64url')
    const text = [method, path, time, nonce, sha256(body ?? '')].join('\n')
    const signature = signText(text, this.identity.key)
    return { 'x-device': this.identity.deviceId, 'x-time': time, 'x-nonce': nonce, 'x-signature': signature }
  }

  #tieClock(response: Response): void {
    const time = Number(response.headers.get('x-central-time'))
    if (Number.isSafeInteger(time) && time > 0) this.#clock.tie(time)
  }
}

async function readContent(response: Response, heard?: RequestOptions['heard']): Promise<unknown> {
  const type = response.headers.get('content-type') ?? ''
  if (type.startsWith('application/cbor')) {
    const bytes = new Uint8Array(await response.arrayBuffer())
    heard?.(bytes.length)
    return decode(bytes) as unknown
  }
  const text = await response.text()
  return text === '' ? {} : (JSON.parse(text) as unknown)
}

function codeOf(content: unknown): string {
  if (typeof content !== 'object' || content === null) return 'unknown'
  if ('code' in content && typeof content.code === 'string') return content.code
  return 'refusal' in content ? 'refused' : 'unknown'
}
