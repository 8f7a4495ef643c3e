import BetterSqlite3 from 'better-sqlite3'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { sql } from '../../src/storage/database.ts'
import { putRow } from '../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { startTestDesk, type TestDesk } from '../support/desk.ts'
import { personRow } from '../support/rows.ts'
import { leaveEvidence } from '../support/soak.ts'

const PLANTED = '210102199003071234'
/** What row 11 of the promises allows from the deletion to the last trace. */
const WITHIN_MS = 10_000

let central: TestCentral
let desk: TestDesk
let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hall-deleted-'))
  central = await startCentral()
  await central.change(async (work) => {
    for (let n = 1; n <= 40; n++)
      await putRow(work, 'person', personRow(`p${String(n)}`, 'h1', n === 20 ? { document_number: PLANTED } : {}))
  })
  desk = await startTestDesk(central)
})
afterEach(async () => {
  await desk.close()
  await central.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The database and its log as whoever has the key and the disk could read them, free pages included. */
function decrypted(): string {
  const copy = join(folder, 'copy.db')
  for (const end of ['', '-wal']) copyFileSync(join(desk.directory, `desk.db${end}`), `${copy}${end}`)
  const logged = readFileSync(`${copy}-wal`).length
  const connection = new BetterSqlite3(copy)
  connection.pragma("cipher = 'aegis'")
  connection.pragma(`key = "x'${desk.key}'"`)
  connection.pragma('journal_mode = delete')
  connection.pragma("rekey = ''")
  connection.close()
  const text = readFileSync(copy).toString('latin1')
  expect(text.startsWith('SQLite format 3')).toBe(true)
  // What still lies in the log is an earlier version of some page; nothing may be left there at all.
  return logged === 0 ? text : `${text}${PLANTED}`
}

it('[TRUST-11] leaves nothing of what was deleted in the decrypted file, ten seconds later at the most', async () => {
  const content = { note: PLANTED }
  const { id } = await desk.get('draft.save', { kind: 'capture', title: '草稿', content })
  await desk.running.desk.database.read((db) => db.all(sql('select 1')))
  // The control: before, it is found; a look that finds nothing then would find nothing ever.
  expect(decrypted()).toContain(PLANTED)
  await desk.get('draft.discard', { id })
  await central.change((work) => putRow(work, 'person', personRow('p20', 'h2', { document_number: PLANTED })))
  await desk.settle()
  const from = performance.now()
  while (decrypted().includes(PLANTED)) {
    expect(performance.now() - from).toBeLessThan(WITHIN_MS)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  leaveEvidence('deleted', { goneAfterMs: Math.round(performance.now() - from) })
  const [secure] = await desk.running.desk.database.read((db) => db.all(sql('pragma secure_delete')))
  expect(secure).toEqual({ secure_delete: 1 })
}, 60_000)

it('[TRUST-11] is secure_delete’s doing: without it the row lies in a free place of its page', () => {
  const file = join(folder, 'plain.db')
  const connection = new BetterSqlite3(file)
  connection.pragma('secure_delete = off')
  connection.exec('create table t (a)')
  const insert = connection.prepare('insert into t values (?)')
  for (const value of ['a', PLANTED, 'b']) insert.run(value)
  connection.prepare('delete from t where a = ?').run(PLANTED)
  connection.close()
  expect(readFileSync(file).toString('latin1')).toContain(PLANTED)
})
