import type { loginOperations, qrOperations } from '../../../contract/public/login.ts'
import { beijingDate } from '../../../domain/kernel/calendar.ts'
import { readAppLogin } from '../../../storage/auth-app.ts'
import { pageProjects } from '../../../storage/cross-project.ts'
import { normaliseCode } from '../../../storage/auth-form.ts'
import { Refused } from '../../../storage/refused.ts'
import { isRefusal } from '../../../storage/verification.ts'
import type { AnswersOf } from '../answers.ts'
import { entrancesOf } from '../entrances.ts'
import { firstStep } from '../first-step.ts'
import { openHumanCheck } from '../human.ts'
import { setInitialPassword } from '../initial-password.ts'
import { toProjectRow } from '../project-row.ts'
import { openQrCode, takeQrLogin } from '../qr.ts'
import { getPending, openLoginScan, secondStep, sendLoginCode } from '../second-step.ts'
import { openSession } from '../sessions.ts'

/** As many numbers as a list under a field shows. */
const OFFERED = 20

/** The log-in pages (R-LGE, R-LGN, R-AGY-01, R-XRG-02). */
export const loginAnswers: AnswersOf<typeof loginOperations> = {
  'login.entrances': (deps) => Promise.resolve(entrancesOf(deps.policy)),
  'login.human-check': (deps) => openHumanCheck(deps),
  'login.first-step': (deps, { body, address }) => firstStep(deps, body, address),
  'login.code': (deps, { body }) => sendLoginCode(deps, body.token),
  'login.scan': (deps, { body }) => openLoginScan(deps, body),
  'login.second-step': (deps, { body, address }) => secondStep(deps, body, address),
  'login.initial-password': (deps, { body }) => setInitialPassword(deps, body),

  'login.projects': async (deps, { body: { token, part } }) => {
    const { personId, enterpriseId, projectKind } = await getPending(deps, token)
    if (enterpriseId === null || projectKind === null) return { rows: [] }
    const filter = {
      personId,
      enterpriseId,
      kind: projectKind,
      today: beijingDate(deps.now()),
      ...(part.trim() === '' ? {} : { numberPart: part.trim() }),
      size: OFFERED,
    }
    const { rows } = await deps.database.read((db) => pageProjects(db, filter))
    return { rows: rows.map(toProjectRow) }
  },
}

/** QR log-in (R-QRC). */
export const qrAnswers: AnswersOf<typeof qrOperations> = {
  'qr.open': (deps, { body }) => openQrCode(deps, body.page),
  'qr.take': (deps, { body: { scan, identityType, special }, address }) => {
    const wanted = special && { ...special, enterpriseCode: normaliseCode(special.enterpriseCode) }
    return takeQrLogin(deps, scan, { identityType, special: wanted }, address)
  },
  'app.log-in': async (deps, { body }) => {
    const login = await deps.database.read((db) => readAppLogin(db, body, deps.now()))
    if (isRefusal(login)) throw new Refused(login)
    const { token, expiresAt } = await deps.database.write((db) => openSession(deps, db, login))
    return { session: token, expiresAt }
  },
}
