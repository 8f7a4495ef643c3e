import { anything, envelopeOf } from '../contract/central.ts'
import type { Envelope } from '../contract/envelope.ts'
import { fault, ok, refusal } from '../contract/envelope.ts'
import { getCall, isCallName, type CallName } from '../contract/registry.ts'
import type { Proof } from '../domain/kernel/proof.ts'
import { sql } from '../storage/database.ts'
import { reads, writes } from '../storage/queries.ts'
import { Refused } from '../storage/refused.ts'
import { findCurrentVisit } from '../storage/visit.ts'
import { faultLine } from '../sync/fault-line.ts'
import { readContextOf, writeContextOf } from './contexts.ts'
import { newId } from './crypto.ts'
import type { Desk, Session } from './desk.ts'
import { diskRefusals } from './disk.ts'
import { Denied, Unreachable } from './http.ts'
import { recordCommand } from './record.ts'

/** Calls that the data thread answers from its own state rather than from rows. */
export type OwnAnswers = Readonly<Record<string, (input: never) => Promise<unknown>>>

/** A clerk waits for this answer, which only tells which of two sentences is true. */
const HEALTH_TIMEOUT_MS = 3_000

/** What begins something: an act, or a picture for one. */
const takesRoom = (name: CallName): boolean => getCall(name).mode === 'command' || name === 'attachment.put'

/** Answers every call that reaches the data thread; the wall has parsed its input already. */
export class Server {
  readonly #desk: Desk
  readonly #own: OwnAnswers
  constructor(desk: Desk, own: OwnAnswers) {
    this.#desk = desk
    this.#own = own
  }

  async answer(name: string, input: unknown): Promise<Envelope<unknown>> {
    try {
      if (!isCallName(name)) return fault({ id: newId(), code: 'input', reason: 'unknown-call' })
      const { session } = this.#desk
      if (getCall(name).access === 'signed-in') {
        if (session === undefined || session.locked) return fault({ id: newId(), code: 'locked' })
        session.lastTouched = this.#desk.clock.elapsed()
      }
      // What was begun may be kept and sent; nothing new is promised that may not fit.
      if (takesRoom(name) && (await this.#desk.disk.isShort())) throw new Refused(diskRefusals.make('disk-short'))
      return ok(await this.#dispatch(name, input as Record<string, unknown>))
    } catch (error) {
      return asEnvelope(error)
    }
  }

  #dispatch(name: CallName, input: Readonly<Record<string, unknown>>): Promise<unknown> {
    const own = this.#own[name]
    if (own !== undefined) return own(input as never)
    switch (getCall(name).mode) {
      case 'read':
        return this.#read(name, input)
      case 'write':
        return this.#write(name, input)
      case 'command':
        return recordCommand(this.#desk, this.#session(), name, input)
      case 'remote':
        return this.#remote(name, input)
      case 'shell':
        throw new Error(`${name} belongs to the window process`)
    }
  }

  #session(): Session {
    const { session } = this.#desk
    if (session === undefined) throw new Error('no session behind a signed-in call')
    return session
  }

  #read(name: string, input: unknown): Promise<unknown> {
    const answer = reads[name]
    if (answer === undefined) throw new Error(`no answer for read ${name}`)
    return this.#desk.database.read((db) => answer(db, input as never, readContextOf(this.#desk)))
  }

  async #write(name: string, input: unknown): Promise<unknown> {
    const answer = writes[name]
    if (answer === undefined) throw new Error(`no answer for write ${name}`)
    const value = await this.#desk.database.write((db) => answer(db, input as never, writeContextOf(this.#desk, db)))
    this.#desk.tell('rows-changed', { tables: [name.split('.')[0] ?? name] })
    return value
  }

  async #remote(name: CallName, input: unknown): Promise<unknown> {
    const { token } = this.#session()
    if (token === undefined) {
      // Signed in without the central, which may answer by now: then the clerk has to unlock, not to wait for a network.
      await this.#desk.http.ask('/v1/health', anything, { timeoutMs: HEALTH_TIMEOUT_MS })
      throw new Denied(401, 'sign-in-again', undefined)
    }
    const answer = await this.#desk.http.ask(`/v1/desk/calls/${name}`, envelopeOf(getCall(name).output), {
      json: input,
      token,
    })
    if (answer.kind === 'refused') throw new Refused(answer.refusal)
    if (answer.kind === 'fault') throw new RemoteFault(answer)
    await this.#keepProof(answer.value)
    return answer.value
  }

  /** A proof that the central gave goes with the visit, so that the desk's own guess can count on it. */
  async #keepProof(value: unknown): Promise<void> {
    if (typeof value !== 'object' || value === null || !('proof' in value) || value.proof === undefined) return
    const proof = value.proof as Proof
    await this.#desk.database.write(async (db) => {
      const visit = await findCurrentVisit(db)
      if (visit === undefined) return
      await db.run(
        sql('insert into visit_proof (visit_id, content, at) values (?, ?, ?)', [
          visit.visitId,
          JSON.stringify(proof),
          proof.at,
        ]),
      )
    })
  }
}

/** A fault that the central reported; its id is in the central's log. */
class RemoteFault extends Error {
  readonly envelope: Envelope<unknown>
  constructor(envelope: Envelope<unknown>) {
    super('the central reported a fault')
    this.envelope = envelope
  }
}

function asEnvelope(error: unknown): Envelope<never> {
  if (error instanceof Refused) return refusal(error.refusal)
  if (error instanceof RemoteFault) return error.envelope as Envelope<never>
  const id = newId()
  if (error instanceof Unreachable) return fault({ id, code: 'offline' })
  if (error instanceof Denied) return fault({ id, code: error.status === 401 ? 'locked' : 'input', reason: error.code })
  process.stderr.write(`fault ${id} ${faultLine(error)}\n`)
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined
  return fault({ id, code: typeof code === 'string' && code.startsWith('SQLITE') ? 'storage' : 'internal' })
}
