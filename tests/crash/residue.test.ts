import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { putRow } from '../../src/storage/rows.ts'
import { leaveEvidence } from '../support/soak.ts'
import { personRow, phoneRow } from '../support/rows.ts'
import { useDataThread } from './support/bundle.ts'
import { startDeskProcess } from './support/child.ts'
import { lookInto } from './support/examine.ts'
import { planted, tracesOf } from './support/planted.ts'
import { Scanner } from './support/scan.ts'
import { setScene, type CrashScene } from './support/scene.ts'

const PEOPLE = 200
/** Whom the day has met when the network goes, and when the plug is pulled. */
const CUT_OFF = 80
const KILLED = 150

const bundle = useDataThread()
const scanner = new Scanner(Array.from({ length: PEOPLE }, (_, n) => tracesOf(n)).flat())
let scene: CrashScene
/** The places that a desk may leave something in beside its own folder. */
let elsewhere: string
const log: string[] = []
/** What lay open when the plug had been pulled, before anything could tidy up. */
const afterKill: string[] = []

beforeAll(async () => {
  scene = await setScene(bundle())
  elsewhere = await mkdtemp(path.join(tmpdir(), 'hall-residue-'))
  for (const name of ['tmp', 'home']) await mkdir(path.join(elsewhere, name))
  await scene.central.change(async (work) => {
    for (let n = 0; n < PEOPLE; n += 2) {
      const { name, documentNumber, phone } = planted(n)
      const id = `planted-${String(n)}`
      await putRow(
        work,
        'person',
        personRow(id, 'h1', { name, document_type: 'resident-id', document_number: documentNumber }),
      )
      await putRow(work, 'phone', phoneRow(`${id}-1`, id, phone))
    }
  })
  await workADay()
}, 240_000)
afterAll(async () => {
  await scene.close()
  await rm(elsewhere, { recursive: true, force: true })
})

const metAt = (line: string): number => (line.startsWith('met ') ? Number(line.slice(4)) : -1)

/** Works until the plug is pulled, then once more to the end of the day. */
async function workADay(): Promise<void> {
  const at = (name: string) => path.join(elsewhere, name)
  const environment = {
    TMPDIR: at('tmp'),
    TMP: at('tmp'),
    TEMP: at('tmp'),
    HOME: at('home'),
    XDG_CACHE_HOME: at('home'),
  }
  const start = (from: number) => {
    const order = scene.order({ acts: ['planted'], firstPlanted: from, count: PEOPLE - from })
    return startDeskProcess(order, [], environment)
  }
  const morning = start(0)
  await morning.saysOften(/^met /, CUT_OFF)
  scene.connect(false)
  await morning.saysOften(/^met /, KILLED)
  await morning.kill()
  for (const folder of [scene.directory, elsewhere]) afterKill.push(...scanner.scanFolder(folder).found)
  const met = Math.max(...morning.lines.map(metAt))
  const afternoon = start(met + 1)
  await afternoon.ended
  scene.connect(true)
  log.push(...morning.lines, ...afternoon.lines)
  expect(afternoon.lines.at(-1), log.slice(-5).join('\n')).toMatch(/^done/)
}

describe('after a day with 200 people', () => {
  it('[TRUST-10] the desk knows them all', () => {
    const { databaseKey } = scene.order({})
    const view = lookInto(scene.directory, databaseKey)
    const rows = ['draft', 'person', 'outbox', 'attachment'].map((table) => view.rows(`select * from ${table}`))
    view.close()
    const known = new Set(scanner.scan(Buffer.from(JSON.stringify(rows))))
    for (let n = 0; n < PEOPLE; n++) expect(known).toContain(`name ${String(n)}`)
  })

  it('[TRUST-10] nobody is found in its folder, in places for temporary files, or in its log', () => {
    const folder = scanner.scanFolder(scene.directory)
    const beside = scanner.scanFolder(elsewhere)
    expect(folder.files).toBeGreaterThan(0)
    expect([...afterKill, ...folder.found, ...beside.found, ...scanner.scan(Buffer.from(log.join('\n')))]).toEqual([])
    leaveEvidence('residue of a day', {
      people: PEOPLE,
      files: folder.files + beside.files,
      bytes: folder.bytes + beside.bytes,
      found: 0,
    })
  })

  it.each([
    ['in a note', (n: number) => Buffer.from(`客户：${planted(n).name}，有事来电`), 'name 7'],
    [
      'in a page of UTF-16',
      (n: number) => Buffer.from(`x${planted(n).documentNumber}`, 'utf16le'),
      'documentNumber 7 in UTF-16',
    ],
    ['in a picture', (n: number) => Buffer.from(planted(n).portrait), 'portrait 7'],
    [
      'in a cached answer',
      (n: number) => Buffer.from(`"${Buffer.from(planted(n).portrait).toString('base64')}"`),
      'portrait 7 in base64',
    ],
  ])('[TRUST-10] whoever lies %s beside it would be found: the test above can fail', async (_, write, what) => {
    const file = path.join(elsewhere, 'tmp', 'left')
    await writeFile(file, write(7))
    expect(scanner.scanFolder(elsewhere).found).toContain(`tmp/left: ${what}`)
    await rm(file)
  })
})
