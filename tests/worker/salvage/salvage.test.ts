import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sql, type Query } from '../../../src/storage/database.ts'
import { putRow, REPLICATED } from '../../../src/storage/rows.ts'
import { findIdentity, keepIdentityBeside } from '../../../src/worker/identity.ts'
import { noteDamage } from '../../../src/worker/salvage/folder.ts'
import { openOrSalvage } from '../../../src/worker/salvage/open-or-salvage.ts'
import { SAVED_TABLES } from '../../../src/worker/salvage/saved-tables.ts'
import { startDesk } from '../../../src/worker/start.ts'
import { listPages, PAGE } from '../../crash/support/damaged-desk.ts'
import { PASSWORD, startCentral, type TestCentral } from '../../support/central.ts'
import { startTestDesk, type TestDesk } from '../../support/desk.ts'
import { personRow, phoneRow } from '../../support/rows.ts'

let central: TestCentral
let desk: TestDesk

beforeEach(async () => {
  central = await startCentral()
  await central.change(async (work) => {
    for (let n = 1; n <= 60; n++) await putRow(work, 'person', personRow(`p${String(n)}`, 'h1'))
    await putRow(work, 'phone', phoneRow('f1', 'p1', '13800000001'))
    await putRow(work, 'phone', phoneRow('f2', 'p1', '13800000002', { is_default: 0 }))
  })
  desk = await startTestDesk(central)
})
afterEach(async () => {
  await desk.close()
  await central.close()
})

const file = () => join(desk.directory, 'desk.db')
const all = <Row>(query: Query) => desk.running.desk.database.read((db) => db.all<Row>(query))
const zeroPages = (owner: string, choose: (count: number) => number[]) => {
  const pages = listPages(file(), desk.key).filter((page) => page.owner === owner && page.kind === 'leaf')
  const bytes = readFileSync(file())
  for (const nth of choose(pages.length)) {
    const page = pages[nth]?.page ?? 0
    bytes.fill(0, (page - 1) * PAGE, page * PAGE)
  }
  writeFileSync(file(), bytes)
}
/** The desk runs on a file whose people can't all be read, which it hasn't noticed yet. */
const startDamaged = async () => {
  await desk.running.close()
  zeroPages('person', () => [0, 1])
  let heard = 0
  const data = { directory: desk.directory, databaseKey: desk.key, centralUrl: central.url, ballastBytes: 65_536 }
  const running = await startDesk(data, () => undefined, { damaged: () => heard++ })
  const meetDamage = async () => {
    const people = running.desk.database.read((db) => db.all(sql('select * from person')))
    await expect(people).rejects.toThrow('malformed')
    return heard
  }
  return { running, meetDamage }
}
const signIn = () => desk.get('session.sign-in', { login: 'clerk-h1', password: PASSWORD })
const makeDefault = (n: number) => desk.get('phone.set-default', { personId: 'p1', phoneId: n % 2 === 0 ? 'f2' : 'f1' })

describe('a desk after salvage', () => {
  it('[TRUST-6] sends what was saved, declares what wasn’t, and works on', async () => {
    await desk.get('visit.start', { met: { by: 'person', personId: 'p1' } })
    await central.goOffline()
    for (let n = 0; n < 30; n++) await makeDefault(n)
    await desk.running.close()
    zeroPages('outbox', (count) => [2, count - 1])
    await desk.restart()
    await signIn()
    const [report] = await desk.get('store.reports', {})
    const saved = await all<{ seq: number }>(sql('select seq from outbox'))
    const lost = Number(report?.detail['lost'])
    expect(report?.kind).toBe('salvaged')
    expect(lost).toBeGreaterThan(1)
    expect(saved).toHaveLength(30 - lost)
    expect((await desk.get('settings.device', {})).damaged).toHaveLength(1)

    await central.goOnline()
    await desk.settle()
    const taken = await central.deps.database.read((db) =>
      db.find(sql('select count(*) as n, max(seq) as last from intake')),
    )
    expect(taken).toEqual({ n: saved.length, last: Math.max(...saved.map(({ seq }) => seq)) })
    expect(await central.deps.database.read((db) => db.find(sql('select last_seq, state from device')))).toEqual({
      last_seq: 30,
      state: 'active',
    })
    expect(await all(sql("select 1 from outbox where state in ('recorded', 'delivered')"))).toEqual([])
    expect(await all(sql('select count(*) as n from person'))).toEqual([{ n: 60 }])
    expect((await makeDefault(0)).seq).toBe(31)
    await desk.settle()
  })

  it('[TRUST-6] notes damage that shows in use, and fetches the hall’s rows anew', async () => {
    const { running, meetDamage } = await startDamaged()
    expect(await meetDamage()).toBeGreaterThan(0)
    await running.close()
    expect(existsSync(join(desk.directory, 'desk.damaged'))).toBe(true)
    await desk.restart()
    expect(existsSync(join(desk.directory, 'desk.damaged'))).toBe(false)
    await desk.settle()
    expect(await all(sql('select count(*) as n from person'))).toEqual([{ n: 60 }])
    await signIn()
    expect(await desk.get('store.reports', {})).toMatchObject([{ kind: 'salvaged', detail: { lost: 0, enrolled: 1 } }])
  })

  it('[TRUST-6] says that it is damaged also where that can’t be noted', async () => {
    const { running, meetDamage } = await startDamaged()
    // A folder of that name: no file can be written in its place.
    mkdirSync(join(desk.directory, 'desk.damaged'))
    expect(await meetDamage()).toBeGreaterThan(0)
    await running.close()
    rmdirSync(join(desk.directory, 'desk.damaged'))
    await desk.restart()
  })

  it('[TRUST-6] leaves nothing of a salvage that couldn’t be ended', async () => {
    await desk.running.close()
    noteDamage(desk.directory)
    await expect(openOrSalvage(desk.directory, 'cd'.repeat(32), Date.now())).rejects.toMatchObject({
      problem: 'key-wrong',
    })
    expect(existsSync(join(desk.directory, 'desk.salvage'))).toBe(false)
    await desk.restart()
    await signIn()
    expect(await desk.get('store.reports', {})).toMatchObject([{ kind: 'salvaged', detail: { lost: 0 } }])
  })
})

describe('what salvage saves', () => {
  it('[TRUST-6] leaves no table unnamed: saved, the central’s, or made from others', async () => {
    const made =
      /^(undo_row|copy_page|act_subject|mirror_digest|person_key|entity_key|(person|entity)_words(_.*)?|schema_migration(_lock)?|sqlite_.*)$/
    const tables = await all<{ name: string }>(sql("select name from sqlite_schema where type = 'table'"))
    const unnamed = tables
      .map(({ name }) => name)
      .filter((name) => !(name in SAVED_TABLES) && !(name in REPLICATED) && !made.test(name))
    expect(unnamed).toEqual([])
  })

  it('[TRUST-6] keeps what the desk is beside the database, sealed', () => {
    const known = findIdentity(desk.directory, desk.key)
    expect(known?.deviceId).toBe(desk.running.desk.enrolment?.deviceId)
    const sealed = join(desk.directory, 'desk.identity')
    expect(readFileSync(sealed).toString('latin1')).not.toContain(known?.deviceId)
    expect(findIdentity(desk.directory, '00'.repeat(32))).toBeUndefined()
    const bytes = readFileSync(sealed)
    bytes[40] = (bytes[40] ?? 0) ^ 1
    writeFileSync(sealed, bytes)
    expect(findIdentity(desk.directory, desk.key)).toBeUndefined()
    if (known !== undefined) keepIdentityBeside(desk.directory, desk.key, known)
    expect(findIdentity(desk.directory, desk.key)).toEqual(known)
  })
})
