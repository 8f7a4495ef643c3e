import { pruneFeed } from '../../src/central/feed-keeping.ts'
import { addProof } from '../../src/central/held.ts'
import type { Command } from '../../src/contract/command.ts'
import { sql } from '../../src/storage/database.ts'
import { findDefaultNumber } from '../../src/storage/phone.ts'
import { patchRow, removeRow } from '../../src/storage/rows.ts'
import { chanceOf } from '../support/soak.ts'
import type { Answer, Fate } from './network.ts'
import { clerkOf, deviceId, DESKS, ENTERPRISES, PEOPLE } from './scene.ts'
import type { Move, StoryEvent, Trouble } from './story.ts'
import type { SimulatedDesk, World } from './world.ts'

type NetworkEvent = Extract<StoryEvent, { kind: 'network' }>

/** How late one way of a delayed exchange may be, in milliseconds: longer than a desk waits, both together. */
const LATE = 10_000

/** When a trouble is over, with everything that it still has in hands. */
export const endOfTrouble = ({ at, lasts, trouble }: NetworkEvent): number =>
  at + lasts + (trouble === 'delay' ? 2 * LATE : trouble === 'duplicate' ? 5_000 : 0)

const FORGERIES = ['', '{}', '<html>请先登录</html>', '{"outcomes":[],"lastSeq":0}', '{"kind":"fault"}'] as const

/** What a spoilt answer looks like: cut in half, or what something on the way says instead. */
function spoil(chance: () => number): (answer: Answer) => Answer {
  const kind = Math.floor(chance() * 4)
  const forged = FORGERIES[Math.floor(chance() * FORGERIES.length)] ?? ''
  return (answer) => {
    if (kind === 0) return { ...answer, body: answer.body.subarray(0, Math.floor(answer.body.length / 2)) }
    const status = [200, 200, 502, 404][kind] ?? 200
    return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(forged) }
  }
}

/** A fate from one trouble; `chance` is that trouble's own. */
function spoilFate(trouble: Trouble, fate: Fate, chance: () => number): Fate {
  const strikes = chance() < 0.5
  switch (trouble) {
    case 'offline':
      return { ...fate, drop: true }
    case 'drop':
      return strikes ? { ...fate, drop: true } : fate
    case 'lose-answer':
      return strikes ? { ...fate, loseAnswer: true } : fate
    case 'duplicate':
      return strikes ? { ...fate, again: chance() * 5_000, loseAnswer: chance() < 0.3 } : fate
    case 'delay':
      return { ...fate, there: fate.there + chance() * LATE, back: fate.back + chance() * LATE }
    case 'spoil':
      return strikes ? { ...fate, spoil: spoil(chance) } : fate
  }
}

/** The fates of a story's network: each trouble plays its own row of chance while it lasts. */
export function fatesOf(world: World, events: readonly StoryEvent[], seed: number) {
  const usual = chanceOf(seed ^ 0x5f5f5f5f)
  const troubles = events
    .filter((event): event is NetworkEvent => event.kind === 'network')
    .map((event) => ({ event, chance: chanceOf(event.pick) }))
  return (desk: number): Fate => {
    const since = world.elapsed
    let fate: Fate = { there: 2 + usual() * 40, back: 2 + usual() * 40 }
    for (const { event, chance } of troubles)
      if (event.desk === desk && since >= event.at && since < event.at + event.lasts)
        fate = spoilFate(event.trouble, fate, chance)
    return fate
  }
}

type Choose = <Choice>(choices: readonly Choice[]) => Choice
const other = (hall: unknown): string => (hall === 'h1' ? 'h2' : 'h1')

/** Changes rows at the central as other systems and the staff's office do. */
export async function makeMove(world: World, move: Move, pick: number): Promise<void> {
  const chance = chanceOf(pick)
  const choose: Choose = (choices) => {
    const chosen = choices[Math.floor(chance() * choices.length)]
    if (chosen === undefined) throw new Error('nothing to choose from')
    return chosen
  }
  if (move === 'proof-arrives') return bringProof(world, choose)
  if (move === 'desk-transferred') return transferDesk(world)
  if (move === 'clerk-transferred') return transferClerk(world, choose([0, 1, 3, 4]))
  await world.change(async (work) => {
    const person = choose(PEOPLE)
    const one = (text: string, bindings: readonly unknown[] = []) =>
      work.db.all<{ id: string; hall_id: string }>(sql(text, bindings)).then((rows) => rows[0])
    switch (move) {
      case 'person-moves': {
        const row = await one('select id, hall_id from person where id = ?', [person])
        world.tell(`at the central ${person} moves to ${other(row?.hall_id)}`)
        return patchRow(work, 'person', [person], { hall_id: other(row?.hall_id) })
      }
      case 'enterprise-moves': {
        const enterprise = choose(ENTERPRISES)
        const row = await one('select id, hall_id from enterprise where id = ?', [enterprise])
        world.tell(`at the central ${enterprise} moves to ${other(row?.hall_id)}`)
        await patchRow(work, 'enterprise', [enterprise], { hall_id: other(row?.hall_id) })
        const relations = await work.db.all<{ id: string }>(
          sql('select id from relation where enterprise_id = ? order by id', [enterprise]),
        )
        for (const { id } of relations) await patchRow(work, 'relation', [id], { hall_id: other(row?.hall_id) })
        return
      }
      case 'relation-removed': {
        const row = await one("select id, hall_id from relation where identity_type = 'staff-full' order by id")
        world.tell(`at the central the relation ${String(row?.id)} is taken out`)
        return row && removeRow(work, 'relation', [row.id])
      }
      case 'person-renamed':
        world.tell(`at the central ${person} gets another name`)
        return patchRow(work, 'person', [person], { name: choose(['钱七', '孙八', '周𠮷', '吴十']) })
      case 'number-removed': {
        const row = await one('select id from phone where person_id = ? and is_default = 0 order by id', [person])
        world.tell(`at the central the number ${String(row?.id)} is taken out`)
        return row && removeRow(work, 'phone', [row.id])
      }
    }
  })
}

async function transferClerk(world: World, desk: number): Promise<void> {
  const { staffId } = clerkOf(desk)
  await world.change(async (work) => {
    const row = await work.db.find<{ hall_id: string }>(sql('select hall_id from staff where id = ?', [staffId]))
    world.tell(`at the central the clerk of desk ${String(desk + 1)} is transferred to ${other(row?.hall_id)}`)
    await patchRow(work, 'staff', [staffId], { hall_id: other(row?.hall_id) })
  })
}

/** Whether the central has judged everything this desk recorded, and the desk has heard of it. */
const isDone = ({ life }: SimulatedDesk): boolean =>
  life.writer
    .prepare("select 1 from outbox where state in ('recorded', 'delivered', 'held') or settled_at is null limit 1")
    .get() === undefined

/**
 * The last desk is carried to the other hall, and its clerk goes along: when its work is done, since what the central
 * still has to judge of it belongs to the hall it was recorded in.
 */
async function transferDesk(world: World): Promise<void> {
  const number = DESKS.length - 1
  const desk = world.getDesk(number)
  if (desk.life.dead || !isDone(desk) || !world.isCentralUp)
    return world.tell(`desk ${String(number + 1)} can't be carried now`)
  const hall = other(desk.hall)
  for (const one of world.desks) if (one.identity === number) one.hall = hall
  world.tell(`desk ${String(number + 1)} is carried to ${desk.hall}`)
  const disks = world.desks.filter(({ identity }) => identity === number).map((one) => one.number)
  for (const { commandId } of world.recorded.filter((one) => disks.includes(one.desk))) world.leftBehind.add(commandId)
  await placeDesk(world)
  const session = desk.running?.desk.session
  if (session !== undefined && desk.running !== undefined)
    desk.running.desk.session = { ...session, operator: { ...session.operator, hallId: desk.hall } }
}

/** Writes down at the central where the last desk stands; after a restore its office does so once more. */
export async function placeDesk(world: World): Promise<void> {
  const number = DESKS.length - 1
  const { hall } = world.getDesk(number)
  const { centralLife: life } = world
  const { fuse } = life
  life.fuse = undefined
  await world.change(async (work) => {
    const text = 'update device set hall_id = ? where id = ? and hall_id <> ?'
    const moved = await work.db.run(sql(text, [hall, deviceId(number), hall]))
    if (moved > 0) await patchRow(work, 'staff', [clerkOf(number).staffId], { hall_id: hall })
  })
  life.fuse = fuse
}

/** The proof that a held command waits for comes, or a supervisor's no. */
async function bringProof(world: World, choose: Choose): Promise<void> {
  await world.atCentral(async (deps) => {
    const held = await deps.database.read((db) =>
      db.all<{ command_id: string; envelope: string }>(
        sql(
          "select r.command_id, i.envelope from command_result r join intake i on i.command_id = r.command_id where r.state = 'held' order by i.device_id, i.seq",
        ),
      ),
    )
    if (held.length === 0) return
    const { command_id: commandId, envelope } = choose(held)
    const { payload, device, seq } = JSON.parse(envelope) as Command
    world.tell(`at the central a proof comes for #${String(seq)} of ${device}`)
    const fallback = await deps.database.read((db) => findDefaultNumber(db, String(payload['personId'])))
    const typed = payload['number'] ?? payload['phone']
    for (const number of [typed, fallback])
      if (typeof number === 'string')
        await addProof(deps, { commandId }, { kind: 'sms-code', number, purpose: 'phone', at: deps.now() })
  })
}

/** The feed's oldest rows go, up to somewhere; now and then nothing at all is left. */
export async function forgetFeed(world: World, pick: number): Promise<void> {
  const before = world.now - world.elapsed + world.elapsed * Math.min(1.1, chanceOf(pick)() * 1.3)
  await world.atCentral((deps) => pruneFeed(deps, before))
}
