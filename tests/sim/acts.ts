import { EMPTY_INFORMATION } from '../../src/domain/capture/information.ts'
import type { Envelope } from '../../src/contract/envelope.ts'
import { getCall, isCallName } from '../../src/contract/registry.ts'
import { sql } from '../../src/storage/database.ts'
import { chanceOf } from '../support/soak.ts'
import { jpeg } from '../support/pictures.ts'
import { ENTERPRISES, mobile } from './scene.ts'
import type { SimulatedDesk, World } from './world.ts'

/** What clerks do in the stories; each may be refused, and that is an outcome too. */
export const ACTS = [
  'set-default',
  'set-default',
  'add-number',
  'modify-number',
  'delete-number',
  'freeze',
  'unfreeze',
  'delete-relation',
  'unbind',
  'manage',
  'capture',
  'withdraw',
  'acknowledge',
] as const
export type ActName = (typeof ACTS)[number]

/** One clerk's hand: calls of one desk, with the choices of this act. */
interface Hand {
  readonly world: World
  readonly desk: SimulatedDesk
  readonly pick: <Choice>(choices: readonly Choice[]) => Choice
}

type Told = string

/** Parses the input as the wall does, and gives the envelope; what was recorded is remembered as promised. */
async function call({ world, desk }: Hand, name: string, input: unknown): Promise<Envelope<unknown>> {
  if (desk.running === undefined || !isCallName(name)) throw new Error(`nobody answers ${name}`)
  const parsed = getCall(name).input.safeParse(input)
  if (!parsed.success) throw new Error(`the wall refuses ${name}: ${parsed.error.message}`)
  const envelope = await desk.running.server.answer(name, parsed.data)
  if (envelope.kind === 'ok' && getCall(name).mode === 'command') {
    const { commandId, seq } = envelope.value as { commandId: string; seq: number }
    world.recorded.push({ desk: desk.number, commandId, seq, name })
  }
  return envelope
}

const said = (envelope: Envelope<unknown>): string => {
  if (envelope.kind === 'ok') {
    const { seq } = envelope.value as { seq?: number }
    return seq === undefined ? 'done' : `recorded as #${String(seq)}`
  }
  return envelope.kind === 'refused' ? `refused (${envelope.refusal.code})` : `fault (${envelope.fault.code})`
}

/** Ends whoever's visit is open and begins this person's; false when the desk doesn't know them. */
async function meet(hand: Hand, personId: string, enterpriseId?: string): Promise<boolean> {
  const current = await call(hand, 'visit.current', {})
  if (current.kind === 'ok' && current.value !== null) await call(hand, 'visit.end', {})
  const started = await call(hand, 'visit.start', { met: { by: 'person', personId } })
  if (started.kind !== 'ok') return false
  if (enterpriseId === undefined) return true
  const acting = { kind: 'enterprise', enterpriseId, identityType: 'legal-representative' }
  return (await call(hand, 'visit.set-acting', { acting })).kind === 'ok'
}

/** One of the desk's own rows, chosen. */
async function pickRow<Row>(
  { desk, pick }: Hand,
  text: string,
  bindings: readonly unknown[],
): Promise<Row | undefined> {
  const rows = await desk.running?.desk.database.read((db) => db.all<Row>(sql(text, bindings)))
  return rows === undefined || rows.length === 0 ? undefined : pick(rows)
}

async function actOnNumber(hand: Hand, act: ActName): Promise<Told> {
  const person = await pickRow<{ id: string }>(hand, 'select id from person order by id', [])
  const personId = person?.id ?? ''
  if (!(await meet(hand, personId))) return `finds nobody to ${act}`
  const number = mobile(100 + hand.pick([0, 1, 2, 3, 4, 5, 6, 7]))
  if (act === 'add-number')
    return `adds a number to ${personId}: ${said(await call(hand, 'phone.add', { personId, number }))}`
  const phone = await pickRow<{ id: string }>(hand, 'select id from phone where person_id = ? order by id', [personId])
  if (phone === undefined) return `finds ${personId} without a number`
  const input = { personId, phoneId: phone.id, ...(act === 'modify-number' ? { number } : {}) }
  const names = { 'modify-number': 'phone.modify', 'delete-number': 'phone.delete' } as const
  const name = act === 'modify-number' || act === 'delete-number' ? names[act] : 'phone.set-default'
  return `${name.replace('phone.', '')} ${phone.id} of ${personId}: ${said(await call(hand, name, input))}`
}

interface RelationRecord {
  readonly id: string
  readonly enterprise_id: string
  readonly person_id: string
  readonly version: number
}

async function actOnRelation(hand: Hand, act: ActName): Promise<Told> {
  const [own, foreign] = hand.desk.hall === 'h1' ? ENTERPRISES : ENTERPRISES.toReversed()
  const enterpriseId = hand.pick([own, own, own, own, foreign]) ?? ''
  const text = "select * from relation where enterprise_id = ? and identity_type = 'staff-full' order by id"
  const relation = await pickRow<RelationRecord>(hand, text, [enterpriseId])
  if (relation === undefined) return `knows no relation of ${enterpriseId}`
  const { id: relationId, person_id: personId } = relation
  const speaker = act === 'unbind' ? personId : enterpriseId === 'E1' ? 'P1' : 'P4'
  if (!(await meet(hand, speaker, act === 'unbind' ? undefined : enterpriseId))) return `can't hear ${speaker}`
  const row = { relationId, enterpriseId, personId, seen: { [relationId]: relation.version } }
  if (act === 'manage') {
    const functions = hand.pick([['filing.declare'], ['filing.declare', 'filing.pay']])
    const terms = { functions, validUntil: hand.pick(['2029-01-01', '2030-01-01']), permissionIdentityId: null }
    const answer = await call(hand, 'relation.manage', { ...row, ...terms })
    return `changes the terms of ${relationId}: ${said(answer)}`
  }
  const name = act === 'delete-relation' ? 'relation.delete' : `relation.${act}`
  return `${name.replace('relation.', '')} of the relation ${relationId}: ${said(await call(hand, name, row))}`
}

async function capture(hand: Hand): Promise<Told> {
  const n = hand.pick([10, 11, 12, 13])
  const current = await call(hand, 'visit.current', {})
  if (current.kind === 'ok' && current.value !== null) await call(hand, 'visit.end', {})
  const document = { documentType: 'hk-macao-permit', number: `H123456${String(n)}`, name: '陈大文' }
  const met = await call(hand, 'visit.start', { met: { by: 'document', ...document } })
  if (met.kind !== 'ok') return `can't meet the stranger: ${said(met)}`
  const picture = async (purpose: string) => {
    const kept = await call(hand, 'attachment.put', { content: jpeg(640, 480), purpose })
    return kept.kind === 'ok' ? (kept.value as { id: string }).id : ''
  }
  const at = hand.desk.running?.desk.clock.now() ?? 0
  const paper = async (version: string) => ({ version, at, signatureAttachmentId: await picture('signature') })
  const submission = {
    ...{ caseId: `case-${String(n)}-${String(hand.desk.number)}`, kind: 'new', branch: 'other' },
    documentType: 'hk-macao-permit',
    information: {
      ...EMPTY_INFORMATION,
      ...{ name: document.name, documentNumber: document.number, sex: 'male', birth: '1988-02-29' },
      ...{ validityStart: '2020-01-01', validityEnd: '2030-01-01' },
    },
    pictures: { sceneAttachmentId: await picture('scene') },
    consent: await paper('privacy-consent/1'),
    faceAgreement: await paper('face-agreement/1'),
    phone: mobile(200 + n),
  }
  return `captures the stranger ${String(n)}: ${said(await call(hand, 'capture.submit', submission))}`
}

async function settleOwn(hand: Hand, act: 'withdraw' | 'acknowledge'): Promise<Told> {
  const state = act === 'withdraw' ? 'recorded' : 'returned'
  const text = 'select command_id, seq from outbox where state = ? and acknowledged = 0 order by seq'
  const own = await pickRow<{ command_id: string; seq: number }>(hand, text, [state])
  if (own === undefined) return `has nothing to ${act}`
  const answer = await call(hand, `outbox.${act}`, { commandId: own.command_id })
  if (act === 'withdraw' && answer.kind === 'ok') hand.world.withdrawn.add(own.command_id)
  return `${act === 'withdraw' ? 'takes back' : 'has dealt with'} #${String(own.seq)}: ${said(answer)}`
}

/** Lets a clerk do one thing; `pick` decides everything that isn't named. */
export async function perform(world: World, desk: SimulatedDesk, act: ActName, pick: number): Promise<void> {
  if (desk.running === undefined) return
  const chance = chanceOf(pick)
  const choose = <Choice>(choices: readonly Choice[]): Choice => {
    const chosen = choices[Math.floor(chance() * choices.length)]
    if (chosen === undefined) throw new Error('nothing to choose from')
    return chosen
  }
  const hand = { world, desk, pick: choose }
  const told = await doOne(hand, act)
  world.tell(`${desk.name} ${told}`)
}

function doOne(hand: Hand, act: ActName): Promise<Told> {
  switch (act) {
    case 'set-default':
    case 'add-number':
    case 'modify-number':
    case 'delete-number':
      return actOnNumber(hand, act)
    case 'capture':
      return capture(hand)
    case 'withdraw':
    case 'acknowledge':
      return settleOwn(hand, act)
    default:
      return actOnRelation(hand, act)
  }
}
