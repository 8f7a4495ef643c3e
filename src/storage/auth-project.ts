import type { Instant } from '../domain/kernel/instant.ts'
import { beijingDate } from '../domain/kernel/calendar.ts'
import type { Refusal } from '../domain/kernel/refusal.ts'
import { loginRefusals } from '../domain/login/refusals.ts'
import type { ProjectKind } from '../domain/login/types.ts'
import { listIdentitiesAt, pageProjects } from './cross-project.ts'
import type { ReadDb } from './database.ts'

/** What a special entity's log-in has said of its project so far. */
interface Choice {
  readonly personId: string
  readonly enterpriseId: string
  readonly projectKind: ProjectKind
  readonly projectId: string
  readonly identityType: string
}

/** More projects than this of one enterprise and kind are told apart by the one that was chosen. */
const MANY = 50

/**
 * The project a special entity logs in at (R-XRG-06, R-XRG-07): the one chosen, or the only one there is for this
 * identity. @returns its id, or why there is none.
 */
export async function chooseProject(db: ReadDb, choice: Choice, now: Instant): Promise<string | Refusal> {
  const { personId, enterpriseId, projectKind, projectId, identityType } = choice
  const today = beijingDate(now)
  const suits = async (id: string) =>
    identityType === '' || (await listIdentitiesAt(db, personId, id, today)).includes(identityType)
  const { rows } = await pageProjects(db, { personId, today, enterpriseId, kind: projectKind, size: MANY })
  const open: string[] = []
  for (const { id } of rows) if (await suits(id)) open.push(id)
  if (projectId !== '') return open.includes(projectId) ? projectId : loginRefusals.make('login-project-not-chosen')
  const [only] = open
  return open.length === 1 && only !== undefined ? only : loginRefusals.make('login-project-not-chosen')
}
