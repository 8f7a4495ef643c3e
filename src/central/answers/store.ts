import type { HallStoreReport } from '../../contract/store.ts'
import type { Caller, CentralDeps } from '../deps.ts'
import { listReports } from '../store-reports.ts'

export const storeAnswers = {
  /** Numbers and codes of the caller's own hall alone; nothing in them is about people. */
  'store.hall-reports': (deps: CentralDeps, _: unknown, { hallId }: Caller): Promise<HallStoreReport[]> =>
    listReports(deps, hallId),
}
