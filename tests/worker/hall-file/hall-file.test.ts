import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { HallFiles } from '../../../src/central/hall-file/keeper.ts'
import type { Envelope } from '../../../src/contract/envelope.ts'
import { sql } from '../../../src/storage/database.ts'
import { patchRow, putRow } from '../../../src/storage/rows.ts'
import { changeKey } from '../../../src/worker/door/connection.ts'
import { openDeskDatabase } from '../../../src/worker/door/open.ts'
import { isDesksOwn } from '../../../src/worker/hall-file/take.ts'
import { SAVED_TABLES } from '../../../src/worker/salvage/saved-tables.ts'
import { startDesk } from '../../../src/worker/start.ts'
import { PASSWORD, startCentral, type TestCentral } from '../../support/central.ts'
import { startTestDesk } from '../../support/desk.ts'
import { mirrorOf, selectOf } from '../../support/hall-rows.ts'
import { openRoad, type Road } from '../../support/road.ts'
import { enterpriseRow, personRow, phoneRow, relationRow, staffRow } from '../../support/rows.ts'
import { startThread, type Thread } from '../../support/thread.ts'
import { until } from '../../support/until.ts'

const PEOPLE = 200
/** So small that a file is many of them. */
const PIECE = 64 * 1024

let central: TestCentral
let road: Road
let directory: string
let key: string
let threads: Thread[]

beforeAll(async () => {
  central = await startCentral({ hallFilePieces: PIECE })
  await central.change(async (work) => {
    await putRow(work, 'enterprise', enterpriseRow('e1', 'h1'))
    await putRow(work, 'person', personRow('abroad', 'h2'))
    await putRow(work, 'relation', relationRow('r1', 'h1', 'e1', 'abroad'))
    for (let n = 1; n <= PEOPLE; n++) {
      await putRow(work, 'person', personRow(`p${String(n)}`, 'h1', { name: `关山${String(n)}` }))
      await putRow(work, 'phone', phoneRow(`f${String(n)}`, `p${String(n)}`, `139${String(n).padStart(8, '0')}`))
    }
  })
  road = await openRoad(central.url)
  // The first desk of the hall asks for the file, and copies by pages itself.
  const first = await startThread({ directory: await freshFolder(), databaseKey: newKey(), centralUrl: central.url })
  await enrol(first)
  await untilThere(first)
  await until(() => listFiles().length === 1)
  await first.close()
}, 60_000)
afterAll(async () => {
  await road.close()
  await central.close()
})
beforeEach(async () => {
  threads = []
  directory = await freshFolder()
  key = newKey()
  road.travel()
})
afterEach(async () => {
  vi.restoreAllMocks()
  for (const thread of threads) await thread.close()
  await rm(directory, { recursive: true, force: true })
})

const newKey = () => randomBytes(32).toString('hex')
const freshFolder = () => mkdtemp(join(tmpdir(), 'hall-desk-'))
const leftovers = () => readdirSync(directory).filter((name) => /fetched|hall/.test(name))
function getFiles(): HallFiles {
  const files = central.deps.hallFiles
  if (files === undefined) throw new Error('this central keeps no files')
  return files
}
/** Keeps every desk waiting for its next piece. */
function holdPieces(): { open(): void } {
  const files = getFiles()
  const read = files.read.bind(files)
  let open: () => void = () => undefined
  const gate = new Promise<void>((resolve) => (open = resolve))
  vi.spyOn(files, 'read').mockImplementation((...asked) => gate.then(() => read(...asked)))
  return { open }
}
const listFiles = () => central.deps.hallFiles?.list() ?? []

async function start(): Promise<Thread> {
  const thread = await startThread({ directory, databaseKey: key, centralUrl: road.url })
  threads.push(thread)
  return thread
}
const enrol = async (thread: Thread) =>
  thread.call('session.enrol', { code: await central.enrolmentCode('h1'), name: '2号窗口' })
const valueOf = (envelope: Envelope<unknown>): unknown => (envelope.kind === 'ok' ? envelope.value : envelope)

interface State {
  readonly kind: string
  readonly link: { readonly asOf: number | null }
}
const stateOf = async (thread: Thread) => valueOf(await thread.call('session.state', {})) as State
const isThere = async (thread: Thread) => (await stateOf(thread)).link.asOf !== null
const untilThere = (thread: Thread) => until(() => isThere(thread))
const travelled = (path: string) => road.travelled.filter((one) => one.startsWith(`GET ${path}`)).length

/** What lies in the desk's database, once it is closed. */
async function lookInto<Found>(look: (db: Parameters<typeof mirrorOf>[0]) => Promise<Found>): Promise<Found> {
  for (const thread of threads.splice(0)) await thread.close()
  const database = await openDeskDatabase(join(directory, 'desk.db'), key)
  try {
    return await database.read(look)
  } finally {
    await database.close()
  }
}
const expectWhole = async () =>
  expect(await lookInto(mirrorOf)).toEqual(await central.deps.database.read((db) => selectOf(db, 'h1')))

describe('a hall in one piece', () => {
  it('[SYNC-DOWN] is taken by a desk that has nothing, searchable, and goes on with the feed', async () => {
    // What comes after the file was made is the feed's.
    await central.change((work) => patchRow(work, 'person', ['p3'], { email: 'later@x.cn' }))
    const before = { pieces: travelled('/v1/desk/hall-files/'), pages: travelled('/v1/desk/snapshot/') }
    const desk = await start()
    await enrol(desk)
    await untilThere(desk)
    expect(travelled('/v1/desk/hall-files/') - before.pieces).toBeGreaterThan(3)
    expect(travelled('/v1/desk/snapshot/')).toBe(before.pages)
    await desk.call('session.sign-in', { login: 'clerk-h1', password: PASSWORD })
    const found = valueOf(await desk.call('search.find', { text: '13900000007' }))
    expect(found).toMatchObject({ people: { hits: [{ id: 'p7' }] } })
    await expectWhole()
    expect(leftovers()).toEqual([])
    const differed = await lookInto((db) => db.all(sql("select 1 from store_report where kind = 'rows-differed'")))
    expect(differed).toEqual([])
  })

  it('[SYNC-DOWN] keeps what was done meanwhile, and whoever is signed in', async () => {
    const { open } = holdPieces()
    const before = travelled('/v1/desk/snapshot/')
    const desk = await start()
    await enrol(desk)
    await desk.call('session.sign-in', { login: 'clerk-h1', password: PASSWORD })
    const draft = { kind: 'capture', title: '关*', content: { typed: '令狐' } }
    const { id } = valueOf(await desk.call('draft.save', draft)) as { id: string }
    const met = { by: 'document', documentType: 'resident-id', number: '210102199003078515', name: '令狐冲' }
    await desk.call('visit.start', { met })
    const visit = valueOf(await desk.call('visit.current', {}))
    open()
    // Somebody asks all the while, and everybody is answered.
    const asked: Promise<Envelope<unknown>>[] = []
    while (!(await isThere(desk))) asked.push(desk.call('visit.current', {}))
    for (const answer of await Promise.all(asked)) expect(valueOf(answer)).toEqual(visit)
    expect(await stateOf(desk)).toMatchObject({ kind: 'signed-in' })
    expect(desk.told.filter((told) => told.includes('signed-out'))).toEqual([])
    expect(valueOf(await desk.call('draft.list', {}))).toMatchObject([{ id }])
    expect(travelled('/v1/desk/snapshot/')).toBe(before)
    await expectWhole()
  })

  it('[SYNC-DOWN] takes nothing away that came after the file, such as the right to sign in of who was hired since', async () => {
    const secret =
      "insert into staff_secret (staff_id, password_hash, failures) select 'hired', password_hash, 0 from staff_secret where staff_id = 'clerk-h1'"
    await central.change(async (work) => {
      await putRow(work, 'staff', staffRow('hired', 'h1', 'clerk'))
      await work.db.run(sql(secret))
    })
    const { open } = holdPieces()
    const desk = await start()
    await enrol(desk)
    await desk.call('session.sign-in', { login: 'hired', password: PASSWORD })
    open()
    await untilThere(desk)
    const logins = await lookInto((db) => db.all(sql('select login from offline_verifier')))
    expect(logins).toEqual([{ login: 'hired' }])
  })

  it('[SYNC-DOWN] is gone on with where it was left, by the next start too', async () => {
    let pieces = 0
    road.travel((_method, path) => (path.startsWith('/v1/desk/hall-files/') && ++pieces > 3 ? 'drop' : 'none'))
    const desk = await start()
    await enrol(desk)
    await until(() => pieces > 4)
    await desk.close()
    threads = []
    expect(readdirSync(directory).some((name) => name.startsWith('desk.fetched-'))).toBe(true)
    const before = travelled('/v1/desk/hall-files/')
    road.travel()
    const again = await start()
    await untilThere(again)
    const bytes = listFiles()[0]?.bytes ?? 0
    expect(travelled('/v1/desk/hall-files/') - before).toBe(Math.ceil(bytes / PIECE) - 3)
    await expectWhole()
  })

  it('[SYNC-DOWN] is asked for again where a fresh one took its place', async () => {
    let pieces = 0
    const before = travelled('/v1/desk/snapshot/')
    road.travel((_method, path) => {
      const isThird = path.startsWith('/v1/desk/hall-files/') && ++pieces === 3
      return isThird ? { status: 410, body: '{"code":"must-refetch"}' } : 'none'
    })
    const desk = await start()
    await enrol(desk)
    await untilThere(desk)
    expect(travelled('/v1/desk/snapshot/')).toBe(before)
    await expectWhole()
  })

  it.each([
    ['with one bit that is another', 3, (piece: Buffer) => piece.fill((piece[1_000] ?? 0) ^ 1, 1_000, 1_001)],
    ['as something else', 1, (piece: Buffer) => piece.fill(3)],
  ])('[SYNC-DOWN] gives way to pages where it came %s', async (_what, nth, spoil) => {
    const files = getFiles()
    const read = files.read.bind(files)
    let pieces = 0
    vi.spyOn(files, 'read').mockImplementation(async (...asked) => {
      const piece = await read(...asked)
      return piece !== undefined && ++pieces === nth ? spoil(Buffer.from(piece)) : piece
    })
    const before = travelled('/v1/desk/snapshot/')
    const desk = await start()
    await enrol(desk)
    await untilThere(desk)
    expect(travelled('/v1/desk/snapshot/')).toBeGreaterThan(before)
    await expectWhole()
    expect(leftovers()).toEqual([])
  })

  it('[SYNC-DOWN] gives way to pages, and is not fetched again, where it can’t take the database’s place', async () => {
    let ready: () => void = () => undefined
    const fetched = new Promise<void>((resolve) => (ready = resolve))
    const makeOwn = (file: string, from: string) => Promise.resolve(changeKey(file, from, key))
    const data = { directory, databaseKey: key, centralUrl: road.url, ballastBytes: 65_536 }
    const desk = await startDesk(data, () => undefined, { wholeCopies: { directory, makeOwn, beginAnew: ready } })
    await desk.server.answer('session.enrol', { code: await central.enrolmentCode('h1'), name: '2号窗口' })
    await fetched
    await desk.close()
    const bytes = readFileSync(join(directory, 'desk.hall'))
    writeFileSync(join(directory, 'desk.hall'), bytes.fill(0, 4096 * 3, 4096 * 90))
    const before = travelled('/v1/desk/hall-files/')
    await untilThere(await start())
    expect(travelled('/v1/desk/hall-files/')).toBe(before)
    await expectWhole()
    expect(leftovers()).toEqual([])
  })

  it.each([
    ['never comes', 'drop'],
    ['is too much for what stands between', { status: 413, body: '' }],
  ] as const)('[SYNC-DOWN] gives way to pages where it %s', async (_what, trouble) => {
    road.travel((_method, path) => (path.startsWith('/v1/desk/hall-files/') ? trouble : 'none'))
    const desk = await start()
    await enrol(desk)
    await untilThere(desk)
    await expectWhole()
  })

  it('is nobody else’s: another hall’s desk is told that there is none', async () => {
    const id = listFiles()[0]?.id ?? ''
    const desk = await startTestDesk(central, 'h2', null)
    const ask = desk.running.desk.http.ask(`/v1/desk/hall-files/${id}`, { safeParse: () => ({ success: false }) })
    await expect(ask).rejects.toMatchObject({ status: 410, code: 'must-refetch' })
    await desk.close()
  })

  it('[TRUST-6] moves every table that only this desk has', async () => {
    const desk = await start()
    await desk.close()
    const tables = await lookInto((db) =>
      db.all<{ name: string }>(sql("select name from sqlite_schema where type = 'table'")),
    )
    const own = tables.map(({ name }) => name).filter(isDesksOwn)
    for (const table of Object.keys(SAVED_TABLES)) expect(own).toContain(table)
    expect(existsSync(join(directory, 'desk.db'))).toBe(true)
  })
})
