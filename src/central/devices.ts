import type { FastifyReply, FastifyRequest } from 'fastify'
import type { EnrolAnswer } from '../contract/central.ts'
import { OLDEST_PROTOCOL, PROTOCOL_VERSION } from '../contract/protocol.ts'
import { MINUTE, type Instant } from '../domain/kernel/instant.ts'
import { defineRefusals } from '../domain/kernel/refusal.ts'
import { appendAudit } from '../storage/audit.ts'
import { sql } from '../storage/database.ts'
import { Refused } from '../storage/refused.ts'
import { CHAIN_START } from '../sync/chain.ts'
import { verifySignature } from './crypto.ts'
import type { CentralDeps } from './deps.ts'
import { findDevice, type DeviceRecord } from './device-record.ts'

export const deviceRefusals = defineRefusals({
  'enrolment-code-wrong': { rule: 'OP-25', field: 'code' },
  'enrolment-code-expired': { rule: 'OP-25', field: 'code' },
})

/** Enrols a desk by a code that a system administrator gave out; each code works once. */
export async function enrolDevice(
  deps: CentralDeps,
  input: { code: string; name: string; publicKey: string },
): Promise<EnrolAnswer> {
  const now = deps.now()
  return deps.database.write(async (db) => {
    const codeHash = deps.sha256(input.code.trim().toUpperCase())
    const deviceId = deps.newId()
    const taken = await db.run(
      sql('update enrolment_code set used_by = ? where code_hash = ? and used_by is null', [deviceId, codeHash]),
    )
    if (taken === 0) throw new Refused(deviceRefusals.make('enrolment-code-wrong'))
    const code = await db.find<{ hall_id: string; expires_at: number }>(
      sql('select hall_id, expires_at from enrolment_code where code_hash = ?', [codeHash]),
    )
    if (code === undefined || code.expires_at < now) throw new Refused(deviceRefusals.make('enrolment-code-expired'))
    await db.run(
      sql(
        "insert into device (id, hall_id, name, public_key, state, last_seq, chain_head, enrolled_at) values (?, ?, ?, ?, 'active', 0, ?, ?)",
        [deviceId, code.hall_id, input.name, input.publicKey, CHAIN_START, now],
      ),
    )
    const hall = await db.find<{ id: string; name: string; tax_authority: string; division: string }>(
      sql('select id, name, tax_authority, division from hall where id = ?', [code.hall_id]),
    )
    if (hall === undefined) throw new Error('an enrolment code of no hall')
    await appendAudit(
      db,
      { chain: hall.id, hash: deps.sha256 },
      {
        at: now,
        actor: { kind: 'system', source: 'clock' },
        action: 'device.enrol',
        subjects: [deviceId],
        detail: {},
      },
    )
    return {
      deviceId,
      hall: { id: hall.id, name: hall.name, taxAuthority: hall.tax_authority, division: hall.division },
      profile: deps.policy.id,
      sealingKey: deps.sealing.publicKey,
      signingKey: deps.signing.publicKey,
      ...(deps.recoveryKey === undefined ? {} : { recoveryKey: deps.recoveryKey }),
    }
  })
}

/** A desk's clock may be off this much; it learns the right time from every answer. */
const CLOCK_TOLERANCE = 5 * MINUTE

/** The text a desk signs for each request. The body is hashed, so that large ones are hashed once. */
export function requestText(method: string, path: string, time: string, nonce: string, bodyHash: string): string {
  return [method, path, time, nonce, bodyHash].join('\n')
}

/** Remembers nonces for as long as a signed request could be played again. */
class SeenNonces {
  readonly #seen = new Map<string, Instant>()
  /** False when this nonce was used before. */
  add(nonce: string, now: Instant): boolean {
    for (const [old, at] of this.#seen) {
      if (now - at <= 2 * CLOCK_TOLERANCE) break
      this.#seen.delete(old)
    }
    if (this.#seen.has(nonce)) return false
    this.#seen.set(nonce, now)
    return true
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The enrolled desk that signed this request; set on every route under `/v1/desk`. */
    device?: DeviceRecord
    /** SHA-256 of the raw body, hex; of nothing when there is none. */
    bodyHash?: string
  }
}

const header = (request: FastifyRequest, name: string): string => {
  const value = request.headers[name]
  return typeof value === 'string' ? value : ''
}

const sendAway = (reply: FastifyReply, device: DeviceRecord | undefined): FastifyReply =>
  device === undefined
    ? reply.code(401).send({ code: 'device-unknown' })
    : reply.code(403).send({ code: `device-${device.state}` })

/**
 * A hook that looks at who brings a heavy file before any of it is read: the signature can be judged only when all of
 * it is here.
 */
export function fileOfKnownDevice(deps: CentralDeps) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    if (header(request, 'content-type') !== 'application/octet-stream')
      return reply.code(415).send({ code: 'malformed' })
    const device = await deps.database.read((db) => findDevice(db, header(request, 'x-device')))
    return device?.state === 'active' ? undefined : sendAway(reply, device)
  }
}

/** A hook that lets only requests through that an active desk has signed, each once. */
export function deviceGuard(deps: CentralDeps) {
  const nonces = new SeenNonces()
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const deny = (code: string) => reply.code(401).send({ code })
    const now = deps.now()
    const id = header(request, 'x-device')
    const device = await deps.database.read((db) => findDevice(db, id))
    const protocol = Number(header(request, 'x-protocol') || OLDEST_PROTOCOL)
    if (!(protocol >= OLDEST_PROTOCOL)) return reply.code(426).send({ code: 'program-too-old' })
    if (protocol > PROTOCOL_VERSION) return reply.code(426).send({ code: 'program-too-new' })
    if (device?.state !== 'active') return sendAway(reply, device)
    const time = header(request, 'x-time')
    const nonce = header(request, 'x-nonce')
    if (!/^\d+$/.test(time) || Math.abs(Number(time) - now) > CLOCK_TOLERANCE) return deny('clock')
    const text = requestText(request.method, request.url, time, nonce, request.bodyHash ?? deps.sha256(''))
    if (!verifySignature(text, header(request, 'x-signature'), device.public_key)) return deny('signature')
    if (nonce.length < 16 || !nonces.add(nonce, now)) return deny('replay')
    request.device = device
    return undefined
  }
}
