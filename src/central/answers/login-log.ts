import type { LoginLogFilters, LoginLogRow } from '../../contract/login-log.ts'
import { noteReview } from '../../storage/login-log-central.ts'
import { pageLoginLog, type LogPage } from '../../storage/login-log-query.ts'
import type { Caller, CentralDeps } from '../deps.ts'

type Input = { reason: string; filters: LoginLogFilters } & LogPage

/**
 * Log-ins of days that no desk keeps, for the supervisor of the hall (OP-21). The look is written down first, and the
 * page is read as the hall, to which the database shows its own rows alone.
 */
async function queryCentral(
  deps: CentralDeps,
  input: Input,
  caller: Caller,
): Promise<{ rows: LoginLogRow[]; next?: string }> {
  const asking = { actor: { kind: 'staff' as const, ...caller }, now: deps.now(), hash: deps.sha256 }
  await deps.database.write((db) => noteReview(db, input, asking))
  return deps.database.readFor(caller.hallId, (db) => pageLoginLog(db, caller.hallId, input.filters, input))
}

export const loginLogAnswers = { 'login-log.query-central': queryCentral }
