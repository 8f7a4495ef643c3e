import type { Actor } from '../../../src/domain/kernel/actor.ts'
import { addDays, beijingDate } from '../../../src/domain/kernel/calendar.ts'
import { MINUTE } from '../../../src/domain/kernel/instant.ts'
import type { Proof } from '../../../src/domain/kernel/proof.ts'
import type { VisitEvidence } from '../../../src/domain/kernel/visit.ts'
import { IDENTITY_TYPES, isManager } from '../../../src/domain/permission/identity-types.ts'
import type { Row } from '../../../src/storage/rows.ts'
import { CAST, ENTERPRISES, NUMBERS, type Player } from './cast.ts'
import type { Snapshot } from './snapshot.ts'

/** Where an act is thrown: what there is, and the time. */
export interface Scene {
  readonly snapshot: Snapshot
  readonly now: number
  /** The command's id, and that of the row it may make. */
  readonly id: string
}

/** A command with who truly gives it and what they truly have in hand. */
export interface Act {
  readonly kind: 'act'
  readonly name: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly seen: Readonly<Record<string, number>>
  readonly actor: Actor
  readonly visit?: VisitEvidence
  readonly proofs: readonly Proof[]
}

/** A log-in with both of its steps, as far as it gets. */
export interface LogIn {
  readonly kind: 'log-in'
  readonly player: Player
  readonly enterprise: (typeof ENTERPRISES)[number] | undefined
  readonly identityType: string
  readonly passwordRight: boolean
  readonly factor: 'sms' | 'province-app'
  /** Codes or faces one after the other, each right or wrong. */
  readonly factorRight: readonly boolean[]
}

export type Deed = Act | LogIn

/** Throws that a seed decides. */
export class Dice {
  readonly #chance: () => number
  constructor(chance: () => number) {
    this.#chance = chance
  }

  flip(probability: number): boolean {
    return this.#chance() < probability
  }

  pick<Item>(list: readonly Item[]): Item {
    const item = list[Math.floor(this.#chance() * list.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }
}

type Throw = (dice: Dice, scene: Scene) => Deed

const rowsOf = (rows: ReadonlyMap<string, Row>): Row[] => [...rows.values()]
const idOf = ({ snapshot }: Scene, player: Player): string | undefined => {
  const row = rowsOf(snapshot.person).find((one) => one['document_number'] === player.document)
  return row === undefined ? undefined : String(row['id'])
}
const numbersOf = ({ snapshot }: Scene, personId: string) =>
  rowsOf(snapshot.phone).filter((row) => row['person_id'] === personId)
const defaultOf = (scene: Scene, personId: string) =>
  numbersOf(scene, personId).find((row) => row['is_default'] === 1 && row['state'] === 'bound')?.['number']

/** Mostly whoever the act is about; now and then somebody else. */
const speakerFor = (dice: Dice, personId: string, scene: Scene): string =>
  dice.flip(0.85) ? personId : (idOf(scene, dice.pick(CAST)) ?? 'stranger')

/** What an honest person brings, each of it left out or spoiled now and then. */
function bring(dice: Dice, { now }: Scene, personId: string, numbers: readonly unknown[], mail?: unknown): Proof[] {
  const well = dice.flip(0.65)
  const has = () => well || dice.flip(0.6)
  const passed = () => well || dice.flip(0.6)
  const proofs: Proof[] = []
  for (const number of numbers)
    if (typeof number === 'string' && has()) proofs.push({ kind: 'sms-code', number, purpose: 'walk', at: now })
  if (typeof mail === 'string' && has()) proofs.push({ kind: 'mail-code', address: mail, purpose: 'walk', at: now })
  if (has()) proofs.push({ kind: 'face', personId, passed: passed(), at: now })
  if (has()) proofs.push({ kind: 'password', personId, passed: passed(), at: now })
  if (has()) proofs.push({ kind: 'new-password', personId, problem: passed() ? null : 'too-short', at: now })
  return proofs
}

const act = (parts: Omit<Act, 'kind' | 'seen'> & Partial<Pick<Act, 'seen'>>): Act => ({
  kind: 'act',
  seen: {},
  ...parts,
})

/** Something a person does about themselves at home. */
function own(name: string, payload: (dice: Dice, scene: Scene, personId: string) => Row): Throw {
  return (dice, scene) => {
    const player = dice.pick(CAST)
    const personId = idOf(scene, player) ?? 'nobody'
    const rest = payload(dice, scene, personId)
    const proofs = bring(dice, scene, personId, [rest['number'], defaultOf(scene, personId)], rest['email'])
    const actor = { kind: 'person', personId: speakerFor(dice, personId, scene) } as const
    return act({ name, payload: { personId, ...rest }, actor, proofs })
  }
}

const anyPhone = (dice: Dice, scene: Scene, personId: string): Row => {
  const phones = numbersOf(scene, personId)
  return { phoneId: phones.length === 0 ? 'none' : dice.pick(phones)['id'] }
}
const anyNumber = (dice: Dice): Row => ({ number: dice.pick(NUMBERS) })

const register: Throw = (dice, scene) => {
  const player = dice.pick(CAST)
  const { name, documentType, document: documentNumber, username, mail } = player
  const overseas = documentType === 'foreign-passport' || dice.flip(0.1)
  const personId = idOf(scene, player) ?? scene.id
  const term = { validityKind: 'long-term', validityStart: '2010-01-01', validityEnd: '', birth: '1949-12-31' }
  const identity = { name, documentType, documentNumber, sex: 'female', nationality: '中国', ...term }
  const number = dice.pick(NUMBERS)
  return act({
    name: overseas ? 'account.register-overseas' : 'account.register',
    payload: {
      agreed: dice.flip(0.95) ? 'registration/1' : '',
      identity,
      username: dice.flip(0.3) ? username : '',
      ...(overseas ? { email: mail } : { number }),
    },
    actor: { kind: 'person', personId },
    proofs: bring(dice, scene, personId, [number], mail),
  })
}

/** The counter sets the initial value again, or lets the person type a new password. */
const resetAtCounter: Throw = (dice, scene) => {
  const personId = idOf(scene, dice.pick(CAST)) ?? 'nobody'
  const { now } = scene
  const granted: Proof = { kind: 'approval', granted: dice.flip(0.8), by: 'supervisor', at: now }
  return act({
    name: 'credential.reset',
    payload: { personId, fallback: dice.pick(['initial', 'none']) },
    actor: { kind: 'staff', staffId: 'clerk', role: dice.pick(['clerk', 'supervisor']), hallId: 'h1', deviceId: 'd1' },
    visit: {
      visitId: 'visit',
      personId: speakerFor(dice, personId, scene),
      presence: 'card-reader',
      acting: { kind: 'personal' },
      since: now - MINUTE,
    },
    proofs: [...bring(dice, scene, personId, []), ...(dice.flip(0.8) ? [granted] : [])],
  })
}

const termsOf = (dice: Dice, { now }: Scene) => {
  const type = dice.pick(IDENTITY_TYPES)
  const functions = type.functions.slice(0, 2)
  return { identityType: type.id, functions, validUntil: addDays(beijingDate(now), dice.pick([5, 60, 400])) }
}

/** Somebody who manages the enterprise now, as mostly speaks for it; otherwise anybody claims to. */
function managerFor(dice: Dice, scene: Scene, enterpriseId: string): Actor {
  const managers = rowsOf(scene.snapshot.relation).filter(
    (row) => row['enterprise_id'] === enterpriseId && row['state'] === 'R4' && isManager(String(row['identity_type'])),
  )
  const manager = managers.length > 0 && dice.flip(0.9) ? String(dice.pick(managers)['person_id']) : undefined
  return { kind: 'person', personId: manager ?? idOf(scene, dice.pick(CAST)) ?? 'nobody', enterpriseId }
}

const add: Throw = (dice, scene) => {
  const { id: enterpriseId } = dice.pick(ENTERPRISES)
  const { name: personName, documentType, document: documentNumber } = dice.pick(CAST)
  const payload = { enterpriseId, personName, documentType, documentNumber, ...termsOf(dice, scene) }
  return act({ name: 'relation.add', payload, actor: managerFor(dice, scene, enterpriseId), proofs: [] })
}

const SYSTEM: Actor = { kind: 'system', source: 'core' }

/** The core tax system names somebody, or no longer does: managers above all, whom nobody else can name. */
const tellCore: Throw = (dice, scene) => {
  const personId = idOf(scene, dice.pick(CAST)) ?? 'nobody'
  const { id: enterpriseId } = dice.pick(ENTERPRISES)
  const identityType = dice.flip(0.5)
    ? dice.pick(['legal-representative', 'finance-officer'])
    : termsOf(dice, scene).identityType
  const name = dice.flip(0.85) ? 'relation.record-core' : 'relation.drop-core'
  return act({ name, payload: { enterpriseId, personId, identityType }, actor: SYSTEM, proofs: [] })
}

const BY_PERSON = ['relation.accept', 'relation.refuse', 'relation.unbind'] as const
const BY_ENTERPRISE = [
  'relation.confirm',
  'relation.reject',
  'relation.withdraw',
  'relation.manage',
  'relation.delete',
  'relation.freeze',
  'relation.unfreeze',
] as const
/** What is mostly done to a relation as it stands; now and then something that doesn't fit it. */
const FITTING: Readonly<Record<string, readonly string[]>> = {
  R1: ['relation.accept', 'relation.accept', 'relation.refuse', 'relation.withdraw'],
  R2: ['relation.confirm', 'relation.confirm', 'relation.reject'],
  R3: ['relation.accept', 'relation.confirm', 'relation.refuse', 'relation.reject'],
  R4: ['relation.manage', 'relation.delete', 'relation.freeze', 'relation.unbind'],
  R5: ['relation.unfreeze', 'relation.manage', 'relation.delete', 'relation.unbind'],
}
const LIVE = new Set(['R1', 'R2', 'R3', 'R4', 'R5'])

/** An act on a relation there is, mostly a live one, by the side that may or by the other. */
const onRelation: Throw = (dice, scene) => {
  const all = rowsOf(scene.snapshot.relation)
  const live = all.filter((row) => LIVE.has(String(row['state'])))
  const pool = live.length > 0 && dice.flip(0.9) ? live : all
  const row = pool.length === 0 ? {} : dice.pick(pool)
  const [relationId, enterpriseId, personId] = ['id', 'enterprise_id', 'person_id'].map((column) => String(row[column]))
  const fitting = FITTING[String(row['state'])] ?? []
  const name = dice.pick(fitting.length > 0 && dice.flip(0.8) ? fitting : [...BY_PERSON, ...BY_ENTERPRISE])
  const forPerson = (BY_PERSON as readonly string[]).includes(name)
  const manage = {
    functions: ['filing.declare'],
    validUntil: termsOf(dice, scene).validUntil,
    permissionIdentityId: null,
  }
  return act({
    name,
    payload: { relationId, enterpriseId, personId, ...(name === 'relation.manage' ? manage : {}) },
    seen: { [relationId ?? '']: Number(row['version'] ?? 0) - (dice.flip(0.05) ? 1 : 0) },
    actor: forPerson
      ? { kind: 'person', personId: speakerFor(dice, personId ?? '', scene) }
      : managerFor(dice, scene, enterpriseId ?? ''),
    proofs: bring(dice, scene, personId ?? '', []),
  })
}

const logIn: Throw = (dice, scene) => {
  const player = dice.pick(CAST)
  const enterprise = dice.flip(0.4) ? dice.pick(ENTERPRISES) : undefined
  const held = rowsOf(scene.snapshot.relation).filter(
    (row) => row['enterprise_id'] === enterprise?.id && row['person_id'] === idOf(scene, player),
  )
  return {
    kind: 'log-in',
    player,
    enterprise,
    identityType: enterprise === undefined || held.length === 0 ? '' : String(dice.pick(held)['identity_type']),
    passwordRight: dice.flip(0.7),
    factor: dice.pick(['sms', 'province-app']),
    factorRight: dice.flip(0.15) ? [false, false, false, false, false, dice.flip(0.5)] : [dice.flip(0.5)],
  }
}

/** How often each kind of act is thrown, against the others. */
const ROUND: readonly (readonly [number, Throw])[] = [
  [10, register],
  [24, logIn],
  [8, own('level.raise', () => ({}))],
  [2, own('level.prove-for-risk', () => ({}))],
  [5, own('phone.add', anyNumber)],
  [4, own('phone.modify', (dice, scene, personId) => ({ ...anyPhone(dice, scene, personId), ...anyNumber(dice) }))],
  [4, own('phone.delete', anyPhone)],
  [4, own('phone.set-default', anyPhone)],
  [3, own('phone.recover', anyNumber)],
  [3, own('credential.change', (dice) => ({ by: dice.pick(['password', 'code', 'face']) }))],
  [3, own('credential.reset', () => ({ fallback: 'none' }))],
  [3, resetAtCounter],
  [2, own('account.set-username', (dice) => ({ username: dice.pick(CAST).username }))],
  [1, own('account.set-email', (dice) => ({ email: dice.pick(CAST).mail }))],
  [3, own('account.deregister', (dice) => ({ agreed: dice.flip(0.9) ? 'deregistration/1' : '' }))],
  [12, tellCore],
  [
    8,
    own('relation.bind', (dice) => ({
      enterpriseCode: dice.pick(ENTERPRISES).code,
      identityType: dice.pick(['legal-representative', 'finance-officer']),
    })),
  ],
  [14, add],
  [
    6,
    own('relation.apply', (dice, scene) => ({ enterpriseCode: dice.pick(ENTERPRISES).code, ...termsOf(dice, scene) })),
  ],
  [40, onRelation],
]
const BAG = ROUND.flatMap(([weight, deed]) => Array.from({ length: weight }, () => deed))

/** One throw: who does what, with what in hand. */
export const throwDeed: Throw = (dice, scene) => dice.pick(BAG)(dice, scene)
