import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../src/central/crypto.ts'
import { countHall } from '../../../src/central/feed-keeping.ts'
import { beginEpoch, beginSnapshot, readFeed } from '../../../src/central/feed.ts'
import { HallFiles } from '../../../src/central/hall-file/keeper.ts'
import { makeHallFile } from '../../../src/central/hall-file/make.ts'
import { DAY } from '../../../src/domain/kernel/instant.ts'
import { sql } from '../../../src/storage/database.ts'
import { findBaseDigest } from '../../../src/storage/mirror-digest.ts'
import { putRow, type Work } from '../../../src/storage/rows.ts'
import { openDeskDatabase } from '../../../src/worker/door/open.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { mirrorOf, selectOf } from '../../support/hall-rows.ts'
import { enterpriseRow, personRow, phoneRow, relationRow } from '../../support/rows.ts'
import { until } from '../../support/until.ts'

const KEY = 'ab'.repeat(32)

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hall-file-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

/** People at home and from elsewhere, an enterprise here and one abroad that comes with its people. */
async function fill(work: Work): Promise<void> {
  await putRow(work, 'enterprise', enterpriseRow('e1', 'h1'))
  await putRow(work, 'enterprise', enterpriseRow('e2', 'h2'))
  await putRow(work, 'person', personRow('abroad', 'h2'))
  await putRow(work, 'relation', relationRow('r1', 'h1', 'e1', 'abroad'))
  for (let n = 1; n <= 20; n++) {
    await putRow(work, 'person', personRow(`p${String(n)}`, 'h1'))
    await putRow(work, 'phone', phoneRow(`f${String(n)}`, `p${String(n)}`, `139${String(n).padStart(8, '0')}`))
    await putRow(work, 'relation', relationRow(`s${String(n)}`, 'h2', 'e2', `p${String(n)}`))
  }
}

forEachDatabase('a hall’s file', (open) => {
  it('[SYNC-DOWN] has the rows of a copy, their sum and their search words, and nothing of any desk', async () => {
    const database = await open()
    const central = await startCentral({ database })
    await central.change(fill)
    await countHall(central.deps, 'h1')
    const file = join(directory, 'desk.db')
    const facts = await makeHallFile(database, { id: 'x', hall: 'h1', file, key: KEY, now: Date.now() })
    const rows = await database.read((db) => selectOf(db, 'h1'))
    const feed = await database.read((db) => readFeed(db, 'h1', facts.epoch, facts.position, 10))
    expect(facts).toMatchObject({ rows: rows.length, position: feed.newest })
    const desk = await openDeskDatabase(file, KEY)
    expect(await desk.read(mirrorOf)).toEqual(rows)
    expect(await desk.read(findBaseDigest)).toBe(feed.digest?.value)
    const [words] = await desk.read((db) =>
      db.all(
        sql(
          "select (select count(*) from person_key) as people, (select count(*) from person_words('t0007')) as found",
        ),
      ),
    )
    expect(words).toEqual({ people: 21, found: 1 })
    const settings = await desk.read((db) => db.all(sql('select name from setting order by name')))
    expect(settings).toEqual([{ name: 'hall-file' }, { name: 'opened-at' }])
    await desk.close()
    await central.close()
  })
})

describe('the keeper of halls’ files', () => {
  let central: TestCentral
  let now: number
  let keeper: HallFiles
  beforeAll(async () => {
    central = await startCentral()
    await central.change(fill)
  })
  afterAll(() => central.close())
  beforeEach(() => {
    now = Date.now()
    keeper = keep()
  })
  afterEach(() => keeper.close())

  const keep = (worth = 40, folder = 'files', feedDays = 60) =>
    new HallFiles({
      ...{ directory: join(directory, folder), database: central.file, now: () => now },
      ...{ worth, feedDays, piece: 10_000 },
    })
  const names = () => readdirSync(join(directory, 'files')).toSorted()
  const ask = async (of = keeper) => {
    const begun = await central.deps.database.read((db) => beginSnapshot(db, 'h1'))
    return of.offer({ ...begun, hall: { id: 'h1' }, counts: { person: 21, phone: 20 } })
  }
  const untilMade = (count = 1) => until(() => keeper.list().length === count)

  it('has one made when somebody asks, and offers it to those after', async () => {
    expect(await ask()).toBeUndefined()
    await untilMade()
    const offer = await ask()
    expect(offer).toMatchObject({ rows: 68, key: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown })
    let bytes = 0
    for (;;) {
      const piece = await keeper.read('h1', offer?.id ?? '', bytes)
      if (piece === undefined || piece.length === 0) break
      bytes += piece.length
    }
    expect(bytes).toBe(offer?.bytes)
    expect(await keeper.read('h2', offer?.id ?? '', 0)).toBeUndefined()
    // The next start has it still, and takes away what another one left unfinished.
    await keeper.close()
    await writeFile(join(directory, 'files', 'unfinished.new'), 'x')
    keeper = keep()
    expect((await ask())?.id).toBe(offer?.id)
    expect(names()).toEqual([`${offer?.id ?? ''}.db`, `${offer?.id ?? ''}.json`])
  })

  it('makes none for a hall that is copied in a moment', async () => {
    await keeper.close()
    keeper = keep(42)
    expect(await ask()).toBeUndefined()
    // One that is asked for in another folder, the control, is there by then.
    const other = keep(40, 'others')
    await ask(other)
    await until(() => other.list().length === 1)
    await other.close()
    expect(names()).toEqual([])
  })

  it('makes a fresh one after a day, offers the old one meanwhile, and none that is a week old', async () => {
    await ask()
    await untilMade()
    const first = (await ask())?.id
    now += 2 * DAY
    expect((await ask())?.id).toBe(first)
    await until(() => keeper.list()[0]?.id !== first)
    expect(names()).toHaveLength(2)
    now += 8 * DAY
    expect(await ask()).toBeUndefined()
    await until(() => keeper.list()[0]?.madeAt === now)
  })

  it('offers none from before the central was restored', async () => {
    await ask()
    await untilMade()
    await central.deps.database.write((db) => beginEpoch(db, newId()))
    const before = keeper.list()[0]?.epoch
    expect(await ask()).toBeUndefined()
    await until(() => keeper.list()[0]?.epoch !== before)
    expect(await ask()).toBeDefined()
  })

  it('offers none that is ahead of the feed, or older than half of what is kept of it', async () => {
    await ask()
    await untilMade()
    const begun = await central.deps.database.read((db) => beginSnapshot(db, 'h1'))
    const start = { ...begun, hall: { id: 'h1' }, counts: { person: 50 } }
    expect(keeper.offer(start)).toBeDefined()
    await keeper.close()
    keeper = keep(40, 'files', 1)
    expect(keeper.offer({ ...start, position: start.position - 1 })).toBeUndefined()
    now += 0.4 * DAY
    expect(keeper.offer(start)).toBeDefined()
    now += 0.2 * DAY
    expect(keeper.offer(start)).toBeUndefined()
  })

  it('starts beside what a full disk left of one', async () => {
    await ask()
    await untilMade()
    const [{ id } = { id: '' }] = keeper.list()
    await keeper.close()
    await writeFile(join(directory, 'files', `${id}.json`), '')
    keeper = keep()
    expect(keeper.list()).toEqual([])
    expect(names()).toEqual([])
  })
})
