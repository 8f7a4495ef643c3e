import type { Refusal, RefusalRow } from '../../domain/kernel/refusal.ts'
import { refusalRows } from '../../storage/refusal-rows.ts'
import { attemptRefusals } from '../attempts.ts'
import { coreRefusals } from '../core-import.ts'
import { actRefusals } from './act.ts'
import { agencySessionRefusals } from './answers/agency.ts'
import { enterpriseInfoRefusals } from './answers/enterprise-info.ts'
import { logSessionRefusals } from './answers/login-log.ts'
import { gatherRefusals } from './gather.ts'
import { humanRefusals } from './human.ts'
import { proveRefusals } from './prove.ts'
import { stepRefusals } from './refusals.ts'

const rows: Readonly<Record<string, RefusalRow>> = {
  ...refusalRows,
  ...attemptRefusals.list,
  ...coreRefusals.list,
  ...actRefusals.list,
  ...agencySessionRefusals.list,
  ...enterpriseInfoRefusals.list,
  ...logSessionRefusals.list,
  ...gatherRefusals.list,
  ...humanRefusals.list,
  ...proveRefusals.list,
  ...stepRefusals.list,
}

/** What a refusal of this code looks like when it is answered, without the values of a case; nothing for no such code. */
export function findRefusal(code: string): Refusal | undefined {
  const row = rows[code]
  return row && { code, ...row, retry: row.retry === true }
}
