import type { DocumentHolder, Identity, RegisterCommand, RegisterState } from '../../../src/domain/account/types.ts'
import type { DecideContext } from '../../../src/domain/kernel/context.ts'
import type { Proof } from '../../../src/domain/kernel/proof.ts'
import { getPolicy } from '../../../src/domain/policy/profiles.ts'

export const NOW = Date.UTC(2026, 4, 20, 2, 0)
export const NUMBER = '13800000001'
export const MAIL = 'anna@example.org'

/** Page 2 as a holder of an identity card fills it in. */
export const identity = (changes: Partial<Identity> = {}): Identity => ({
  name: '关山月',
  documentType: 'resident-id',
  documentNumber: '11010519491231002X',
  sex: 'female',
  nationality: '中国',
  birth: '',
  validityKind: 'long-term',
  validityStart: '2010-01-01',
  validityEnd: '',
  ...changes,
})

/** The same with a passport of another country, which a hall has to see first. */
export const foreign = (changes: Partial<Identity> = {}): Identity =>
  identity({
    name: 'ANNA SMITH',
    documentType: 'foreign-passport',
    documentNumber: 'AB123456',
    birth: '1990-02-03',
    ...changes,
  })

export const register = (changes: Partial<RegisterCommand> = {}): RegisterCommand => ({
  name: 'account.register',
  agreed: 'registration/1',
  identity: identity(),
  username: '',
  number: NUMBER,
  ...changes,
})

export const holder = (changes: Partial<DocumentHolder> = {}): DocumentHolder => ({
  id: 'A',
  name: '关山月',
  accountState: 'A1',
  level: 4,
  capture: { channel: 'hall', phone: NUMBER },
  ...changes,
})

/** What is loaded where nobody, or this holder, has the document. */
export const state = (who?: DocumentHolder, changes: Partial<RegisterState> = {}): RegisterState => ({
  holder: who,
  phones: { person: undefined, phones: [], otherHolder: undefined, otherHolderPhones: [] },
  usernameTaken: false,
  ...changes,
})

export const sms = (number = NUMBER): Proof => ({ kind: 'sms-code', number, purpose: 'registration', at: NOW })
export const mail = (address = MAIL): Proof => ({ kind: 'mail-code', address, purpose: 'registration', at: NOW })
export const face = (passed = true, personId = 'C'): Proof => ({ kind: 'face', personId, passed, at: NOW })
export const password = (personId = 'C', problem: string | null = null): Proof => ({
  kind: 'new-password',
  personId,
  problem,
  at: NOW,
})
export const check = (documentNumber: string, passed = true): Proof => ({
  kind: 'identity-check',
  documentNumber,
  passed,
  at: NOW,
})

/** Somebody at their own browser; `C` is the id of whom the act would make. */
export const atHome = (
  proofs: readonly Proof[],
  changes: Partial<DecideContext> = {},
  personId = 'C',
): DecideContext => ({
  now: NOW,
  actor: { kind: 'person', personId },
  policy: getPolicy('liaoning'),
  commandId: 'C',
  proofs,
  ...changes,
})
