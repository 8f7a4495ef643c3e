import { businessOf } from '../domain/login/business.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import type { Refusal } from '../domain/kernel/refusal.ts'
import { decideTakeOver } from '../domain/login/take-over.ts'
import type { Policy } from '../domain/policy/policy.ts'
import { findScanProblem, SCAN_LIFETIME, scanRefusals } from '../domain/scan/decide.ts'
import { findTakeOverBar, qrAppsOf, type AppLogin, type QrPage } from '../domain/scan/take-over.ts'
import type { AppId } from '../domain/scan/types.ts'
import type { Circumstances } from './auth.ts'
import { loadLoginOf, type LoginFile } from './auth-load.ts'
import { chooseProject } from './auth-project.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { writeLoginLog } from './login-log.ts'
import { readContent, type PersonSession } from './person-session.ts'
import type { Work } from './rows.ts'
import { findScan, putScan, useScan, type ScanRecord } from './scan-ticket.ts'
import { isRefusal } from './verification.ts'

const PREFIX = 'qr:'

/** Which APPs may read the code of a page in this profile; none where it has no code. */
export const qrAppsAt = (page: QrPage, policy: Policy): readonly AppId[] => qrAppsOf(page, policy)

/** Whether a QR code stands at a log-in page, to be filled with an APP's log-in. */
export const isQrPurpose = (purpose: string): boolean => purpose.startsWith(PREFIX)

/** The page of such a code. */
export const qrPageOf = (purpose: string): QrPage => purpose.slice(PREFIX.length) as QrPage

/** Opens the code of a page. @returns who may read it and when it runs out, or that the page has none (R-QRC-05). */
export async function openQr(
  db: WriteDb,
  ticketHash: string,
  page: QrPage,
  { now, policy }: { readonly now: Instant; readonly policy: Policy },
): Promise<{ readonly apps: readonly AppId[]; readonly expiresAt: Instant } | Refusal> {
  const apps = qrAppsOf(page, policy)
  if (apps.length === 0) return scanRefusals.make('scan-not-offered')
  const expiresAt = now + SCAN_LIFETIME
  await putScan(db, ticketHash, { purpose: `${PREFIX}${page}`, personId: null, apps, subject: null, expiresAt }, now)
  return { apps, expiresAt }
}

/** The log-in of this APP for the page to take over, or why it can't (R-QRC-01, R-QRC-03, R-QRC-07). */
export function readOfferedLogin<Login extends AppLogin>(app: AppId, login: Login | undefined): Login | Refusal {
  const code = findTakeOverBar(app, login)
  return code === undefined && login !== undefined ? login : scanRefusals.make(code ?? 'scan-app-not-logged-in')
}

/** What the page says beyond its code: for whom, at a special entity's; as what, where there is a choice. */
export interface QrChoice {
  readonly identityType: string
  readonly special:
    | (Pick<PersonSession, 'enterpriseCode'> & {
        readonly projectKind: NonNullable<PersonSession['projectKind']>
        readonly projectId: string
      })
    | undefined
}

export type QrTaken =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'passed'; readonly session: Omit<PersonSession, 'expiresAt'> }

/**
 * Turns a code that an APP has filled into the page's log-in, once, and writes it into the log (R-JRN-05). What the
 * APP's log-in rested on is judged again.
 */
export async function takeQr(
  work: Work,
  ticketHash: string,
  choice: QrChoice,
  circumstances: Circumstances,
): Promise<QrTaken> {
  const { now } = circumstances
  const ticket = await findScan(work.db, ticketHash)
  const offered = readOffer(ticket, choice, now)
  if (isRefusal(offered)) return { kind: 'refused', refusal: offered }
  const file = await loadLoginOf(work.db, offered.personId, queryOf(offered), circumstances)
  const verdict = decideTakeOver(file.state, { ...offered, identityType: offered.identityType ?? '' }, now)
  if (verdict.kind !== 'passed') {
    if (verdict.kind === 'refused') await log(work, file, offered, verdict.reason, circumstances)
    return { kind: 'refused', refusal: verdict.refusal }
  }
  const identityType = verdict.identityType === '' ? null : verdict.identityType
  const project = await findProject(work.db, { ...offered, identityType }, file, choice, now)
  if (isRefusal(project)) return { kind: 'refused', refusal: project }
  if (!(await useScan(work.db, ticketHash))) return { kind: 'refused', refusal: scanRefusals.make('scan-used') }
  const stage = verdict.mustChangePassword ? ('change-password' as const) : ('done' as const)
  const session = { ...offered, stage, identityType, projectId: project, enterpriseId: file.enterprise?.id ?? null }
  await log(work, file, session, undefined, circumstances)
  return { kind: 'passed', session }
}

/** The log-in that the APP left at the code, as the page will have it. */
function readOffer(
  ticket: ScanRecord | undefined,
  { identityType, special }: QrChoice,
  now: Instant,
): Omit<PersonSession, 'expiresAt'> | Refusal {
  const purpose = ticket?.purpose ?? ''
  const wanted = { purpose: isQrPurpose(purpose) ? purpose : '-', personId: null }
  const problem = findScanProblem(ticket, wanted, now)
  if (problem !== undefined) return scanRefusals.make(problem)
  if (!ticket?.session) return scanRefusals.make('scan-unknown')
  const own = { ...readContent(ticket.session.content), personId: ticket.session.personId }
  const common = { ...own, channel: 'web', method: 'qr' } as const
  if (qrPageOf(purpose) !== 'special') return common
  if (special === undefined) return scanRefusals.make('scan-unknown')
  const { enterpriseCode, projectKind } = special
  return { ...common, entrance: 'special', identityType, enterpriseCode, projectKind, agencyId: null }
}

const queryOf = ({ entrance, enterpriseCode, projectKind }: Omit<PersonSession, 'expiresAt'>) => ({
  entrance,
  enterpriseCode,
  projectKind: projectKind ?? undefined,
})

async function findProject(
  db: ReadDb,
  { entrance, personId, projectKind, identityType }: Omit<PersonSession, 'expiresAt'>,
  { enterprise }: LoginFile,
  { special }: QrChoice,
  now: Instant,
): Promise<string | null | Refusal> {
  if (entrance !== 'special' || enterprise === undefined || projectKind === null) return null
  const choice = { personId, enterpriseId: enterprise.id, projectKind, projectId: special?.projectId ?? '' }
  return chooseProject(db, { ...choice, identityType: identityType ?? '' }, now)
}

async function log(
  work: Work,
  { person, enterprise }: LoginFile,
  { entrance, identityType }: Pick<PersonSession, 'entrance' | 'identityType'>,
  reason: Parameters<typeof writeLoginLog>[1]['reason'],
  { now, channel, address, logId }: Circumstances,
): Promise<void> {
  await writeLoginLog(work, {
    id: logId,
    at: now,
    type: businessOf(entrance),
    method: 'qr',
    channel,
    reason,
    person,
    enterprise,
    identityType: identityType ?? undefined,
    address,
  })
}
