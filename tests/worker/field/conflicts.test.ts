import { afterAll, describe, expect, it } from 'vitest'
import type { CallDefinition } from '../../../src/contract/call.ts'
import { registry } from '../../../src/contract/registry.ts'
import { sql } from '../../../src/storage/database.ts'
import { leaveEvidence, often } from '../../support/soak.ts'
import { ACTS, canMeet } from './conflict-acts.ts'
import { writePage } from './conflict-page.ts'
import { openStage, playScene, playWaiting, readWorlds, type Played, type Stage } from './conflict-play.ts'
import { SCENES, type Scene } from './conflict-scenes.ts'
import { DECIDED, DECIDED_IN, NOTHING, RETURNED_ALONE } from './conflict-table.ts'

const COMMANDS = Object.entries<CallDefinition>(registry)
  .filter(([, { mode }]) => mode === 'command')
  .map(([name]) => name)
/** No counter records it: a person changes their own password by themselves (R-PWD-08). */
const NEVER_OFFERED = ['credential.change']

/** The soak plays the pairs that share nothing, too. */
const isPlayed = often(1, 0) === 1 ? canMeet : () => true

const stages = new Map<Scene['profile'], Stage>()
const offered = new Map<string, readonly string[]>()
let pairs = 0
afterAll(async () => {
  for (const stage of stages.values()) await stage.close()
})

async function stageOf({ profile }: Scene): Promise<Stage> {
  const stage = stages.get(profile) ?? (await openStage(profile))
  stages.set(profile, stage)
  return stage
}

const decidedFor = (scene: Scene, { first, second }: Played): string =>
  DECIDED_IN[scene.name]?.[first]?.[second] ?? DECIDED[first]?.[second] ?? 'stands'

/** A second act that comes back by itself says nothing about the first. */
const saysSomething = (scene: Scene, { first, second, outcome }: Played): boolean => {
  const alone = RETURNED_ALONE[scene.name] ?? []
  return !alone.includes(first) && (!alone.includes(second) || outcome === 'stands')
}

/** The acts that came back are work of whoever recorded them, with what was typed. */
async function expectWork({ desks }: Stage, played: readonly Played[]): Promise<void> {
  const returned = played.filter(({ state }) => state === 'returned')
  for (const { commandId, code, payload } of returned) {
    const detail = await desks[1].get('outbox.detail', { commandId })
    expect(detail).toMatchObject({ state: 'returned', acknowledged: false, operator: '王窗口', refusal: { code } })
    expect((await desks[1].get('outbox.payload', { commandId }))?.payload).toEqual(payload)
  }
  const open = await desks[1].running.desk.database.read((db) =>
    db.all<{ command_id: string }>(sql("select command_id from outbox where state = 'returned' and acknowledged = 0")),
  )
  expect(open.map((row) => row.command_id)).toEqual(expect.arrayContaining(returned.map(({ commandId }) => commandId)))
  expect((await desks[1].get('session.state', {})).returned).toBe(open.length)
}

describe('two acts of two desks that met while neither saw the network', () => {
  it.each(SCENES.map((scene, index) => [scene.name, scene, index] as const))(
    '[SYNC-CONFLICT] end as the table says, in both orders: %s',
    async (_, scene, index) => {
      const stage = await stageOf(scene)
      const names = COMMANDS.filter((name) => scene.acts.test(name))
      const { offered: here, played } = await playScene(stage, scene, index, names, isPlayed)
      offered.set(scene.name, here)
      pairs += played.length
      const alone = RETURNED_ALONE[scene.name] ?? []
      const unsound = played.filter(({ first, firstState }) => firstState !== 'effective' && !alone.includes(first))
      expect(unsound).toEqual([])
      const telling = played.filter((one) => saysSomething(scene, one))
      const asPlayed = telling.map(({ first, second, outcome }) => `${first}, then ${second}: ${outcome}`)
      expect(asPlayed).toEqual(telling.map((one) => `${one.first}, then ${one.second}: ${decidedFor(scene, one)}`))
      await expectWork(stage, played)
      // Both desks end with what the central has.
      const truth = await readWorlds(stage.central.deps.database)
      for (const desk of stage.desks) expect(await readWorlds(desk.running.desk.database)).toEqual(truth)
    },
    240_000,
  )

  it('[SYNC-CONFLICT] end alike when their proofs come later, by the order in which they are decided', async () => {
    const [scene] = SCENES
    if (scene === undefined) throw new Error('no scene')
    const names = Object.keys(DECIDED)
    const meeting = names.flatMap((first) => names.map((second) => ({ first, second })))
    const offeredHere = offered.get(scene.name) ?? []
    const pairsHere = meeting.filter(
      ({ first, second }) => offeredHere.includes(first) && offeredHere.includes(second) && canMeet(first, second),
    )
    const played = await playWaiting(await stageOf(scene), scene, SCENES.length, pairsHere)
    expect(played.filter(({ firstState }) => firstState !== 'effective')).toEqual([])
    const decided = ({ first, second }: { first: string; second: string }) => DECIDED[first]?.[second]
    const expected = played.map((one) => {
      const outcome = decided(one)
      return { ...one, outcome: outcome === undefined || outcome === NOTHING ? 'effective' : outcome }
    })
    expect(played).toEqual(expected)
    const returned = played.filter(({ outcome }) => outcome !== 'effective')
    // It says something: some came back, and some were overtaken by an act that needed no proof.
    expect(returned.length).toBeGreaterThan(20)
    expect(played.some(({ isTurned }) => isTurned)).toBe(true)
    leaveEvidence('conflicting acts that waited', {
      pairs: played.length,
      returned: returned.length,
      overtaken: played.filter(({ isTurned }) => isTurned).length,
    })
  }, 240_000)

  it('[SYNC-CONFLICT] are decided for every command there is', () => {
    expect(Object.keys(ACTS).toSorted()).toEqual(COMMANDS.toSorted())
    expect(Object.keys(DECIDED).toSorted()).toEqual(COMMANDS.toSorted())
    expect([...new Set([...offered.values()].flat()), ...NEVER_OFFERED].toSorted()).toEqual(COMMANDS.toSorted())
    const apart = Object.entries(DECIDED).flatMap(([first, seconds]) =>
      Object.keys(seconds).filter((second) => !canMeet(first, second)),
    )
    expect(apart).toEqual([])
    leaveEvidence('conflicting acts', { commands: COMMANDS.length, scenes: SCENES.length, pairs })
  })

  it('[SYNC-CONFLICT] are written down as decided', async () => {
    await expect(writePage()).toMatchFileSnapshot('../../../docs/rules/conflicts.md')
  })
})
