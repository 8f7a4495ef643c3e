import type { z } from 'zod'
import type { CoreRecord } from '../contract/core.ts'
import { operations, type OperationName } from '../contract/public/registry.ts'
import type { Operation } from '../contract/public/operation.ts'
import type { Journal } from './journal.ts'

type Ops = typeof operations

/** What a call is given, as it goes over the wire. */
export interface CallInput<Name extends OperationName> {
  readonly params?: z.input<Ops[Name]['params']>
  readonly query?: z.input<Ops[Name]['query']>
  readonly body?: z.input<Ops[Name]['body']>
}

/** The answer, or the refusal's code; a fault is in the journal and counts as neither. */
export type Called<Name extends OperationName> =
  { readonly ok: true; readonly body: z.output<Ops[Name]['answer']> } | { readonly ok: false; readonly code: string }

/** Who calls: from which network address, and in which log-in. */
export interface Voice {
  readonly address: string
  readonly token?: string | undefined
}

/** The central heard too many calls from one address, which is none of a person at home. */
export class StoppedByNetwork extends Error {}

const TRIES_SPENT = 'attempts-spent'

/** The public API of a central over HTTP, and the stand-ins beside it: the phones and the core system's book. */
export class Api {
  readonly #base: string
  readonly #journal: Journal
  constructor(base: string, journal: Journal) {
    this.#base = base.replace(/\/$/u, '')
    this.#journal = journal
  }

  async call<Name extends OperationName>(
    { address, token }: Voice,
    name: Name,
    input: CallInput<Name> = {},
  ): Promise<Called<Name>> {
    const operation: Operation = operations[name]
    const params = (input.params ?? {}) as Record<string, string>
    const path = operation.path.replace(/:(\w+)/gu, (_, key: string) => encodeURIComponent(params[key] ?? ''))
    const query = new URLSearchParams((input.query ?? {}) as Record<string, string>).toString()
    // The town's people sit at addresses of their own; a central that has no proxy takes them all for this machine.
    const headers: Record<string, string> = { 'x-forwarded-for': address }
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`
    const { status, body } = await this.#send(
      operation.method,
      query === '' ? path : `${path}?${query}`,
      headers,
      input.body,
    )
    if (status === 200) return { ok: true, body: body as never }
    return { ok: false, code: this.#readRefusal(name, status, body) }
  }

  #readRefusal(name: string, status: number, body: Record<string, unknown>): string {
    if (status === 401) return String(body['code'])
    if (body['kind'] !== 'refused') {
      this.#journal.faults.push(`${name} ${String(status)} ${JSON.stringify(body).slice(0, 300)}`)
      return 'fault'
    }
    const { code, rule } = body['refusal'] as { code: string; rule: string }
    this.#journal.sawRefusal(rule, code)
    if (code === TRIES_SPENT) throw new StoppedByNetwork(name)
    return code
  }

  async #send(method: string, path: string, headers: Record<string, string>, body: unknown) {
    this.#journal.calls++
    const answer = await fetch(`${this.#base}${path}`, {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> }
  }

  /** The newest code on a phone or in a mailbox; empty when none has come. */
  async readCode(to: string): Promise<string> {
    const { body } = await this.#send('GET', `/stand-ins/phone/messages?to=${encodeURIComponent(to)}`, {}, undefined)
    const [newest] = body as unknown as { content: string }[]
    return /\d{6}/u.exec(newest?.content ?? '')?.[0] ?? ''
  }

  /** Lets an APP look at a code; `face` says whose: the holder's own, or somebody else's. */
  async lookAt(scan: string, app: string, face: 'own' | 'other' = 'own', session?: string): Promise<string> {
    if (face === 'other') await this.#setFace('failed')
    const given = { scan, app, ...(session === undefined ? {} : { session }) }
    const { body } = await this.#send('POST', '/stand-ins/phone/scans', {}, given)
    const { result = 'failed' } = body as { result?: string }
    return result
  }

  async #setFace(answer: string): Promise<void> {
    const form = new URLSearchParams({ answer, delay: '0', once: 'yes' })
    await fetch(`${this.#base}/stand-ins/face`, { method: 'POST', body: form, redirect: 'manual' })
  }

  /** Opens somebody's own log-in in the APP on their phone; nothing where the APP does not know them. */
  async openApp(app: string, documentNumber: string): Promise<string | undefined> {
    const given = { app, documentType: 'resident-id', documentNumber }
    const { body } = await this.#send('POST', '/stand-ins/phone/sessions', {}, given)
    return body['session'] as string | undefined
  }

  /** Writes an enterprise in the core system's book, which announces it. */
  async announce(record: CoreRecord): Promise<{ readonly enterpriseId: string } | undefined> {
    const { status, body } = await this.#send('POST', '/stand-ins/core/records', {}, record)
    if (status === 200) return body as { enterpriseId: string }
    this.#journal.faults.push(`announce ${String(status)} ${JSON.stringify(body).slice(0, 300)}`)
    return undefined
  }

  /** The password on a certificate that a counter prints, where this central has a counter at hand. */
  async takeCertificate(enterpriseCode: string): Promise<string | undefined> {
    const given = { enterpriseCode, accountKind: 'tax' }
    const { status, body } = await this.#send('POST', '/stand-ins/hall/certificates', {}, given)
    return status === 200 ? String(body['password']) : undefined
  }

  /** The central's clock, and whether it can be set on. */
  async readClock(): Promise<{ readonly now: number; readonly settable: boolean }> {
    return (await this.#send('GET', '/stand-ins/clock', {}, undefined)).body as { now: number; settable: boolean }
  }

  /** Lets time pass at the central until this instant, where that is offered. */
  async passTime(until: number): Promise<void> {
    await this.#send('POST', '/stand-ins/clock', {}, { until })
  }

  /** A page of the stand-ins that answers in JSON. */
  async readStandIn(path: string): Promise<unknown> {
    return (await this.#send('GET', `/stand-ins/${path}`, {}, undefined)).body
  }
}
