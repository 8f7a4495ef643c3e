import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findRow } from '../../../src/storage/rows.ts'
import { ACTS } from './conflict-acts.ts'
import { bringTogether, openStage, prepare, record, type Stage } from './conflict-play.ts'
import { SCENES, type Scene } from './conflict-scenes.ts'
import { makeWorld, type World } from './conflict-world.ts'

let stage: Stage
let worlds = 0
const [present] = SCENES
if (present === undefined) throw new Error('no scene')

beforeAll(async () => {
  stage = await openStage('liaoning')
})
afterAll(() => stage.close())

async function newWorld(): Promise<World> {
  const world = makeWorld(90, ++worlds)
  await prepare(stage, present as Scene, [world])
  return world
}

/** 管理 as the form sends it: with the version that this desk shows, unless `blind`, and another last day each time. */
async function manage(which: 0 | 1, world: World, validUntil: string, blind = false): Promise<string> {
  const shown = await stage.desks[which].running.desk.database.read((db) => findRow(db, 'relation', [world.relation]))
  const seen = { [world.relation]: Number(shown?.['version']) }
  const act = ACTS['relation.manage']
  if (act === undefined) throw new Error('no such act')
  const input = (one: World, desk: number) => ({
    ...act.input(one, desk),
    validUntil,
    permissionIdentityId: null,
    seen: blind ? {} : seen,
  })
  const scene: Scene = { ...(present as Scene), inputs: { 'relation.manage': { ...act, input } } }
  const id = await record(stage, which, scene, world, 'relation.manage')
  if (id === undefined) throw new Error('the counter refuses it')
  return id
}

const outcome = async (which: 0 | 1, commandId: string) => {
  const detail = await stage.desks[which].get('outbox.detail', { commandId })
  return (detail?.refusal as { code?: string } | null)?.code ?? detail?.state
}
const lastDay = async (world: World) =>
  (await stage.central.deps.database.read((db) => findRow(db, 'relation', [world.relation])))?.['valid_until']

describe('two acts of one desk on one relation, queued', () => {
  it('[SYNC-CONFLICT] both come back when another desk was first: the second was seen on a guess', async () => {
    const world = await newWorld()
    const first = await manage(0, world, '2031-01-01')
    const second = await manage(0, world, '2032-01-01')
    const other = await manage(1, world, '2040-01-01')
    await bringTogether(stage, 1)
    await bringTogether(stage, 0)
    expect(await outcome(1, other)).toBe('effective')
    expect(await outcome(0, first)).toBe('relation-changed-meanwhile')
    expect(await outcome(0, second)).toBe('relation-changed-meanwhile')
    expect(await lastDay(world)).toBe('2040-01-01')
  })

  it('[SYNC-CONFLICT] both come back when the other desk was twice as busy, and its numbers agree by chance', async () => {
    const world = await newWorld()
    const mine = [await manage(0, world, '2031-01-01'), await manage(0, world, '2032-01-01')]
    mine.push(await manage(0, world, '2033-01-01'))
    await manage(1, world, '2040-01-01')
    await manage(1, world, '2041-01-01')
    await bringTogether(stage, 1)
    await bringTogether(stage, 0)
    for (const id of mine) expect(await outcome(0, id)).toBe('relation-changed-meanwhile')
    expect(await lastDay(world)).toBe('2041-01-01')
  })

  it('[SYNC-CONFLICT] both take effect when nobody came between', async () => {
    const world = await newWorld()
    const first = await manage(0, world, '2031-01-01')
    const second = await manage(0, world, '2032-01-01')
    await bringTogether(stage, 0)
    expect([await outcome(0, first), await outcome(0, second)]).toEqual(['effective', 'effective'])
    expect(await lastDay(world)).toBe('2032-01-01')
  })

  it('[SYNC-CONFLICT] the later comes back when the earlier was taken back', async () => {
    const world = await newWorld()
    const first = await manage(0, world, '2031-01-01')
    const second = await manage(0, world, '2032-01-01')
    await stage.desks[0].get('outbox.withdraw', { commandId: first })
    await manage(1, world, '2040-01-01')
    await bringTogether(stage, 1)
    await bringTogether(stage, 0)
    expect(await outcome(0, second)).toBe('relation-changed-meanwhile')
    expect(await lastDay(world)).toBe('2040-01-01')
  })

  it('[SYNC-CONFLICT] is noticed by what was seen: without it the later word holds, and the tests above can fail', async () => {
    const world = await newWorld()
    const first = await manage(0, world, '2031-01-01', true)
    const other = await manage(1, world, '2040-01-01')
    await bringTogether(stage, 1)
    await bringTogether(stage, 0)
    expect([await outcome(1, other), await outcome(0, first)]).toEqual(['effective', 'effective'])
    expect(await lastDay(world)).toBe('2031-01-01')
  })
})
