import { findFaceFunction, takesProof } from '../../../contract/public/registry.ts'
import type { verificationOperations } from '../../../contract/public/verification.ts'
import { maskPhone } from '../../../domain/kernel/mask.ts'
import { countFailure, countSuccess } from '../../../storage/auth-failure.ts'
import { findDefaultNumber } from '../../../storage/phone.ts'
import { Refused } from '../../../storage/refused.ts'
import { settleScan, type ScanRecord } from '../../../storage/scan-ticket.ts'
import { findLockBar, findReadableScan, isRefusal, openFaceScan, readScanState } from '../../../storage/verification.ts'
import { sendCode } from '../../codes.ts'
import { newToken } from '../../crypto.ts'
import type { CentralDeps } from '../../deps.ts'
import type { FaceResult } from '../../gateways/face.ts'
import { GatewayTrouble } from '../../gateways/trouble.ts'
import type { AnswersOf } from '../answers.ts'
import { proveRefusals } from '../prove.ts'

/** Codes and scans on the way to an operation (R-SMS, R-QRC-04). */
export const verificationAnswers: AnswersOf<typeof verificationOperations> = {
  'codes.send': async (deps, { taxpayer, body: { purpose, number } }) => {
    if (!takesProof(purpose, number === undefined ? 'code' : 'number-code'))
      throw new Refused(proveRefusals.make('verification-purpose-unknown'))
    const { personId } = taxpayer.session
    const to = number ?? (await deps.database.read((db) => findDefaultNumber(db, personId)))
    if (to === undefined) throw new Refused(proveRefusals.make('sms-number-missing'))
    const sent = await sendCode(deps, { number: to, purpose, visitId: taxpayer.tokenHash })
    return { codeTo: maskPhone(to), ...sent }
  },

  'scans.open': async (deps, { taxpayer, body: { purpose } }) => {
    if (!takesProof(purpose, 'scan')) throw new Refused(proveRefusals.make('verification-purpose-unknown'))
    const scan = newToken()
    const face = findFaceFunction(purpose, taxpayer.session.entrance)
    const apps = face === undefined ? (['province-app', 'iit-app'] as const) : deps.policy.faceApps[face]
    const wanted = { purpose, personId: taxpayer.session.personId, apps }
    const opened = await deps.database.write((db) => openFaceScan(db, deps.sha256(scan), wanted, deps.now()))
    if (isRefusal(opened)) throw new Refused(opened)
    return { scan, apps: [...apps], expiresAt: opened }
  },

  'scans.read': async (deps, { body: { scan } }) => {
    const state = await deps.database.read((db) => readScanState(db, deps.sha256(scan), deps.now()))
    if (isRefusal(state)) throw new Refused(state)
    return { state }
  },

  'app.take-scan': async (deps, { body: { scan, app } }) => {
    const ticketHash = deps.sha256(scan)
    const ticket = await deps.database.read((db) => findReadableScan(db, ticketHash, app, deps.now()))
    if (isRefusal(ticket)) throw new Refused(ticket)
    const result = await lookAtFace(deps, ticket)
    if (result !== 'busy') {
      const settled = { state: result, app, session: null }
      await deps.database.write((db) => settleScan(db, ticketHash, settled))
    }
    return { result }
  },
}

/** Looks at the face of whoever holds the APP; a failed one counts for the lock of scans (R-LCK-01). */
async function lookAtFace(deps: CentralDeps, { personId, subject, purpose }: ScanRecord): Promise<FaceResult> {
  if (personId === null || subject === null) return 'failed'
  const bar = await deps.database.read((db) => findLockBar(db, personId, 'scan', deps.policy, deps.now()))
  if (bar !== undefined) throw new Refused(bar)
  const result = await compare(deps, { ...subject, personId, purpose })
  const now = deps.now()
  if (result === 'failed') await deps.database.write((db) => countFailure(db, personId, 'scan', now))
  if (result === 'passed') await deps.database.write((db) => countSuccess(db, personId, 'scan', now))
  return result
}

/** A service that is down says nothing about the face (R-MSG-39). */
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
