import type { Role } from '../../domain/kernel/actor.ts'

/** Staff of the demo halls; the number behind a login is the hall's, in the order of the halls. */
export interface DemoAccount {
  readonly login: string
  readonly name: string
  readonly role: Role
  readonly hallId: string
}

/** One password for all of them: it guards fictitious people on the machine's own loopback. */
export const DEMO_PASSWORD = 'Shuiting#26'

/** What the demo's named taxpayers chose; it keeps the rule of every profile. */
export const DEMO_TAXPAYER_PASSWORD = 'Nashui#2026'

const COUNTER: readonly (readonly [prefix: string, role: Role])[] = [
  ['clerk', 'clerk'],
  ['supervisor', 'supervisor'],
  ['officer', 'field-officer'],
]

/** The three administrators are separate people and belong to the first hall. */
const ADMINISTRATORS: readonly (readonly [login: string, name: string, role: Role])[] = [
  ['system', '顾正', 'system-admin'],
  ['security', '史安', 'security-admin'],
  ['audit', '严明', 'audit-admin'],
]

const NAMES = [
  ['王敏', '赵立新', '孙大江'],
  ['李静', '周卫国', '吴海洋'],
  ['陈雪', '郑秀兰', '冯北川'],
]

/** Every demo account, clerk first. */
export function demoAccounts(hallIds: readonly string[]): DemoAccount[] {
  const counter = hallIds.flatMap((hallId, hall) =>
    COUNTER.map(([prefix, role], place) => ({
      login: `${prefix}${String(hall + 1)}`,
      name: NAMES[hall]?.[place] ?? `${prefix}${String(hall + 1)}`,
      role,
      hallId,
    })),
  )
  const [first = ''] = hallIds
  return [...counter, ...ADMINISTRATORS.map(([login, name, role]) => ({ login, name, role, hallId: first }))]
}
