import type { LoginCause } from '../contract/diagnosis.ts'
import { COUNTER_ROLES, type Actor } from '../domain/kernel/actor.ts'
import { MINUTE, type Instant } from '../domain/kernel/instant.ts'
import { diagnosisRefusals } from '../domain/login/diagnosis-refusals.ts'
import type { DiagnosisContext, DiagnosisFacts } from '../domain/login/diagnosis-types.ts'
import type { Policy } from '../domain/policy/policy.ts'
import { appendAudit, type Hash } from './audit.ts'
import { readFailures } from './auth-failure.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import { explain, loadDiagnosis, type DiagnosisQuery } from './diagnosis.ts'
import { Refused } from './refused.ts'
import { bindHall, SNAPSHOT_SCOPE } from './scope.ts'

/** What the core tax system says of the person, where somebody has asked it. */
export type CoreNumbers = NonNullable<NonNullable<DiagnosisFacts['central']>['core']>

/** When a code can go to the default number again, if none can now (R-SMS-01, R-SMS-02). */
async function findCodesAgainAt(
  db: ReadDb,
  number: string | undefined,
  { smsLimit }: Policy,
  now: Instant,
): Promise<Instant | undefined> {
  if (number === undefined) return undefined
  const window = await db.find<{ started_at: number; count: number }>(
    sql('select started_at, count from sms_window where number = ?', [number]),
  )
  if (window === undefined || window.count < smsLimit.codes) return undefined
  const again = window.started_at + smsLimit.windowMinutes * MINUTE
  return again > now ? again : undefined
}

/** The same decision as a desk's, with the counts and codes that the central alone has. */
export async function diagnoseAtCentral(
  db: ReadDb,
  query: DiagnosisQuery,
  context: DiagnosisContext,
  core?: CoreNumbers,
): Promise<LoginCause[]> {
  const { now, policy } = context
  const facts = await loadDiagnosis(db, query, now)
  if (facts === undefined) return []
  const number = facts.phones.find(({ isDefault, state }) => isDefault && state === 'bound')?.number
  const central = {
    failures: await readFailures(db, query.personId, now),
    codesAgainAt: await findCodesAgainAt(db, number, policy, now),
    ...(core === undefined ? {} : { core }),
  }
  return explain({ ...facts, central }, context)
}

/** Who asks about somebody else, for the audit. */
export interface Asking {
  readonly actor: Extract<Actor, { kind: 'staff' }>
  readonly hash: Hash
}

/**
 * Whether a member of staff may ask about this person: those who serve visitors and their supervisor, about people
 * whom their hall mirrors. @throws Refused otherwise.
 */
export async function checkAsking(db: ReadDb, personId: string, { actor }: Asking): Promise<void> {
  if (!COUNTER_ROLES.includes(actor.role) && actor.role !== 'supervisor')
    throw new Refused(diagnosisRefusals.make('diagnosis-role-not-allowed'))
  const scope = SNAPSHOT_SCOPE.person
  const mirrored = await db.find(
    sql(`select id from person where id = ? and ${scope}`, [personId, ...bindHall(scope, actor.hallId)]),
  )
  if (mirrored === undefined) throw new Refused(diagnosisRefusals.make('diagnosis-person-unknown'))
}

/** Answers a member of staff, with an audit row that says what was found and nothing of what shows it. */
export async function diagnoseForStaff(
  db: WriteDb,
  query: DiagnosisQuery,
  context: DiagnosisContext,
  asking: Asking & { readonly core?: CoreNumbers | undefined },
): Promise<LoginCause[]> {
  await checkAsking(db, query.personId, asking)
  const causes = await diagnoseAtCentral(db, query, context, asking.core)
  const { actor, hash } = asking
  await appendAudit(
    db,
    { chain: actor.hallId, hash },
    {
      at: context.now,
      actor,
      action: 'diagnosis.ask',
      subjects: [query.personId],
      detail: { causes: causes.map(({ cause }) => cause) },
    },
  )
  return causes
}
