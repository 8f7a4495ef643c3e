import { setTimeout as sleep } from 'node:timers/promises'
import { storeProof } from '../../../src/central/held.ts'
import { retryRound } from '../../../src/central/retry-held.ts'
import type { CallName } from '../../../src/contract/registry.ts'
import { getPolicy } from '../../../src/domain/policy/profiles.ts'
import { sql, type Database } from '../../../src/storage/database.ts'
import { putRow } from '../../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { startTestDesk, type TestDesk } from '../../support/desk.ts'
import { openRoad, type Road } from '../../support/road.ts'
import { ACTS, type Act } from './conflict-acts.ts'
import type { Scene } from './conflict-scenes.ts'
import { makeWorld, proofsOf, rowsOf, type World } from './conflict-world.ts'

/** What became of the act that came second, the first one having taken effect. */
export interface Played {
  readonly first: string
  readonly second: string
  /** `stands`, `changes nothing`, or the code of the refusal. */
  readonly outcome: string
  /** State of the first act; `effective` wherever the scene is sound. */
  readonly firstState: string
  /** Id of the second act, its state, the code with which it came back, and what was typed. */
  readonly commandId: string
  readonly state: string
  readonly code: string | undefined
  readonly payload: unknown
}

export interface Stage {
  readonly central: TestCentral
  readonly desks: readonly [TestDesk, TestDesk]
  readonly roads: readonly [Road, Road]
  close(): Promise<void>
}

/** One hall, two desks, each with its own road to the central. */
export async function openStage(profile: Scene['profile']): Promise<Stage> {
  const central = await startCentral({ policy: getPolicy(profile) })
  const roads = [await openRoad(central.url), await openRoad(central.url)] as const
  const desks = [
    await startTestDesk({ ...central, url: roads[0].url }),
    await startTestDesk({ ...central, url: roads[1].url }),
  ] as const
  return {
    central,
    desks,
    roads,
    close: async () => {
      for (const desk of desks) await desk.close()
      for (const road of roads) await road.close()
      await central.close()
    },
  }
}

const cutOff = ({ roads }: Stage) => {
  for (const road of roads) road.travel(() => 'drop')
}

export async function bringTogether({ desks, roads }: Stage, which: 0 | 1): Promise<void> {
  roads[which].travel()
  await desks[which].settle()
}

/** Puts worlds into the central and onto both desks, with every proof there could be unless `proofs` says that they come later. */
export async function prepare(
  stage: Stage,
  scene: Scene,
  worlds: readonly World[],
  proofs: 'at hand' | 'later' = 'at hand',
): Promise<void> {
  await stage.central.change(async (work) => {
    for (const world of worlds) {
      for (const [table, row] of rowsOf(world, scene)) await putRow(work, table, row)
      if (scene.bound === true)
        await work.db.run(
          sql("insert into member_secret (relation_id, state, bound, set_at) values (?, 'K2', 1, 0)", [world.relation]),
        )
    }
  })
  if (proofs === 'at hand') await prove(stage, worlds)
  for (const which of [0, 1] as const) await bringTogether(stage, which)
  cutOff(stage)
}

/** Brings every proof there could be for the visits of both desks. */
function prove({ central: { deps } }: Stage, worlds: readonly World[]): Promise<void> {
  return deps.database.write(async (db) => {
    for (const world of worlds)
      for (const desk of [0, 1]) {
        const visitId = visitOf(world, desk)
        for (const proof of proofsOf(world, visitId, Date.now())) await storeProof(db, deps.newId(), { visitId }, proof)
      }
  })
}

const visitOf = ({ key }: World, desk: number) => `${key}-visit${String(desk)}`

function actOf(scene: Scene, name: string): Act {
  const act = scene.inputs?.[name] ?? ACTS[name]
  if (act === undefined) throw new Error(`no act for ${name}`)
  return act
}

const inputOf = (scene: Scene, name: string, world: World, desk: number): Readonly<Record<string, unknown>> =>
  actOf(scene, name).input(world, desk)

/** Receives the visitor of an act and records it. Gives the command's id, or nothing when the counter refuses it. */
export async function record(stage: Stage, which: 0 | 1, scene: Scene, world: World, name: string) {
  const desk = stage.desks[which]
  const act = actOf(scene, name)
  const { enterprise } = world
  const acting =
    act.by === 'person'
      ? { kind: 'personal' }
      : { kind: 'enterprise', enterpriseId: enterprise, identityType: 'legal-representative' }
  const number = act.by === 'person' ? world.personNumber : world.managerNumber
  const values = [visitOf(world, which), number, JSON.stringify(acting), Date.now()]
  await desk.running.desk.database.write(async (db) => {
    await db.run(sql('update visit set ended_at = 1 where ended_at is null'))
    await db.run(
      sql(
        `insert into visit (id, document_type, document_number, name, presence, acting, operator_id, started_at)
         values (?, 'resident-id', ?, '张三', 'card-reader', ?, 'clerk-h1', ?) on conflict (id) do update set ended_at = null, acting = excluded.acting`,
        values,
      ),
    )
  })
  const envelope = await desk.call(name as CallName, inputOf(scene, name, world, which))
  return envelope.kind === 'ok' ? (envelope.value as { commandId: string }).commandId : undefined
}

/** Which acts the counter offers in this scene, each tried on a world of its own. */
async function findOffered(stage: Stage, scene: Scene, index: number, names: readonly string[]): Promise<string[]> {
  const worlds = names.map((_, n) => makeWorld(index, n))
  await prepare(stage, scene, worlds)
  const offered: string[] = []
  for (const [n, name] of names.entries()) {
    const world = worlds[n]
    if (world !== undefined && (await record(stage, 0, scene, world, name)) !== undefined) offered.push(name)
  }
  return offered
}

const MIRRORED = [
  'person',
  'person_document',
  'phone',
  'relation',
  'permission_identity',
  'agency',
  'agency_person',
  'agency_agreement',
  'capture_case',
]

/** The rows of each world as they stand in a database, without what every write changes. */
export async function readWorlds(database: Database, tables = MIRRORED): Promise<Map<string, string>> {
  const found = new Map<string, string[]>()
  for (const table of tables) {
    const rows = await database.read((db) => db.all<Record<string, unknown>>(sql(`select * from ${table}`)))
    for (const row of rows) {
      const { version: _v, updated_at: _u, verified_at: _a, decided_at: _d, command_id: _c, ...kept } = row
      const key = Object.values(row).flatMap((value) => /^(w\d+)-/.exec(String(value))?.[1] ?? [])[0]
      if (key !== undefined) found.set(key, [...(found.get(key) ?? []), `${table} ${JSON.stringify(kept)}`])
    }
  }
  return new Map([...found].map(([key, rows]) => [key, rows.toSorted().join('\n')]))
}

/** What only the central holds of a world. */
const CENTRAL = [...MIRRORED, 'certificate', 'member_secret']

interface Result {
  readonly state: string
  readonly refusal: string | null
  readonly waits_for: string | null
}

async function resultOf(database: Database, commandId: string): Promise<Result> {
  const text = 'select state, refusal, waits_for from command_result where command_id = ?'
  const row = await database.read((db) => db.find<Result>(sql(text, [commandId])))
  if (row === undefined) throw new Error(`the central doesn't know ${commandId}`)
  return row
}

const codeOf = ({ refusal }: Result): string | undefined =>
  refusal === null ? undefined : (JSON.parse(refusal) as { code: string }).code

function outcomeOf(result: Result, changed: boolean): string {
  const { state, waits_for: waitsFor } = result
  const code = codeOf(result)
  if (code !== undefined) return code
  if (state !== 'effective') return `${state} ${waitsFor ?? ''}`
  return changed ? 'stands' : 'changes nothing'
}

interface Recorded {
  readonly first: string
  readonly second: string
  readonly world: World
  readonly ids: readonly [string, string]
}

/** Has both desks record their acts, each on its own, in worlds that both have received. */
async function recordPairs(
  stage: Stage,
  scene: Scene,
  pairs: readonly { readonly first: string; readonly second: string; readonly world: World }[],
): Promise<Recorded[]> {
  const recorded: Recorded[] = []
  for (const { first, second, world } of pairs) {
    const one = await record(stage, 0, scene, world, first)
    // What waits is decided in the order of its ids, which tell acts of different desks apart by the millisecond.
    await sleep(2)
    const other = await record(stage, 1, scene, world, second)
    if (one === undefined || other === undefined) throw new Error(`${first} and ${second} were offered before`)
    recorded.push({ first, second, world, ids: [one, other] })
  }
  return recorded
}

/**
 * Plays every two acts that the scene offers, in both orders: each pair on a world of its own, the first act at one
 * desk and the second at the other while neither sees the network; then the one desk comes back, and then the other.
 * @param isPlayed which pairs are worth their time
 */
export async function playScene(
  stage: Stage,
  scene: Scene,
  index: number,
  names: readonly string[],
  isPlayed: (one: string, other: string) => boolean,
) {
  const offered = await findOffered(stage, scene, index, names)
  const pairs = offered
    .flatMap((first) => offered.map((second) => ({ first, second })))
    .filter(({ first, second }) => isPlayed(first, second))
    .map((pair, n) => ({ ...pair, world: makeWorld(index, names.length + n) }))
  // What was tried is none of the pairs' business.
  await bringTogether(stage, 0)
  await prepare(
    stage,
    scene,
    pairs.map(({ world }) => world),
  )
  const recorded = await recordPairs(stage, scene, pairs)
  const { deps } = stage.central
  await bringTogether(stage, 0)
  const before = await readWorlds(deps.database, CENTRAL)
  await bringTogether(stage, 1)
  await retryRound(deps)
  for (const which of [0, 1] as const) await bringTogether(stage, which)
  const after = await readWorlds(deps.database, CENTRAL)
  const played: Played[] = []
  for (const { first, second, world, ids } of recorded) {
    const [one, other] = [await resultOf(deps.database, ids[0]), await resultOf(deps.database, ids[1])]
    const outcome = outcomeOf(other, before.get(world.key) !== after.get(world.key))
    const { seen: _, ...payload } = inputOf(scene, second, world, 1)
    played.push({
      first,
      second,
      outcome,
      firstState: one.state,
      commandId: ids[1],
      state: other.state,
      code: codeOf(other),
      payload,
    })
  }
  return { offered, played }
}

/** Two acts of which at least one waited for its proofs, in the order in which they were decided for good. */
export interface Waited {
  readonly first: string
  readonly second: string
  readonly firstState: string
  /** `effective`, or the code with which it came back. */
  readonly outcome: string
  /** The one that arrived later was decided first, because it needed no proof. */
  readonly isTurned: boolean
}

/** What the central says of each act, held ones included. */
async function readStates({ central }: Stage, recorded: readonly Recorded[]): Promise<Map<string, Result>> {
  const states = new Map<string, Result>()
  for (const { ids } of recorded) for (const id of ids) states.set(id, await resultOf(central.deps.database, id))
  return states
}

/** Decides what waits, again and again, until nothing more comes of it. */
async function retryAll({ central: { deps } }: Stage): Promise<void> {
  for (let after = '', rounds = 0; rounds < 40; rounds++) {
    after = await retryRound(deps, after)
    if (after === '' && rounds > 0) return
  }
}

/**
 * The same pairs, but nobody's proofs are there when the acts arrive: what needs none is decided at once, everything
 * else waits, and is decided in the order in which it was recorded once the proofs have come.
 */
export async function playWaiting(
  stage: Stage,
  scene: Scene,
  index: number,
  pairs: readonly { readonly first: string; readonly second: string }[],
): Promise<Waited[]> {
  const placed = pairs.map((pair, n) => ({ ...pair, world: makeWorld(index, n) }))
  const worlds = placed.map(({ world }) => world)
  await prepare(stage, scene, worlds, 'later')
  const recorded = await recordPairs(stage, scene, placed)
  for (const which of [0, 1] as const) await bringTogether(stage, which)
  const arrived = await readStates(stage, recorded)
  await prove(stage, worlds)
  await retryAll(stage)
  for (const which of [0, 1] as const) await bringTogether(stage, which)
  const decided = await readStates(stage, recorded)
  return recorded.map(({ first, second, ids }) => {
    const waited = (id: string) => arrived.get(id)?.state === 'held'
    const isTurned = waited(ids[0]) && !waited(ids[1])
    const [one, other] = isTurned ? [ids[1], ids[0]] : ids
    const result = decided.get(other)
    return {
      first: isTurned ? second : first,
      second: isTurned ? first : second,
      firstState: String(decided.get(one)?.state),
      outcome: result === undefined ? 'unknown' : (codeOf(result) ?? result.state),
      isTurned,
    }
  })
}
