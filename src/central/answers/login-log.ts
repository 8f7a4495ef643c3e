import type { LoginLogFilters, LoginLogRow } from '../../contract/login-log.ts'
import { reviewAtCentral } from '../../storage/login-log-central.ts'
import type { LogPage } from '../../storage/login-log-query.ts'
import type { Caller, CentralDeps } from '../deps.ts'

type Input = { reason: string; filters: LoginLogFilters } & LogPage

/** Log-ins of days that no desk keeps, for the supervisor of the hall (OP-21). */
export const loginLogAnswers = {
  'login-log.query-central': (
    deps: CentralDeps,
    input: Input,
    caller: Caller,
  ): Promise<{ rows: LoginLogRow[]; next?: string }> =>
    deps.database.write((db) =>
      reviewAtCentral(db, input, { actor: { kind: 'staff', ...caller }, now: deps.now(), hash: deps.sha256 }),
    ),
}
