import { countFailure, countSuccess, hasFailed } from '../../storage/auth-failure.ts'
import { Refused } from '../../storage/refused.ts'
import type { ScanRecord } from '../../storage/scan-ticket.ts'
import { findLockBar, findReadableScan, isRefusal, settleReading } from '../../storage/verification.ts'
import type { CentralDeps } from '../deps.ts'
import type { FaceResult } from '../gateways/face.ts'
import { GatewayTrouble } from '../gateways/trouble.ts'
import { isQrPurpose } from '../../storage/auth-qr.ts'
import { offerLogin } from './qr.ts'
import { failLoginScan } from './second-step.ts'

/** How an APP came to a QR code. */
export interface Reading {
  readonly app: 'province-app' | 'iit-app'
  /** The token of the log-in the APP has open; a face needs none (R-QRC-04). */
  readonly session: string | undefined
  /** The network address, for the log. */
  readonly address: string
}

/**
 * An APP has read a code (R-PLT-19). At a log-in page the page takes over the APP's own log-in (R-QRC-01), everywhere
 * else the face of whoever holds the APP is looked at, at once (R-QRC-04).
 * @throws Refused when the code can't be read by this APP, now.
 */
export async function readScan(deps: CentralDeps, ticketHash: string, reading: Reading): Promise<FaceResult> {
  const { app, session, address } = reading
  const ticket = await deps.database.read((db) => findReadableScan(db, ticketHash, app, deps.now()))
  if (isRefusal(ticket)) throw new Refused(ticket)
  if (isQrPurpose(ticket.purpose)) return offerLogin(deps, { ticketHash, ticket, app, session, lookAtFace })
  const result = await lookAtFace(deps, ticket, (failed) => failLoginScan(deps, failed.purpose, app, address))
  if (result === 'busy') return result
  const bar = await deps.database.write((db) => settleReading(db, ticketHash, { state: result, app, session: null }))
  if (bar !== undefined) throw new Refused(bar)
  return result
}

/**
 * Looks at a face. A failed one counts for the lock of scans (R-LCK-01), a passed one ends every lock (R-LCK-04);
 * a service that is busy or down says nothing about the face (R-MSG-39).
 * @param keepFailure keeps a failure in another way, and says whether it did.
 * @throws Refused while scans are locked.
 */
export async function lookAtFace(
  deps: CentralDeps,
  { personId, subject, purpose }: Pick<ScanRecord, 'personId' | 'subject' | 'purpose'>,
  keepFailure: (failed: { readonly purpose: string }) => Promise<boolean> = () => Promise.resolve(false),
): Promise<FaceResult> {
  if (subject === null) return 'failed'
  if (personId === null) return compare(deps, { ...subject, personId: '', purpose })
  const bar = await deps.database.read((db) => findLockBar(db, personId, 'scan', deps.policy, deps.now()))
  if (bar !== undefined) throw new Refused(bar)
  const result = await compare(deps, { ...subject, personId, purpose })
  const now = deps.now()
  if (result === 'failed' && !(await keepFailure({ purpose })))
    await deps.database.write((db) => countFailure(db, personId, 'scan', now))
  // Most faces pass with nothing to end: they wait for no writer.
  if (result === 'passed' && (await deps.database.read((db) => hasFailed(db, personId, now))))
    await deps.database.write((db) => countSuccess(db, personId, 'scan', now))
  return result
}

async function compare(
  deps: CentralDeps,
  request: Parameters<CentralDeps['gateways']['face']['compare']>[0],
): Promise<FaceResult> {
  try {
    return await deps.gateways.face.compare(request)
  } catch (error) {
    if (error instanceof GatewayTrouble) return 'busy'
    throw error
  }
}
