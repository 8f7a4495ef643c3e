import { findFaceFunction, takesProof } from '../../../contract/public/registry.ts'
import type { verificationOperations } from '../../../contract/public/verification.ts'
import { maskPhone } from '../../../domain/kernel/mask.ts'
import { findDefaultNumber } from '../../../storage/phone.ts'
import { Refused } from '../../../storage/refused.ts'
import { refuseCode } from '../../../storage/sms-code.ts'
import { isRefusal, openFaceScan, readScanState } from '../../../storage/verification.ts'
import { sendCode } from '../../codes.ts'
import { newToken } from '../../crypto.ts'
import type { AnswersOf } from '../answers.ts'
import { proveRefusals } from '../prove.ts'
import { readScan } from '../scans.ts'

/** Codes and scans on the way to an operation (R-SMS, R-QRC-04). */
export const verificationAnswers: AnswersOf<typeof verificationOperations> = {
  'codes.send': async (deps, { taxpayer, body: { purpose, number } }) => {
    if (!takesProof(purpose, number === undefined ? 'code' : 'number-code'))
      throw new Refused(proveRefusals.make('verification-purpose-unknown'))
    const { personId } = taxpayer.session
    const to = number ?? (await deps.database.read((db) => findDefaultNumber(db, personId)))
    if (to === undefined) throw refuseCode('sms-number-missing')
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

  'app.take-scan': async (deps, { body: { scan, app, session }, address }) => ({
    result: await readScan(deps, deps.sha256(scan), { app, session, address }),
  }),
}
