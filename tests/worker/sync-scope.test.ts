import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { beginEpoch } from '../../src/central/feed.ts'
import { sql } from '../../src/storage/database.ts'
import { patchRow, putRow, REPLICATED } from '../../src/storage/rows.ts'
import { CentralHttp } from '../../src/worker/http.ts'
import { putSetting } from '../../src/worker/settings.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { startTestDesk, type TestDesk } from '../support/desk.ts'
import { enterpriseRow, personRow, phoneRow, relationRow } from '../support/rows.ts'

let central: TestCentral
let desk: TestDesk

beforeEach(async () => {
  central = await startCentral()
  await central.change(async (work) => {
    for (const [id, hall] of [
      ['p1', 'h1'],
      ['p2', 'h1'],
      ['q1', 'h2'],
    ] as const) {
      await putRow(work, 'person', personRow(id, hall, { name: `张${id}`, portrait_id: `portrait-${id}` }))
      await putRow(work, 'phone', phoneRow(`f-${id}`, id, `1380000${id}`))
      await putRow(work, 'enterprise', enterpriseRow(`e-${id}`, hall))
      await putRow(work, 'relation', relationRow(`r-${id}`, hall, `e-${id}`, id))
    }
  })
  desk = await startTestDesk(central)
  // What a day's work leaves beside the rows: a portrait the central has, a card that was read.
  await own().write(async (db) => {
    for (const id of ['p1', 'p2']) {
      await db.run(
        sql(
          "insert into attachment (id, sha256, media_type, bytes, content, purpose, created_at, delivered_at) values (?, '', 'image/png', 4, ?, 'portrait', 1, 2)",
          [`portrait-${id}`, randomBytes(4)],
        ),
      )
      await db.run(
        sql(
          "insert into card_reading (id, document_type, document_number, name, fields, serial, driver, evidence, operator_id, read_at) values (?, 'id-card', ?, '', '{}', '', '', '', '', 1)",
          [`card-${id}`, `number of ${id}`],
        ),
      )
    }
  })
})
afterEach(async () => {
  await desk.close()
  await central.close()
})

const own = () => desk.running.desk.database
const idsOf = async (table: string, column = 'id') =>
  (await own().read((db) => db.all<{ id: string }>(sql(`select ${column} as id from ${table} order by 1`)))).map(
    ({ id }) => id,
  )
const found = async (text: string) => (await desk.get('search.find', { text })).people.hits.map(({ id }) => id)

/** One round, and how long it took. */
async function within(isSo: () => Promise<boolean>): Promise<number> {
  const begun = Date.now()
  desk.running.link.wake()
  while (!(await isSo())) {
    if (Date.now() - begun > 10_000) throw new Error('it did not leave within ten seconds')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return Date.now() - begun
}

/** Nothing of the hall the desk was in: rows, words, pictures, readings, the right to sign in without a network. */
async function expectNothingOf(ids: readonly string[]): Promise<void> {
  for (const table of ['person', 'phone', 'enterprise', 'relation', 'attachment', 'card_reading'] as const)
    for (const id of await idsOf(table)) expect(ids.some((left) => id.endsWith(left))).toBe(false)
  for (const id of await idsOf('person_key', 'person_id')) expect(ids).not.toContain(id)
}

describe('what leaves a desk’s scope', () => {
  it('[SYNC-DOWN] [TRUST-24] is gone within one round when a person moves: rows, words, portrait, card', async () => {
    await central.change((work) => patchRow(work, 'person', ['p1'], { hall_id: 'h2' }))
    await central.change(async (work) => {
      await patchRow(work, 'relation', ['r-p1'], { hall_id: 'h2' })
      await patchRow(work, 'enterprise', ['e-p1'], { hall_id: 'h2' })
    })
    await within(async () => !(await idsOf('person')).includes('p1') && !(await idsOf('enterprise')).includes('e-p1'))
    await expectNothingOf(['p1'])
    expect(await found('张p1')).toEqual([])
    expect(await found('张p2')).toEqual(['p2'])
    expect(await idsOf('attachment')).toEqual(['portrait-p2'])
    expect(await idsOf('card_reading')).toEqual(['card-p2'])
  })

  it('[SYNC-DOWN] [TRUST-24] is the whole hall when the desk is moved to another one, whose rows come instead', async () => {
    await desk.get('visit.start', { met: { by: 'person', personId: 'p2' } })
    await central.goOffline()
    await desk.get('phone.add', { personId: 'p2', number: '13900000009' })
    await central.deps.database.write((db) => db.run(sql("update device set hall_id = 'h2'")))
    await central.goOnline()
    await within(async () => (await idsOf('person')).includes('q1'))
    await expectNothingOf(['p1', 'p2'])
    expect(await idsOf('person')).toEqual(['q1'])
    expect(await idsOf('offline_verifier', 'login')).toEqual([])
    // The clerk stays behind in their hall, and so does the name above the screens.
    await within(async () => (await desk.get('session.state', {})).kind === 'signed-out')
    expect((await desk.get('session.state', {})).hall?.id).toBe('h2')
    // What was recorded there is judged, not lost.
    await expect.poll(() => idsOf('outbox', 'state')).toEqual(['returned'])
    await desk.restart()
    expect((await desk.get('session.state', {})).hall?.id).toBe('h2')
  })

  it('[SYNC-DOWN] [TRUST-24] is everything when the hall is closed and its devices are revoked; the outbox stays', async () => {
    await desk.get('visit.start', { met: { by: 'person', personId: 'p2' } })
    await central.goOffline()
    await desk.get('phone.add', { personId: 'p2', number: '13900000009' })
    await central.deps.database.write((db) => db.run(sql("update device set state = 'revoked'")))
    await central.goOnline()
    await within(async () => (await idsOf('person')).length === 0)
    for (const table of Object.keys(REPLICATED))
      expect(await own().read((db) => db.all(sql(`select * from ${table}`)))).toEqual([])
    for (const table of [
      'person_key',
      'entity_key',
      'act_subject',
      'attachment',
      'card_reading',
      'undo_row',
      'copy_page',
    ])
      expect(await own().read((db) => db.all(sql(`select * from ${table}`)))).toEqual([])
    expect(await idsOf('outbox', 'state')).toEqual(['recorded'])
    const state = await desk.get('session.state', {})
    expect(state).toMatchObject({ kind: 'signed-out', link: { barred: 'device-revoked', asOf: null } })
    // Nothing is taken on any more that could never be sent.
    expect(await desk.call('phone.add', { personId: 'p2', number: '13900000008' })).not.toMatchObject({ kind: 'ok' })
  })

  it('[TRUST-24] [TRUST-40] is a clerk who was transferred: signed out, and not let in without a network', async () => {
    expect(await idsOf('offline_verifier', 'login')).toEqual(['clerk-h1'])
    await central.change((work) => patchRow(work, 'staff', ['clerk-h1'], { hall_id: 'h2' }))
    await within(async () => (await desk.get('session.state', {})).kind === 'signed-out')
    expect(await idsOf('offline_verifier', 'login')).toEqual([])
    expect(await idsOf('staff')).not.toContain('clerk-h1')
  })

  it('[SYNC-DOWN] [TRUST-24] is as gone when the desk copies anew, which brings no word of who left', async () => {
    await central.goOffline()
    // From the card's chip; and of somebody whose capture came back, to be opened again as it was typed.
    await own().write(async (db) => {
      for (const id of ['chip-p1', 'chip-newcomer'])
        await db.run(
          sql(
            "insert into attachment (id, sha256, media_type, bytes, content, purpose, created_at, delivered_at) values (?, '', 'image/png', 4, ?, 'chip-portrait', 1, 2)",
            [id, randomBytes(4)],
          ),
        )
    })
    const draft = JSON.stringify({ portraitAttachmentId: 'chip-newcomer' })
    await own().write((db) =>
      db.run(
        sql(
          "insert into draft (id, kind, title, content, operator_id, updated_at) values ('d', 'capture', '', ?, '', 1)",
          [draft],
        ),
      ),
    )
    await central.change(async (work) => {
      await patchRow(work, 'person', ['p1'], { hall_id: 'h2' })
      await patchRow(work, 'relation', ['r-p1'], { hall_id: 'h2' })
      await patchRow(work, 'enterprise', ['e-p1'], { hall_id: 'h2' })
      await patchRow(work, 'staff', ['clerk-h1'], { hall_id: 'h2' })
    })
    await central.deps.database.write((db) => beginEpoch(db, 'restored'))
    await central.goOnline()
    await within(async () => (await desk.get('session.state', {})).kind === 'signed-out')
    await expectNothingOf(['p1'])
    expect(await idsOf('offline_verifier', 'login')).toEqual([])
    expect(await idsOf('attachment')).toEqual(['chip-newcomer', 'portrait-p2'])
    expect(await idsOf('card_reading')).toEqual(['card-p2'])
  })

  it('[SYNC-DOWN] a copy that was begun of another hall is none of this one', async () => {
    await central.goOffline()
    await own().write(async (db) => {
      const start = { aside: false, epoch: 'former.h1', position: 0, tables: ['person'], table: 1, after: null }
      await putSetting(db, 'copy', { ...start, rows: 2, rowsInAll: 2, bytes: 1 })
      await db.run(sql("delete from setting where name = 'cursor'"))
    })
    await central.deps.database.write((db) => db.run(sql("update device set hall_id = 'h2'")))
    await central.goOnline()
    await within(async () => (await idsOf('person')).includes('q1'))
    expect(await idsOf('person')).toEqual(['q1'])
  })

  it('[SYNC-DOWN] a copy in whose middle the desk is moved is begun again of its new hall', async () => {
    await central.goOffline()
    await own().write((db) => db.run(sql("delete from setting where name = 'cursor'")))
    await central.goOnline()
    let moved = false
    const ask = CentralHttp.prototype.ask
    vi.spyOn(CentralHttp.prototype, 'ask').mockImplementation(async function (this: CentralHttp, path, shape, options) {
      if (path.startsWith('/v1/desk/snapshot/phone') && !moved) {
        moved = true
        await central.deps.database.write((db) => db.run(sql("update device set hall_id = 'h2'")))
      }
      return ask.call(this, path, shape, options)
    })
    await within(async () => (await idsOf('person')).includes('q1'))
    expect(moved).toBe(true)
    expect(await idsOf('person')).toEqual(['q1'])
    await expect.poll(() => idsOf('relation'), { timeout: 5_000 }).toEqual(['r-q1'])
  })

  it('keeps pictures and readings that something unsent still names', async () => {
    await desk.get('visit.start', { met: { by: 'person', personId: 'p1' } })
    await central.goOffline()
    await desk.get('phone.add', { personId: 'p1', number: '13900000009' })
    await own().write((db) =>
      db.run(sql("update outbox set envelope = replace(envelope, '13900000009', 'portrait-p1 number of p1')")),
    )
    await own().write((db) => db.run(sql("update outbox set state = 'held'")))
    await central.goOnline()
    await central.change((work) => patchRow(work, 'person', ['p1'], { hall_id: 'h2' }))
    await central.change((work) => patchRow(work, 'relation', ['r-p1'], { hall_id: 'h2' }))
    await within(async () => !(await idsOf('person')).includes('p1'))
    expect(await idsOf('attachment')).toEqual(['portrait-p1', 'portrait-p2'])
    expect(await idsOf('card_reading')).toEqual(['card-p1', 'card-p2'])
  })
})
