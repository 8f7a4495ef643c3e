import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commandHandlers } from '../../src/storage/commands.ts'
import { sql } from '../../src/storage/database.ts'
import type { CommandHandler } from '../../src/storage/feature.ts'
import { UndoLog } from '../../src/storage/outbox.ts'
import { findRow, patchRow, putRow, removeRow, type ReplicatedTable } from '../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { startTestDesk, type TestDesk } from '../support/desk.ts'
import { openRoad, type Road } from '../support/road.ts'
import { personRow, phoneRow } from '../support/rows.ts'

const NUMBER = '13800000001'
let central: TestCentral
let road: Road
let desk: TestDesk

beforeEach(async () => {
  central = await startCentral()
  await central.change(async (work) => {
    await putRow(work, 'person', personRow('p1', 'h1'))
    await putRow(work, 'person', personRow('p2', 'h1'))
    await putRow(work, 'phone', phoneRow('f1', 'p1', NUMBER))
    await putRow(work, 'phone', phoneRow('f2', 'p1', '13800000002', { is_default: 0 }))
    await putRow(work, 'person_document', {
      ...{ person_id: 'p1', document_type: 'passport', document_number: 'E1', is_main: 0, added_at: 1, version: 0 },
    })
  })
  road = await openRoad(central.url)
  desk = await startTestDesk({ ...central, url: road.url })
})
afterEach(async () => {
  await desk.close()
  await road.close()
  await central.close()
})

const deskRow = (table: ReplicatedTable, ...key: string[]) =>
  desk.running.desk.database.read((db) => findRow(db, table, key))
const centralRow = (table: ReplicatedTable, ...key: string[]) =>
  central.deps.database.read((db) => findRow(db, table, key))

/**
 * Has the desk copy everything, and holds the copy up where it asks for one table: anew beside a copy that is whole,
 * or as on its first day.
 */
async function holdCopyBefore(table: string, which: 'anew' | 'first' = 'anew'): Promise<void> {
  if (which === 'first')
    await desk.running.desk.database.write((db) => db.run(sql("delete from setting where name = 'as-of'")))
  const path = `/v1/desk/snapshot/${table}`
  road.travel((_method, asked) => (asked === path ? 'drop' : 'none'))
  const before = road.travelled.length
  await central.deps.database.write((db) =>
    db.run(sql("update central_state set value = 'another' where name = 'feed-epoch'")),
  )
  while (!road.travelled.slice(before).includes(`GET ${path}`)) {
    desk.running.link.wake()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe('a copy while work goes on', () => {
  it.each(['anew', 'first'] as const)(
    '[SYNC-DOWN] lets older feed rows pass that meet newer ones: %s',
    async (which) => {
      await holdCopyBefore('phone', which)
      // The feed will tell of f1 as it was before the takeover that the copy already shows.
      await central.change((work) => patchRow(work, 'phone', ['f1'], { verified_at: 5 }))
      await central.change(async (work) => {
        await patchRow(work, 'phone', ['f1'], { state: 'emptied', is_default: 0 })
        await putRow(work, 'phone', phoneRow('f9', 'p2', NUMBER))
      })
      road.travel()
      await desk.settle()
      for (const id of ['f1', 'f2', 'f9']) expect(await deskRow('phone', id)).toEqual(await centralRow('phone', id))
      expect((await desk.get('search.find', { text: NUMBER })).people.hits.map(({ id }) => id)).toEqual(['p2'])
    },
  )

  it.each(['anew', 'first'] as const)(
    '[SYNC-REBASE] never undoes a guess to what was there before: %s',
    async (which) => {
      await holdCopyBefore('person_document', which)
      // A command recorded now knows nothing of this document, and guesses a row of its own under the same key.
      await desk.running.desk.database.write((db) =>
        putRow({ db, log: new UndoLog(1) }, 'person_document', {
          ...{ person_id: 'p2', document_type: 'passport', document_number: 'E1', is_main: 0, added_at: 2, version: 0 },
        }),
      )
      road.travel()
      await desk.settle()
      const document = await deskRow('person_document', 'passport', 'E1')
      expect(document).toMatchObject({ person_id: 'p1' })
      expect(document).toEqual(await centralRow('person_document', 'passport', 'E1'))
    },
  )

  it('[SYNC-DOWN] keeps the whole old copy, its search and its date until the new one is whole', async () => {
    const { asOf } = (await desk.get('session.state', {})).link
    await holdCopyBefore('command_result')
    await central.change((work) => patchRow(work, 'person', ['p2'], { name: '李四' }))
    await central.change((work) => removeRow(work, 'phone', ['f2']))
    expect(await deskRow('phone', 'f1')).toBeDefined()
    expect((await desk.get('search.find', { text: NUMBER })).people.hits.map(({ id }) => id)).toEqual(['p1'])
    // Work goes on, and a restart in the middle loses neither the old copy nor the pages that are here.
    await desk.get('visit.start', { met: { by: 'person', personId: 'p1' } })
    await desk.get('phone.set-default', { personId: 'p1', phoneId: 'f2' })
    expect(await deskRow('phone', 'f2')).toMatchObject({ is_default: 1 })
    await desk.restart()
    expect(await deskRow('phone', 'f2')).toMatchObject({ is_default: 1 })
    expect((await desk.get('session.state', {})).link.asOf).toBe(asOf)
    const before = road.travelled.length
    road.travel()
    await desk.settle()
    expect(road.travelled.slice(before)).not.toContain('GET /v1/desk/snapshot/person')
    expect(await deskRow('phone', 'f2')).toBeUndefined()
    for (const id of ['p1', 'p2']) expect(await deskRow('person', id)).toEqual(await centralRow('person', id))
    const kept = await desk.running.desk.database.read((db) => db.all(sql('select number from copy_page')))
    expect(kept).toEqual([])
  })
})

describe('a guess that can’t be made', () => {
  const handlers = commandHandlers as Record<string, CommandHandler>
  const setDefault = handlers['phone.set-default'] as CommandHandler
  afterEach(() => {
    handlers['phone.set-default'] = setDefault
  })

  it('[SYNC-REBASE] is flagged and left to the central, and the desk reads on', async () => {
    await desk.get('visit.start', { met: { by: 'person', personId: 'p1' } })
    await central.goOffline()
    await desk.get('phone.set-default', { personId: 'p1', phoneId: 'f2' })
    handlers['phone.set-default'] = {
      ...setDefault,
      judge: async (db, command, context) => {
        const judged = await setDefault.judge(db, command, context)
        // Half of the effect is written, then the defect shows.
        return {
          ...judged,
          save: async (work) => {
            await judged.save(work)
            throw new Error('a defect')
          },
        }
      },
    }
    road.travel((_method, path) => (path === '/v1/desk/commands' ? { status: 413, body: '{}' } : 'none'))
    await central.goOnline()
    await central.change((work) => putRow(work, 'phone', phoneRow('f3', 'p1', '13800000003', { is_default: 0 })))
    const until = Date.now() + 8_000
    while ((await deskRow('phone', 'f3')) === undefined && Date.now() < until) {
      desk.running.link.wake()
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(await deskRow('phone', 'f3')).toBeDefined()
    expect(await deskRow('phone', 'f2')).toEqual(await centralRow('phone', 'f2'))
    expect((await desk.get('outbox.counts', {})).flagged).toBe(1)
    handlers['phone.set-default'] = setDefault
    road.travel()
    await desk.settle()
    expect(await deskRow('phone', 'f2')).toMatchObject({ is_default: 1 })
    expect((await desk.get('outbox.counts', {})).flagged).toBe(0)
  })
})
