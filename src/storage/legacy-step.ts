import type { Instant } from '../domain/kernel/instant.ts'
import type { Way } from '../domain/legacy/login.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'

type Channel = 'web' | 'app'

/** Who has to be proved after the organisation: a member of an enterprise, or the handling person of an agency. */
interface Picked {
  readonly personId: string
  readonly passed: readonly Way[]
  /** Where the last code went. */
  readonly codeTo: string | null
  /** Quick log-in is by the code alone. */
  readonly quick: boolean
  readonly channel: Channel
}

/**
 * What a log-in of the earlier kind has proved so far (R-LEG-06, R-LEG-11, R-AGY-12). A step opens what is named next
 * and nothing else; going back to the list is going back to the token before (取消).
 */
export type LegacyStep =
  | { readonly stage: 'list'; readonly enterpriseId: string; readonly channel: Channel }
  | ({ readonly stage: 'member'; readonly enterpriseId: string; readonly relationId: string } & Picked)
  /** Proved, and one password away from its session (R-PWD-12, R-POL-05). */
  | ({
      readonly stage: 'new-password'
      readonly enterpriseId: string
      readonly relationId: string
      readonly first: boolean
    } & Picked)
  | { readonly stage: 'agency'; readonly agencyId: string; readonly channel: Channel }
  | ({ readonly stage: 'agent'; readonly agencyId: string } & Picked)
  | ({ readonly stage: 'clients'; readonly agencyId: string } & Picked)
  /** For the collection system alone, which asks whom it stands for (R-LEG-13). */
  | { readonly stage: 'social-insurance'; readonly enterpriseId: string }

export type LegacyStage = LegacyStep['stage']
export type StepOf<Stage extends LegacyStage> = Extract<LegacyStep, { stage: Stage }>

export async function putStep(
  db: WriteDb,
  tokenHash: string,
  step: LegacyStep,
  { now, expiresAt }: { readonly now: Instant; readonly expiresAt: Instant },
): Promise<void> {
  await db.run(sql('delete from legacy_step where expires_at <= ?', [now]))
  const { stage, ...content } = step
  await db.run(
    sql('insert into legacy_step (token_hash, stage, content, expires_at) values (?, ?, ?, ?)', [
      tokenHash,
      stage,
      JSON.stringify(content),
      expiresAt,
    ]),
  )
}

/** The step of this token, if it is one of these and hasn't run out. */
export async function findStep<Stage extends LegacyStage>(
  db: ReadDb,
  tokenHash: string,
  stages: readonly Stage[],
  now: Instant,
): Promise<StepOf<Stage> | undefined> {
  const row = await db.find<{ stage: LegacyStage; content: string }>(
    sql('select stage, content from legacy_step where token_hash = ? and expires_at > ?', [tokenHash, now]),
  )
  if (row === undefined || !stages.some((stage) => stage === row.stage)) return undefined
  return { ...(JSON.parse(row.content) as object), stage: row.stage } as StepOf<Stage>
}

/** Notes on a step where its code went. */
export async function changeStep(db: WriteDb, tokenHash: string, step: LegacyStep): Promise<void> {
  const { stage: _, ...content } = step
  await db.run(sql('update legacy_step set content = ? where token_hash = ?', [JSON.stringify(content), tokenHash]))
}

/** Uses a step up; says whether it was there, so that of two uses at once one wins. */
export const endStep = async (db: WriteDb, tokenHash: string): Promise<boolean> =>
  (await db.run(sql('delete from legacy_step where token_hash = ?', [tokenHash]))) > 0
