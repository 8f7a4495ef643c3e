import type { FastifyInstance, InjectOptions } from 'fastify'
import type { Life } from './life.ts'
import type { Scheduler } from './scheduler.ts'

/** What happens to one exchange on its way, times in milliseconds. */
export interface Fate {
  readonly there: number
  readonly back: number
  /** Never reaches the central. */
  readonly drop?: boolean
  /** The central does it and nobody hears. */
  readonly loseAnswer?: boolean
  /** Reaches the central once more so much later. */
  readonly again?: number
  /** The answer as it arrives after somebody had it in hands. */
  readonly spoil?: (answer: Answer) => Answer
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** The central as the network finds it. */
export interface Host {
  readonly life: Life
  readonly app: FastifyInstance
}

interface Exchange {
  readonly client: Life
  readonly request: InjectOptions
  readonly fate: Fate
  readonly told: string
  readonly resolve: (answer: Response) => void
  readonly reject: (error: Error) => void
}

/** Carries requests of the desks to the central's own application, without a socket. */
export class Network {
  readonly #scheduler: Scheduler
  readonly #host: () => Host | undefined
  readonly #fateOf: (client: Life, told: string) => Fate
  readonly #tell: (line: string) => void
  readonly #pending = new Set<Exchange>()

  constructor(
    scheduler: Scheduler,
    host: () => Host | undefined,
    fateOf: (client: Life, told: string) => Fate,
    tell: (line: string) => void,
  ) {
    this.#scheduler = scheduler
    this.#host = host
    this.#fateOf = fateOf
    this.#tell = tell
  }

  fetch(url: string, init: RequestInit): Promise<Response> {
    const client = this.#scheduler.current
    if (client === undefined) throw new Error('nobody asks')
    const { pathname, search } = new URL(url)
    const told = `${init.method ?? 'GET'} ${pathname}`
    const fate = this.#fateOf(client, told)
    return new Promise((resolve, reject) => {
      const request = {
        method: (init.method ?? 'GET') as 'GET',
        url: pathname + search,
        headers: init.headers as Record<string, string>,
        ...(init.body === undefined ? {} : { payload: init.body as string | Buffer }),
      }
      const exchange: Exchange = { client, request, fate, told, resolve, reject }
      init.signal?.addEventListener('abort', () => reject(new Error('given up')))
      if (fate.drop === true) this.#fail(exchange, fate.there, 'lost on the way')
      else {
        this.#scheduler.after(fate.there, () => this.#deliver(exchange, true), undefined)
        if (fate.again !== undefined)
          this.#scheduler.after(fate.there + fate.again, () => this.#deliver(exchange, false), undefined)
      }
    })
  }

  /** The central is gone: whoever waits for it hears so. */
  cut(): void {
    for (const exchange of this.#pending) this.#fail(exchange, 1, 'the central went away')
    this.#pending.clear()
  }

  #fail({ client, reject, told }: Exchange, delay: number, why: string): void {
    this.#scheduler.after(
      delay,
      () => {
        this.#tell(`${client.name}: ${told}: ${why}`)
        reject(new Error(why))
      },
      client,
    )
  }

  async #deliver(exchange: Exchange, answered: boolean): Promise<void> {
    const host = this.#host()
    if (host === undefined) {
      if (answered) this.#fail(exchange, 1, 'the central is not there')
      return
    }
    this.#scheduler.current = host.life
    if (answered) this.#pending.add(exchange)
    const reply = await this.#scheduler.during(host.app.inject(exchange.request))
    if (host.life.dead || !answered) return
    this.#pending.delete(exchange)
    const headers = Object.fromEntries(Object.entries(reply.headers).map(([name, value]) => [name, String(value)]))
    this.#return(exchange, { status: reply.statusCode, headers, body: reply.rawPayload })
  }

  #return(exchange: Exchange, answer: Answer): void {
    const { client, fate, told, resolve } = exchange
    if (fate.loseAnswer === true) return this.#fail(exchange, fate.back, 'the answer is lost')
    const heard = fate.spoil?.(answer) ?? answer
    const arrive = () => {
      this.#tell(`${client.name}: ${told}: ${String(heard.status)}${heard === answer ? codeOf(answer) : ' spoilt'}`)
      resolve(asResponse(heard))
    }
    this.#scheduler.after(fate.back, arrive, client)
  }
}

/** The central's word for a no. */
function codeOf({ status, body }: Answer): string {
  return status < 400 ? '' : ` ${body.toString('utf8').slice(0, 80)}`
}

/** As much of a Response as the desk reads. */
function asResponse({ status, headers, body }: Answer): Response {
  const bytes = () => body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength)
  return {
    status,
    ok: status >= 200 && status < 300,
    headers: { get: (name: string) => headers[name] ?? null },
    text: () => Promise.resolve(body.toString('utf8')),
    arrayBuffer: () => Promise.resolve(bytes()),
  } as unknown as Response
}
