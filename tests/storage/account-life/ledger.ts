import { beijingDate } from '../../../src/domain/kernel/calendar.ts'
import { isManager } from '../../../src/domain/permission/identity-types.ts'
import type { Policy } from '../../../src/domain/policy/policy.ts'
import type { Row } from '../../../src/storage/rows.ts'
import type { Act, Deed, LogIn } from './deeds.ts'
import type { Outcome } from './play.ts'
import { textOf, type Snapshot } from './snapshot.ts'

type Method = 'password' | 'sms' | 'scan'
type Counts = Record<Method, number>
type Voice = 'enterprise' | 'person' | 'core'

/** R-LCK-02 … R-LCK-04, R-POL-07: a failed face weighs most; the walk keeps the rule a second time, in its own words. */
const WEIGHT: Readonly<Record<Method, number>> = { password: 1, sms: 2, scan: 3 }
const METHODS = Object.keys(WEIGHT) as Method[]
const LOCKS_AT = 5

export const idOfPlayer = (snapshot: Snapshot, document: string): string | undefined => {
  for (const [id, row] of snapshot.person) if (row['document_number'] === document) return id
  return undefined
}

/** Whether a proof was truly in hand, whatever a judge was told. */
export const trulyHad = (act: Act, kind: 'face' | 'password', personId: unknown): boolean =>
  act.proofs.findLast((proof) => proof.kind === kind && proof.personId === personId)?.['passed' as never] === true

/**
 * A second book of what is no row: who has spoken for each relation, and how often each person failed today. It hears
 * what people truly did and had, so that a judge who was told something else shows.
 */
export class Ledger {
  readonly #policy: Policy
  readonly #voices = new Map<string, Set<Voice>>()
  readonly #counts = new Map<string, Counts>()

  constructor(policy: Policy) {
    this.#policy = policy
  }

  countsOf(personId: string, now: number): Counts {
    return this.#counts.get(`${personId} ${beijingDate(now)}`) ?? { password: 0, sms: 0, scan: 0 }
  }

  isLocked(personId: string, method: Method, now: number): boolean {
    const counts = this.countsOf(personId, now)
    return METHODS.some((other) => counts[other] >= LOCKS_AT && WEIGHT[other] >= WEIGHT[method])
  }

  /** Whether everybody whose word a relation needs has given it (R-REL-01, R-REL-25, R-POL-21, R-POL-22). */
  isAgreed(relation: Row): boolean {
    const heard = this.#voices.get(String(relation['id'])) ?? new Set<Voice>()
    const { twoWayConfirmation, coreRelationNeedsPerson } = this.#policy
    if (relation['initiator'] !== 'core')
      return twoWayConfirmation ? heard.has('person') && heard.has('enterprise') : heard.size > 0
    const manager = isManager(String(relation['identity_type']))
    if (manager ? coreRelationNeedsPerson.managers : coreRelationNeedsPerson.staff)
      return heard.has('core') && heard.has('person')
    return heard.has('core') && (!twoWayConfirmation || heard.has('person') || heard.has('enterprise'))
  }

  /** @returns what is wrong with the answer to a log-in: those of other acts are held by the rows they leave. */
  hear(deed: Deed, outcome: Outcome, before: Snapshot, id: string, now: number): readonly string[] {
    if (deed.kind === 'log-in') return this.#hearLogIn(deed, outcome, before, now)
    if (outcome.kind === 'accepted') this.#hearAct(deed, before, id, now)
    return []
  }

  #hearAct(act: Act, before: Snapshot, id: string, now: number): void {
    const { name, payload, actor } = act
    const personId = textOf(payload['personId'])
    if (name === 'credential.change' || name === 'credential.reset') {
      const all = actor.kind === 'staff' || trulyHad(act, 'face', personId)
      this.#count(personId, now, all ? { password: 0, sms: 0, scan: 0 } : { password: 0 })
    }
    const relationId = textOf(payload['relationId'])
    if (name === 'relation.add' && speaksForEnterprise(act, before, now)) this.#say(id, 'enterprise')
    if (name === 'relation.confirm' && speaksForEnterprise(act, before, now)) this.#say(relationId, 'enterprise')
    if (actor.kind === 'person' && actor.personId === personId) this.#hearPerson(act, before, id)
    if (name !== 'relation.record-core' || actor.kind !== 'system') return
    this.#say(id, 'core')
    for (const row of before.relation.values())
      if (row['person_id'] === personId && row['enterprise_id'] === payload['enterpriseId'])
        this.#say(String(row['id']), 'core')
  }

  /** R-REL-11: their face goes with an application and with an agreement to what the enterprise began. */
  #hearPerson(act: Act, before: Snapshot, id: string): void {
    const { name, payload } = act
    const { personId, relationId, identityType } = payload
    const faced = trulyHad(act, 'face', personId)
    if (name === 'relation.apply' && faced) this.#say(id, 'person')
    if (name === 'relation.accept') {
      const row = before.relation.get(String(relationId))
      if (faced || row?.['state'] === 'R3') this.#say(String(relationId), 'person')
    }
    if (name !== 'relation.bind') return
    for (const row of before.relation.values())
      if (row['person_id'] === personId && row['identity_type'] === identityType) this.#say(String(row['id']), 'person')
  }

  #hearLogIn(deed: LogIn, outcome: Outcome, before: Snapshot, now: number): readonly string[] {
    const personId = idOfPlayer(before, deed.player.document)
    if (outcome.kind !== 'log-in' || personId === undefined) return []
    const { first, seconds } = outcome
    const reason = first.kind === 'refused' ? first.reason : ''
    const looked = first.kind !== 'not-attempted' && reason !== 'locked' && reason !== 'account-unknown'
    const locked = this.isLocked(personId, 'password', now)
    const found: string[] = []
    if (locked && looked) found.push('R-LCK-01 a locked password was looked at')
    if (!locked && reason === 'locked') found.push('R-LCK-05 an open password was taken for locked')
    const counts = this.countsOf(personId, now)
    if (looked) this.#count(personId, now, { password: reason.startsWith('password-') ? counts.password + 1 : 0 })
    for (const [index, { kind }] of seconds.entries())
      if (kind !== 'not-attempted')
        found.push(...this.#hearFactor(deed, personId, deed.factorRight[index] === true, now))
    return found
  }

  #hearFactor(deed: LogIn, personId: string, fits: boolean, now: number): readonly string[] {
    const method = deed.factor === 'sms' ? 'sms' : 'scan'
    const found = this.isLocked(personId, method, now) ? ['R-LCK-03 a locked second step was looked at'] : []
    const counts = this.countsOf(personId, now)
    if (!fits) this.#count(personId, now, { [method]: counts[method] + 1 })
    else this.#count(personId, now, method === 'scan' ? { password: 0, sms: 0, scan: 0 } : { sms: 0 })
    return found
  }

  #count(personId: string, now: number, changes: Partial<Counts>): void {
    this.#counts.set(`${personId} ${beijingDate(now)}`, { ...this.countsOf(personId, now), ...changes })
  }

  #say(relationId: string, voice: Voice): void {
    this.#voices.set(relationId, (this.#voices.get(relationId) ?? new Set<Voice>()).add(voice))
  }
}

/** R-REL-02: a person whose relation as a manager of this enterprise is in effect, logged in there. */
function speaksForEnterprise({ actor, payload }: Act, before: Snapshot, now: number): boolean {
  if (actor.kind !== 'person' || actor.enterpriseId !== payload['enterpriseId']) return false
  const today = beijingDate(now)
  return [...before.relation.values()].some(
    (row) =>
      row['person_id'] === actor.personId &&
      row['enterprise_id'] === actor.enterpriseId &&
      row['state'] === 'R4' &&
      isManager(String(row['identity_type'])) &&
      (row['valid_until'] === null || textOf(row['valid_until']) >= today),
  )
}
