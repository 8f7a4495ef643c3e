import type { FirstStepInput } from '../contract/public/login.ts'
import { normaliseIdentifier } from '../domain/kernel/text.ts'
import { normaliseUsername, readAccountName } from '../domain/login/account-name.ts'
import type { AccountName } from '../domain/login/types.ts'
import { normalisePhoneNumber } from '../domain/person/phone-number.ts'
import type { LoginQuery } from './auth-load.ts'

/** A credit code or taxpayer number in the one form it is looked up by. */
export const normaliseCode = (typed: string): string => normaliseIdentifier(typed)

/** The form of step one as the rules read it: one field for any account name, or the tab's own (R-LGE-03, R-LGN-02). */
export function readLoginForm(input: FirstStepInput): LoginQuery {
  if (input.entrance === 'person')
    return { entrance: 'person', account: accountOfTab(input), enterpriseCode: '', projectKind: undefined }
  return {
    entrance: input.entrance,
    account: readAccountName(input.account),
    enterpriseCode: normaliseIdentifier(input.entrance === 'agency' ? input.agencyCode : input.enterpriseCode),
    projectKind: input.entrance === 'special' ? input.projectKind : undefined,
  }
}

function accountOfTab(input: Extract<FirstStepInput, { entrance: 'person' }>): AccountName {
  switch (input.tab) {
    case 'document':
      return { kind: 'document', documentType: input.documentType, number: normaliseIdentifier(input.account) }
    case 'phone':
      return { kind: 'phone', number: normalisePhoneNumber(input.account) }
    case 'username':
      return { kind: 'username', username: normaliseUsername(input.account) }
  }
}
