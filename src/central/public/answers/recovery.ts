import type { recoveryOperations } from '../../../contract/public/recovery.ts'
import { maskPhone } from '../../../domain/kernel/mask.ts'
import { findAccountId, normaliseDocument, refuseRecovery, type TypedDocument } from '../../../storage/recovery.ts'
import { Refused } from '../../../storage/refused.ts'
import { findScan, putScan } from '../../../storage/scan-ticket.ts'
import { normaliseNumber } from '../../../storage/sms-code.ts'
import { findLockBar, isRefusal, openFaceScan, takeScan } from '../../../storage/verification.ts'
import { proveNumber, sendCode } from '../../codes.ts'
import { newToken } from '../../crypto.ts'
import type { CentralDeps } from '../../deps.ts'
import { act } from '../act.ts'
import type { AnswersOf } from '../answers.ts'
import { proveOwnPassword } from '../own-password.ts'
import {
  auditUnlock,
  beginRecovery,
  openRecoveryScan,
  proveRecovery,
  sendRecoveryCode,
  setForgottenPassword,
} from '../recovery.ts'

const PHONE = 'phone-recovery'
const UNLOCK = 'unlock'
/** As long as a code lives, so that a code for nobody looks like any other. */
const SCAN_MINUTES = 5 * 60_000

/** A code to a number that is to be set belongs to the document it was asked for. */
const boundTo = (deps: CentralDeps, typed: TypedDocument) => {
  const { documentType, documentNumber } = normaliseDocument(typed)
  return { purpose: PHONE, visitId: deps.sha256(`${documentType}:${documentNumber}`) }
}

const expectComplete = (fields: readonly string[]): void => {
  if (fields.some((field) => field.trim() === '')) throw new Refused(refuseRecovery('recovery-incomplete'))
}

/** 忘记密码, 找回手机号码, and the unlocking by face (R-FGT, R-RPH, R-LCK-04). */
export const recoveryAnswers: AnswersOf<typeof recoveryOperations> = {
  'forgotten.begin': async (deps, { body }) => {
    const { token, expiresAt, ways, defaultNumber = '' } = await beginRecovery(deps, body)
    return {
      token,
      expiresAt,
      message: 'R-MSG-10',
      sms: ways.includes('sms') ? { codeTo: maskPhone(defaultNumber), hint: 'R-MSG-11' } : null,
      scan: ways.includes('scan') ? { apps: [...deps.policy.faceApps['forgotten-password']] } : null,
    }
  },
  'forgotten.code': (deps, { body }) => sendRecoveryCode(deps, body.token),
  'forgotten.scan': (deps, { body }) => openRecoveryScan(deps, body.token),
  'forgotten.prove': (deps, { body: { token, ...brought } }) => proveRecovery(deps, token, brought),
  'forgotten.set': async (deps, { body }) => ({ ...(await setForgottenPassword(deps, body)), next: 'log-in' }),

  'phone-recovery.code': async (deps, { body }) => {
    expectComplete([body.documentType, body.documentNumber, body.number])
    const number = normaliseNumber(body.number)
    const { nextAt } = await sendCode(deps, { number, ...boundTo(deps, body) })
    return { codeTo: maskPhone(number), nextAt }
  },

  'phone-recovery.finish': async (deps, { body }) => {
    const { password, code } = body
    expectComplete([body.documentType, body.documentNumber, password, body.number, code])
    const personId = await deps.database.read((db) => findAccountId(db, body))
    const known = await proveOwnPassword(deps, personId, password)
    // Which of document and password was wrong is nobody's business (OP-20).
    if (personId === undefined || !known.passed) throw new Refused(refuseRecovery('recovery-failed'))
    const number = normaliseNumber(body.number)
    const sms = await proveNumber(deps, { number, ...boundTo(deps, body), code })
    return act(deps, {
      actor: { kind: 'person', personId },
      name: 'phone.recover',
      payload: { personId, number },
      proofs: [known, sms],
    })
  },

  'unlock.open': async (deps, { body }) => {
    const personId = await deps.database.read((db) => findAccountId(db, body))
    const scan = newToken()
    const apps = deps.policy.faceApps.unlock
    const ticketHash = deps.sha256(scan)
    if (personId === undefined) {
      // A code that no face passes: who has an account is not told here (OP-20).
      const expiresAt = deps.now() + SCAN_MINUTES
      const nobody = { purpose: UNLOCK, personId: null, subject: null, apps, expiresAt }
      await deps.database.write((db) => putScan(db, ticketHash, nobody, deps.now()))
      return { scan, apps: [...apps], expiresAt }
    }
    const bar = await deps.database.read((db) => findLockBar(db, personId, 'scan', deps.policy, deps.now()))
    if (bar !== undefined) throw new Refused(bar)
    const wanted = { purpose: UNLOCK, personId, apps }
    const opened = await deps.database.write((db) => openFaceScan(db, ticketHash, wanted, deps.now()))
    if (isRefusal(opened)) throw new Refused(opened)
    return { scan, apps: [...apps], expiresAt: opened }
  },

  'unlock.finish': async (deps, { body: { scan } }) => {
    const ticketHash = deps.sha256(scan)
    const personId = (await deps.database.read((db) => findScan(db, ticketHash)))?.personId ?? null
    const bar = await deps.database.write((db) => takeScan(db, ticketHash, { purpose: UNLOCK, personId }, deps.now()))
    if (bar !== undefined) throw new Refused(bar)
    if (personId !== null) await auditUnlock(deps, personId)
    return { unlocked: true }
  },
}
