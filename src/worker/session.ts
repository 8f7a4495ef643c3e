import { hkdfSync } from 'node:crypto'
import {
  anything,
  enrolAnswer,
  staffSignInAnswer,
  type StaffProfile,
  type StaffSignInAnswer,
} from '../contract/central.ts'
import type { SessionState } from '../contract/session.ts'
import { MINUTE } from '../domain/kernel/instant.ts'
import type { Refusal } from '../domain/kernel/refusal.ts'
import { defineRefusals } from '../domain/kernel/refusal.ts'
import { appendAudit } from '../storage/audit.ts'
import type { ReadDb, WriteDb } from '../storage/database.ts'
import { sql } from '../storage/database.ts'
import { forgetLostRanges } from '../storage/lost-range.ts'
import { Refused } from '../storage/refused.ts'
import { newDeviceKey } from './crypto.ts'
import { auditChainOf, auditNameOf, policyOf, type Desk, type Enrolment } from './desk.ts'
import { Denied, Unreachable, type Shape } from './http.ts'
import { keepVerifier, signInOffline } from './offline-verifier.ts'
import type { Link } from './link.ts'
import { putSetting } from './settings.ts'

export const sessionRefusals = defineRefusals({
  'device-refused': { rule: 'TRUST-40', retry: true },
  'unlock-by-owner-only': { rule: 'TRUST-42' },
  'desk-enrolled-already': { rule: 'SYNC-UP' },
})

/** An idle desk locks itself (trust.md 42). */
const IDLE_MINUTES = 5
const SIGN_IN_TIMEOUT_MS = 5_000

/** Signing in and out, locking, enrolling: everything about who works at this desk. */
export class Sessions {
  readonly #desk: Desk
  readonly #link: Link
  /** Mixed into every verifier: the database alone doesn't let anybody guess passwords against it. */
  readonly #deviceSecret: Buffer

  readonly #keepIdentity: (enrolment: Enrolment) => void

  /** @param keepIdentity puts what the desk is beside the database too, in case that is damaged (TRUST-6) */
  constructor(desk: Desk, link: Link, databaseKey: string, keepIdentity: (enrolment: Enrolment) => void) {
    this.#desk = desk
    this.#link = link
    this.#keepIdentity = keepIdentity
    this.#deviceSecret = Buffer.from(
      hkdfSync('sha256', Buffer.from(databaseKey, 'hex'), '', 'hall-desk offline verifier', 32),
    )
  }

  async state(): Promise<SessionState> {
    const { session, enrolment } = this.#desk
    const counts = await this.#desk.database.read(countWork)
    return {
      kind:
        enrolment === undefined
          ? 'not-enrolled'
          : session === undefined
            ? 'signed-out'
            : session.locked
              ? 'locked'
              : 'signed-in',
      ...(session === undefined ? {} : { operator: session.operator }),
      ...(enrolment === undefined
        ? {}
        : { hall: enrolment.hall, device: { id: enrolment.deviceId, name: enrolment.name } }),
      profile: policyOf(this.#desk).id,
      link: this.#link.facts(),
      ...(this.#desk.disk.short ? { disk: 'short' } : {}),
      ...counts,
    }
  }

  /** Makes this PC a desk of the hall that gave out the code. */
  async enrol(code: string, name: string): Promise<SessionState> {
    // A second identity would break the chain of what the first one recorded and has still to send.
    if (this.#desk.enrolment !== undefined) throw new Refused(sessionRefusals.make('desk-enrolled-already'))
    const key = newDeviceKey()
    const answer = await this.#ask('/v1/devices/enrol', enrolAnswer, { code, name, publicKey: key.publicKey })
    const enrolment: Enrolment = {
      deviceId: answer.deviceId,
      name,
      hall: answer.hall,
      profile: answer.profile as Enrolment['profile'],
      key,
    }
    await this.#desk.database.write(async (db) => {
      await putSetting(db, 'enrolment', enrolment)
      await forgetLostRanges(db)
      await keepCentralKeys(db, answer)
    })
    this.#keepIdentity(enrolment)
    this.#tellRecoveryKey(answer)
    this.#desk.enrolment = enrolment
    this.#desk.http.identity = { deviceId: enrolment.deviceId, key }
    this.#link.wake()
    return this.state()
  }

  /** Asks the central whenever it answers; its own verifier is looked at only without a network (trust.md 37). */
  async signIn(login: string, password: string): Promise<SessionState> {
    const answer = await this.#signInOnline(login, password)
    const now = this.#desk.clock.now()
    const operator =
      answer?.staff ?? (await signInOffline(this.#desk.database, login, password, this.#deviceSecret, now))
    // Nobody works here whose coming isn't written down.
    await this.#remember(operator, answer, password)
    this.#desk.session = {
      operator,
      ...(answer === undefined ? {} : { token: answer.token }),
      locked: false,
      lastTouched: this.#desk.clock.elapsed(),
    }
    this.#link.wake()
    this.#desk.tell('session-changed', { state: 'signed-in' })
    return this.state()
  }

  async unlock(password: string): Promise<SessionState> {
    const { session } = this.#desk
    if (session === undefined) throw new Refused(sessionRefusals.make('unlock-by-owner-only'))
    return this.signIn(session.operator.login, password)
  }

  async lock(): Promise<SessionState> {
    const { session } = this.#desk
    if (session !== undefined && !session.locked) {
      session.locked = true
      // Before it is written down: what the screens show goes also where the disk is full.
      this.#desk.tell('session-changed', { state: 'locked' })
      await this.#audit('session.lock', session.operator)
    }
    return this.state()
  }

  async signOut(): Promise<SessionState> {
    const { session } = this.#desk
    this.#desk.session = undefined
    this.#desk.tell('session-changed', { state: 'signed-out' })
    if (session?.token !== undefined) {
      // The central forgets the session by itself in time; without a network that has to do.
      await this.#desk.http
        .ask('/v1/desk/sign-out', anything, { json: {}, token: session.token })
        .catch(() => undefined)
    }
    if (session !== undefined) await this.#audit('session.sign-out', session.operator)
    return this.state()
  }

  /** Locks when nobody has worked here for a while; called by a timer. */
  async lockWhenIdle(): Promise<void> {
    const { session } = this.#desk
    if (session === undefined || session.locked) return
    if (this.#desk.clock.elapsed() - session.lastTouched >= IDLE_MINUTES * MINUTE) await this.lock()
  }

  async #signInOnline(login: string, password: string): Promise<StaffSignInAnswer | undefined> {
    try {
      return await this.#ask('/v1/desk/sign-in', staffSignInAnswer, { login, password })
    } catch (error) {
      if (error instanceof Unreachable) return undefined
      throw error
    }
  }

  async #ask<Answer>(path: string, shape: Shape<Answer>, json: unknown): Promise<Answer> {
    try {
      return await this.#desk.http.ask(path, shape, { json, timeoutMs: SIGN_IN_TIMEOUT_MS })
    } catch (error) {
      if (!(error instanceof Denied)) throw error
      const { body } = error
      if (typeof body === 'object' && body !== null && 'refusal' in body) throw new Refused(body.refusal as Refusal)
      throw new Refused(sessionRefusals.make('device-refused', { code: error.code }))
    }
  }

  async #remember(operator: StaffProfile, answer: StaffSignInAnswer | undefined, password: string): Promise<void> {
    const now = this.#desk.clock.now()
    if (answer !== undefined) {
      await keepVerifier(this.#desk.database, operator, password, this.#deviceSecret, now)
      await this.#desk.database.write((db) => keepCentralKeys(db, answer))
      this.#tellRecoveryKey(answer)
    }
    await this.#audit(answer === undefined ? 'session.sign-in-offline' : 'session.sign-in', operator)
  }

  /** At every contact, so that a desk enrolled before the office had one is wrapped for it, too. */
  #tellRecoveryKey({ recoveryKey }: Pick<StaffSignInAnswer, 'recoveryKey'>): void {
    if (recoveryKey !== undefined) this.#desk.tell('recovery-key', { publicKey: recoveryKey })
  }

  async #audit(action: string, { staffId, role, hallId }: StaffProfile): Promise<void> {
    const deviceId = auditNameOf(this.#desk.enrolment)
    await this.#desk.database.write((db) =>
      appendAudit(db, auditChainOf(this.#desk), {
        at: this.#desk.clock.now(),
        actor: { kind: 'staff', staffId, role, hallId, deviceId },
        action,
        subjects: [staffId],
        detail: {},
      }),
    )
  }
}

/** The central's public halves: for what is sealed to it, and for what it signs where there is no network. */
async function keepCentralKeys(
  db: WriteDb,
  { sealingKey, signingKey }: Pick<StaffSignInAnswer, 'sealingKey' | 'signingKey'>,
): Promise<void> {
  await putSetting(db, 'central-key', sealingKey)
  await putSetting(db, 'central-signing-key', signingKey)
}

async function countWork(db: ReadDb) {
  const counts = await db.find<{ pending: number; returned: number }>(
    sql(`select
      coalesce(sum(case when state in ('recorded', 'delivered', 'held') then 1 else 0 end), 0) as pending,
      coalesce(sum(case when (state = 'returned' or withdrawn_late = 1) and acknowledged = 0 then 1 else 0 end), 0) as returned
      from outbox`),
  )
  const logins = await db.all<{ login: string }>(
    sql('select login from offline_verifier order by verified_online_at desc'),
  )
  return {
    pending: counts?.pending ?? 0,
    returned: counts?.returned ?? 0,
    offlineLogins: logins.map((row) => row.login),
  }
}
