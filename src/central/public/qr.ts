import type { LoggedIn } from '../../contract/public/login.ts'
import { openQr, qrPageOf, readOfferedLogin, takeQr, type QrChoice } from '../../storage/auth-qr.ts'
import { FeedLog } from '../../storage/feed-log.ts'
import type { PersonSession } from '../../storage/person-session.ts'
import { Refused } from '../../storage/refused.ts'
import type { ScanRecord } from '../../storage/scan-ticket.ts'
import { findPersonSubject, isRefusal, settleReading } from '../../storage/verification.ts'
import { newToken } from '../crypto.ts'
import type { CentralDeps } from '../deps.ts'
import type { FaceResult } from '../gateways/face.ts'
import { openSession } from './sessions.ts'
import { findTaxpayer } from './taxpayer.ts'

/** Opens the QR code of a log-in page. @throws Refused where the profile has none for it. */
export async function openQrCode(deps: CentralDeps, page: 'enterprise' | 'person' | 'special') {
  const scan = newToken()
  const judge = { now: deps.now(), policy: deps.policy }
  const opened = await deps.database.write((db) => openQr(db, deps.sha256(scan), page, judge))
  if (isRefusal(opened)) throw new Refused(opened)
  return { scan, apps: [...opened.apps], expiresAt: opened.expiresAt }
}

interface Offer {
  readonly ticketHash: string
  readonly ticket: ScanRecord
  readonly app: 'province-app' | 'iit-app'
  /** The token of the log-in that the APP has open. */
  readonly session: string | undefined
  readonly lookAtFace: (
    deps: CentralDeps,
    whose: Pick<ScanRecord, 'personId' | 'subject' | 'purpose'>,
  ) => Promise<FaceResult>
}

/**
 * Leaves the APP's own log-in at the code for the page to take (R-QRC-01); for a special entity the face comes
 * first (R-QRC-05). @throws Refused when the APP shows no log-in, or one that this page can't have.
 */
export async function offerLogin(deps: CentralDeps, offer: Offer): Promise<FaceResult> {
  const { ticketHash, ticket, app, session, lookAtFace } = offer
  const found = session === undefined ? undefined : await findTaxpayer(deps, session)
  const login = readOfferedLogin(app, found?.session)
  if (isRefusal(login)) throw new Refused(login)
  const { personId } = login
  let result: FaceResult = 'passed'
  if (qrPageOf(ticket.purpose) === 'special') {
    const subject = await deps.database.read((db) => findPersonSubject(db, personId))
    if (isRefusal(subject)) throw new Refused(subject)
    result = await lookAtFace(deps, { personId, subject, purpose: ticket.purpose })
  }
  if (result === 'busy') return result
  const left = { personId, content: contentOf(login) }
  const bar = await deps.database.write((db) => settleReading(db, ticketHash, { state: result, app, session: left }))
  if (bar !== undefined) throw new Refused(bar)
  return result
}

const contentOf = ({ personId: _, expiresAt: __, ...content }: PersonSession) => content

/** Gives the page its log-in. @throws Refused; an attempt that failed is in the log by then. */
export async function takeQrLogin(
  deps: CentralDeps,
  scan: string,
  choice: QrChoice,
  address: string,
): Promise<LoggedIn> {
  const now = deps.now()
  const taken = await deps.database.write(async (db) => {
    const work = { db, log: new FeedLog() }
    const circumstances = { now, policy: deps.policy, channel: 'web', address, logId: deps.newId() } as const
    const made = await takeQr(work, deps.sha256(scan), choice, circumstances)
    await work.log.flush(db, now)
    if (made.kind === 'refused') return made
    const { stage, identityType } = made.session
    const next = stage === 'done' ? ('done' as const) : ('change-password' as const)
    return { kind: 'passed' as const, answer: { ...(await openSession(deps, db, made.session)), next, identityType } }
  })
  if (taken.kind === 'refused') throw new Refused(taken.refusal)
  return taken.answer
}
