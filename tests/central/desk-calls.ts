import { ROLES, type Role } from '../../src/domain/kernel/actor.ts'

/** Stands in everything of hall h1 that a screen could show. */
export const MARK = '贾宝玉'

export interface Decision {
  /** Asks about what is hall h1's. */
  readonly input: object
  /** Who may ask it of their own hall. */
  readonly roles: readonly Role[]
  /** Meant to go beyond the hall, masked and written down; everything else keeps to it. */
  readonly beyond?: true
  /** Asks for whatever is there of the caller's own hall, and gets nothing where only another hall has any. */
  readonly own?: true
  /** Of whom a refused try counts, in their own hall: a wrong code. */
  readonly counted?: readonly Role[]
}

const COUNTER = ['clerk', 'field-officer'] as const
const IMPORTERS = ['supervisor', 'system-admin'] as const
const days = { from: '2026-09-01', to: '2026-09-30' }

const SHEET = Buffer.from('统一社会信用代码,姓名,证件号码,身份类型\n91210102MA0NOBODY1,某某,1,办税员\n').toString(
  'base64',
)

/** Every call that a desk may ask of the central, by what it is about. A new one without a decision fails. */
export const CALLS: Readonly<Record<string, readonly Decision[]>> = {
  'approval.evidence': [{ input: { commandId: 'held-h1' }, roles: ['supervisor'] }],
  'approval.picture': [{ input: { commandId: 'held-h1', attachmentId: 'picture-h1' }, roles: ['supervisor'] }],
  // With a wrong password: an answer that counts would end what the other cases look at.
  'approval.decide': [
    { input: { commandId: 'held-h1', granted: true, reason: '', seenVersion: 0, password: 'wrong' }, roles: [] },
  ],
  'code.send': [
    { input: { purpose: 'phone', target: { kind: 'default', personId: 'p1' }, visitId: 'visit' }, roles: COUNTER },
    { input: { purpose: 'phone', target: { kind: 'phone', phoneId: 'f1' }, visitId: 'visit' }, roles: COUNTER },
    { input: { purpose: 'held', target: { kind: 'command', commandId: 'held-h1' } }, roles: [] },
  ],
  'code.verify': [
    {
      input: { purpose: 'phone', target: { kind: 'default', personId: 'p1' }, visitId: 'visit', code: '000000' },
      roles: [],
      counted: COUNTER,
    },
    { input: { purpose: 'held', target: { kind: 'command', commandId: 'held-h1' }, code: '000000' }, roles: [] },
  ],
  'diagnosis.ask': [{ input: { personId: 'p1' }, roles: ['clerk', 'supervisor', 'field-officer'] }],
  'enterprise.collect-certificate': [{ input: { commandId: 'certificate-h1' }, roles: [...ROLES] }],
  'store.hall-reports': [{ input: {}, roles: [...ROLES], own: true }],
  'relation.ask-person': [
    {
      input: { documentType: 'resident-id', documentNumber: '21010219900307123X', personName: MARK },
      roles: COUNTER,
      beyond: true,
    },
  ],
  'relation.ask-enterprise': [{ input: { enterpriseCode: '91210102MA0ABCDE12' }, roles: COUNTER, beyond: true }],
  'import.preview': [
    {
      input: { kind: 'staff', fileName: 'a.csv', content: SHEET },
      roles: IMPORTERS,
      beyond: true,
    },
  ],
  'import.commit': [{ input: { token: 'preview-h1', skipWrong: true }, roles: [] }],
  'login-log.query-central': [{ input: { reason: '例行检查', filters: days, size: 50 }, roles: ['supervisor'] }],
}
