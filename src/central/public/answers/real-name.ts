import type { captureOperations, recordOperations } from '../../../contract/public/real-name.ts'
import { maskPhone } from '../../../domain/kernel/mask.ts'
import { findRecordedDocument } from '../../../storage/account-queries.ts'
import { findDefaultNumber } from '../../../storage/phone.ts'
import { captureOptions, listMaintainable, loadOwnRecord } from '../../../storage/real-name.ts'
import { normaliseNumber } from '../../../storage/sms-code.ts'
import { sendCode } from '../../codes.ts'
import type { CentralDeps } from '../../deps.ts'
import { GatewayTrouble } from '../../gateways/trouble.ts'
import { act } from '../act.ts'
import type { AnswersOf } from '../answers.ts'
import { proveNamedNumber, proveScan } from '../prove.ts'
import { CASE_PURPOSE, submitCase } from '../real-name.ts'
import type { Taxpayer } from '../taxpayer.ts'

/** 实名信息采集 and 变更 by an APP (R-CAP, R-CHG). */
export const captureAnswers: AnswersOf<typeof captureOperations> = {
  'captures.options': (deps) => Promise.resolve({ channels: ['hall', 'app'], ...captureOptions(deps.policy) }),

  'captures.code': async (deps, { body: { caseId, number } }) => {
    const to = normaliseNumber(number)
    const sent = await sendCode(deps, { number: to, purpose: CASE_PURPOSE, visitId: caseId })
    return { codeTo: maskPhone(to), ...sent, advice: 'own-number-only' }
  },

  'captures.submit': (deps, { body }) => submitCase(deps, 'new', body),
  'changes.submit': (deps, { body }) => submitCase(deps, 'change', body),
}

/** 实名信息补录 and 实名信息维护 (R-SUP, R-MNT). */
export const recordAnswers: AnswersOf<typeof recordOperations> = {
  'records.view': (deps, { taxpayer: { session } }) =>
    deps.database.read((db) => loadOwnRecord(db, session.personId, deps.now())),

  'records.supplement': async (deps, { taxpayer: { session }, body }) => {
    // Whose record it is the log-in says; a face alone needs no document typed again.
    const main = await deps.database.read((db) => findRecordedDocument(db, session.personId))
    const documentType = body.documentType === '' ? main.documentType : body.documentType
    return submitCase(deps, 'supplement', { ...body, documentType }, session.personId)
  },

  'maintenance.open': async (deps, { taxpayer: { session } }) => {
    const people = await deps.database.read((db) => listMaintainable(db, session.enterpriseId ?? '', deps.now()))
    return { faceLoggedIn: isFaceLoggedIn(session), people }
  },

  'maintenance.submit': async (deps, { taxpayer, params: { personId }, body }) => {
    const number = normaliseNumber(body.number)
    const former = await deps.database.read((db) => findDefaultNumber(db, personId))
    const done = await act(deps, {
      actor: taxpayer.actor,
      name: 'capture.maintain',
      payload: { personId, phone: number, residence: body.residence },
      proofs: await maintainerProofs(deps, taxpayer, { ...body, number }),
      turns: [`number ${number}`],
    })
    if (number !== '' && former !== undefined && former !== number) await tellFormer(deps, former)
    return done
  },
}

/** R-MNT-01: a log-in by face opens the maintenance; after any other one a scan comes first. */
const isFaceLoggedIn = ({ method }: Taxpayer['session']): boolean => method === 'scan'

async function maintainerProofs(
  deps: CentralDeps,
  taxpayer: Taxpayer,
  { number, numberCode, scan }: { number: string; numberCode?: string | undefined; scan?: string | undefined },
) {
  const purpose = 'maintenance.submit'
  const { personId } = taxpayer.session
  const face = { kind: 'face', personId, passed: true, at: deps.now() } as const
  const faces = isFaceLoggedIn(taxpayer.session)
    ? [face]
    : scan === undefined
      ? []
      : [await proveScan(deps, personId, purpose, scan)]
  if (faces.length === 0 || numberCode === undefined || number === '') return faces
  return [...faces, await proveNamedNumber(deps, taxpayer, { purpose, number, code: numberCode })]
}

/** CF-13: whoever had the number learns that somebody of the enterprise replaced it; a lost message undoes nothing. */
async function tellFormer(deps: CentralDeps, number: string): Promise<void> {
  const text = '【税务】您的实名手机号码已由所在企业维护修改。如非本人同意，请到办税服务厅核实。'
  await deps.gateways.sms.send(number, text).catch((error: unknown) => {
    if (!(error instanceof GatewayTrouble)) throw error
  })
}
