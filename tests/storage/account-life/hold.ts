import type { Policy } from '../../../src/domain/policy/policy.ts'
import type { Row } from '../../../src/storage/rows.ts'
import type { Act, Deed, LogIn } from './deeds.ts'
import { idOfPlayer, trulyHad, type Ledger } from './ledger.ts'
import type { Outcome } from './play.ts'
import { changesBetween, textOf, type Change, type Snapshot, type Traces } from './snapshot.ts'

/** One deed with everything there was before it and is after it. */
export interface Step {
  readonly deed: Deed
  readonly outcome: Outcome
  readonly before: Snapshot
  readonly after: Snapshot
  readonly traces: Traces
  readonly ledger: Ledger
  readonly policy: Policy
  readonly now: number
}

type Find = (step: Step, changes: readonly Change[]) => readonly string[]

const LIVE = ['R1', 'R2', 'R3', 'R4', 'R5']
const isLive = (row: Row | undefined): boolean => LIVE.includes(String(row?.['state']))
const rows = (table: ReadonlyMap<string, Row>): Row[] => [...table.values()]
const when = (broken: boolean, what: string): readonly string[] => (broken ? [what] : [])

/** Values that stand more than once. */
const twice = (values: readonly unknown[]): unknown[] =>
  values.filter((value, index) => values.indexOf(value) !== index)

const numbers: Find = ({ deed, after, policy }, changes) => {
  const bound = rows(after.phone).filter((row) => row['state'] === 'bound')
  const standards = bound.filter((row) => row['is_default'] === 1)
  const holders = new Set(bound.map((row) => row['person_id']))
  const proved = (number: unknown) =>
    deed.kind === 'act' && deed.proofs.some((proof) => proof.kind === 'sms-code' && proof.number === number)
  return [
    ...twice(bound.map((row) => row['number'])).map((number) => `R-PHN-01 ${String(number)} is bound twice`),
    ...twice(standards.map((row) => row['person_id'])).map((id) => `R-PHN-07 ${String(id)} has two default numbers`),
    ...[...holders]
      .filter((id) => !standards.some((row) => row['person_id'] === id))
      .map((id) => `R-PHN-07 ${String(id)} has numbers and no default one`),
    ...when(
      [...holders].some((id) => bound.filter((row) => row['person_id'] === id).length > policy.phonesMaximum),
      'R-PHN-06 somebody has too many numbers',
    ),
    ...changes
      .filter(
        ({ table, before: was, after: is }) =>
          table === 'phone' && is?.['state'] === 'bound' && was?.['state'] !== 'bound',
      )
      .filter(({ after: is }) => !proved(is?.['number']))
      .map(({ key }) => `R-PHN-09 ${key} is bound without its code`),
  ]
}

const levels: Find = ({ deed, after, policy }, changes) => [
  ...rows(after.person)
    .filter((row) => Number(row['level']) < 1 || Number(row['level']) > Math.min(4, policy.level.maximum))
    .map((row) => `R-RNL-02 ${String(row['id'])} is at level ${String(row['level'])}`),
  ...changes.flatMap(({ table, key, before: was, after: is }) => {
    if (table !== 'person' || was === undefined || is === undefined) return []
    const [from, to] = [Number(was['level']), Number(is['level'])]
    if (to < from) return [`R-RNL-07 ${key} lost a level`]
    const registers = deed.kind === 'act' && deed.name === 'account.register'
    const faced = deed.kind === 'act' && trulyHad(deed, 'face', key)
    return when(to > from && !registers && !faced, `R-RNL-04 ${key} rose without a face`)
  }),
]

/** What a relation is about never changes, nothing that ended comes back, and none is ever gone. */
const relations: Find = ({ ledger }, changes) =>
  changes.flatMap(({ table, key, before: was, after: is }) => {
    if (table !== 'relation') return []
    if (is === undefined) return [`R-REL-23 ${key} is gone`]
    const fixed = ['enterprise_id', 'person_id', 'identity_type', 'created_at', 'initiator']
    const isManager = ['legal-representative', 'finance-officer'].includes(String(was?.['identity_type']))
    const entered = is['state'] === 'R4' && was?.['state'] !== 'R4' && was?.['state'] !== 'R5'
    return [
      ...when(was !== undefined && fixed.some((column) => was[column] !== is[column]), `R-REL-18 ${key} was rewritten`),
      ...when(was !== undefined && !isLive(was) && is['state'] !== was['state'], `R-REL-22 ${key} came back`),
      ...when(isManager && ['R6', 'R9'].includes(String(is['state'])), `R-REL-21 the manager of ${key} was deleted`),
      ...when(entered && !ledger.isAgreed(is), `R-REL-01 ${key} counts without its confirmations`),
    ]
  })

/** Coming back, and giving up what is left: a relation that is disabled anyway. */
const OPEN_TO_CLOSED = /^(?:account\.register|relation\.(?:unbind|refuse)$)/u

/** R-DRG-03: what belongs to a deregistered account has no effect, and nothing but a registration changes that. */
const deregistered: Find = ({ deed, outcome, before, after }) => {
  const closed = rows(after.person).filter((row) => row['account_state'] === 'A4')
  const left = closed.flatMap((row) => {
    const id = String(row['id'])
    const of = (table: ReadonlyMap<string, Row>) => rows(table).filter((one) => one['person_id'] === id)
    return [
      ...when(
        of(after.phone).some((one) => one['state'] === 'bound'),
        `R-DRG-03 ${id} still has a number`,
      ),
      // A manager's stays known to the core system, disabled; everything else is over.
      ...when(
        of(after.relation).some((one) => isLive(one) && one['state'] !== 'R5'),
        `R-DRG-03 ${id} still works somewhere`,
      ),
      ...when(after.secrets.has(id), `R-DRG-03 ${id} still has a password`),
      ...when(after.sessions.has(id), `R-DRG-03 ${id} is still logged in`),
      ...when(row['username'] !== null, `R-DRG-03 ${id} still has a username`),
    ]
  })
  const speaker =
    deed.kind === 'log-in' ? idOfPlayer(before, deed.player.document) : (deed.actor as { personId?: string }).personId
  const wasClosed = before.person.get(speaker ?? '')?.['account_state'] === 'A4'
  const may = deed.kind === 'act' && OPEN_TO_CLOSED.test(deed.name)
  const took = outcome.kind === 'accepted' || (outcome.kind === 'log-in' && outcome.first.kind === 'passed')
  return [
    ...left,
    ...when(
      wasClosed && took && !may,
      `R-DRG-04 a deregistered account did ${deed.kind === 'act' ? deed.name : 'log in'}`,
    ),
  ]
}

const METHODS = ['password', 'sms', 'scan'] as const

/** The counts that are kept are those of the ledger, which has heard of this deed. */
const counts: Find = ({ after, ledger, now }) => {
  const today = new Date(now + 8 * 3_600_000).toISOString().slice(0, 10)
  return [...after.person.keys()].flatMap((id) =>
    METHODS.filter(
      (method) => (after.failures.get(`${id} ${method} ${today}`) ?? 0) !== ledger.countsOf(id, now)[method],
    ).map((method) => `R-LCK-02 ${id} has another count of ${method} than they failed`),
  )
}

/** Nothing happens in silence: each act has its row in the audit, each changed row goes to its hall, each try is logged. */
const history: Find = ({ deed, outcome, after, before, traces }, changes) => {
  if (deed.kind === 'log-in') return historyOfLogIn(deed, outcome, before, traces, changes)
  const { audits, fed } = traces
  const [audit] = audits
  const named = audits.length === 1 && audit?.action === deed.name && audit.outcome === outcome.kind
  const unfed = changes.filter((change) => hallOf(change, after, before) !== '' && !fed.has(fedAs(change)))
  const silent = outcome.kind === 'held' ? audits.length > 0 : !named
  return [
    ...when(silent, `TRUST-51 ${deed.name} is not in the audit as it went`),
    ...when(
      outcome.kind !== 'accepted' && changes.length > 0,
      `API-ATOMIC ${deed.name} left rows although ${outcome.kind}`,
    ),
    ...unfed.map(({ table, key }) => `SYNC-DOWN ${table} ${key} changed and its hall was not told`),
    ...when(changes.length > 0 && !namesSubject(deed, audit?.subjects ?? []), `R-HIS-01 ${deed.name} names nobody`),
  ]
}

/** Who a registration is about shows in the actor; everything else names its person, enterprise or relation. */
const namesSubject = ({ name, payload }: Act, subjects: readonly string[]): boolean =>
  name.startsWith('account.register') ||
  ['personId', 'enterpriseId', 'relationId'].some((key) => subjects.includes(String(payload[key])))

function historyOfLogIn(
  deed: LogIn,
  outcome: Outcome,
  before: Snapshot,
  { attempts }: Traces,
  changes: readonly Change[],
): readonly string[] {
  if (outcome.kind !== 'log-in') return ['a log-in became something else']
  const { first, seconds } = outcome
  const known = idOfPlayer(before, deed.player.document) !== undefined
  // A first step that passed is no try yet where a second one says how it ended.
  const goesOn = first.kind === 'passed' && first.factors.length > 0
  const tries = (goesOn ? seconds : [first]).filter(({ kind }) => kind !== 'not-attempted').length
  return [
    ...when(known && tries !== attempts, 'R-JRN-01 a try is not in the log'),
    ...when(changes.length > 0, 'R-JRN-01 a log-in changed a row'),
  ]
}

function hallOf({ table, before: was, after: is }: Change, after: Snapshot, before: Snapshot): string {
  const row = is ?? was ?? {}
  if (table === 'person' || table === 'relation') return String(row['hall_id'])
  const owner = after.person.get(String(row['person_id'])) ?? before.person.get(String(row['person_id']))
  return textOf(owner?.['hall_id'])
}

const fedAs = ({ table, key, after: is }: Change): string =>
  is === undefined ? `${table} ${key}` : `${table} ${key} ${String(is['version'])}`

const CHECKS: readonly Find[] = [numbers, levels, relations, deregistered, counts, history]

/** What a step has broken, each by its rule; the ledger has heard of the deed. */
export function findBrokenBy(step: Step): readonly string[] {
  const changes = changesBetween(step.before, step.after)
  return CHECKS.flatMap((find) => find(step, changes))
}
