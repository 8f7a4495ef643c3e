import { sql, type WriteDb } from '../../src/storage/database.ts'
import { rebase, type FeedRow } from '../../src/storage/rebase.ts'
import { overwriteRow, putRow, type Row } from '../../src/storage/rows.ts'
import { rebaseTools } from '../../src/worker/rebase-tools.ts'
import { startCentral } from '../support/central.ts'
import { startTestDesk } from '../support/desk.ts'
import { personRow, phoneRow } from '../support/rows.ts'
import { median, timed } from './measure.ts'

const TOUCHED = 10

/** Thrown to leave the desk as it was before the page. */
class Undone extends Error {}

/** A page of the feed that touches ten of `pending` acts which wait, against writing its rows alone; milliseconds. */
export async function benchRebase(pending: number, rounds: number): Promise<number> {
  const central = await startCentral()
  await central.change(async (work) => {
    for (let n = 0; n < pending; n++) {
      const id = `p${String(n)}`
      await putRow(work, 'person', personRow(id, 'h1'))
      const number = String(13_800_000_000 + 2 * n)
      await putRow(work, 'phone', phoneRow(`${id}-a`, id, number))
      await putRow(work, 'phone', phoneRow(`${id}-b`, id, String(Number(number) + 1), { is_default: 0 }))
    }
  })
  const desk = await startTestDesk(central)
  await central.goOffline()
  for (let n = 0; n < pending; n++) {
    const personId = `p${String(n)}`
    await desk.get('visit.start', { met: { by: 'person', personId } })
    await desk.get('phone.set-default', { personId, phoneId: `${personId}-b` })
    await desk.get('visit.end', {})
  }
  const { database } = desk.running.desk
  const places = Array.from({ length: TOUCHED }, (_, n) => `p${String(Math.floor((n * pending) / TOUCHED))}-a`)
  const page: FeedRow[] = []
  for (const id of places) {
    const row = await central.deps.database.read((db) => db.find<Row>(sql('select * from phone where id = ?', [id])))
    if (row !== undefined) page.push({ table: 'phone', key: [id], content: { ...row, version: 9 } })
  }
  const undone = async (work: (db: WriteDb) => Promise<void>) =>
    database
      .write(async (db) => {
        await work(db)
        throw new Undone()
      })
      .catch((error: unknown) => {
        if (!(error instanceof Undone)) throw error
      })
  const took: number[] = []
  const least: number[] = []
  for (let round = 0; round < rounds; round++) {
    took.push(await timed(() => undone((db) => rebase(db, page, rebaseTools(desk.running.desk)))))
    least.push(
      await timed(() =>
        undone(async (db) => {
          for (const { content } of page) if (content !== null) await overwriteRow(db, 'phone', content)
        }),
      ),
    )
  }
  process.stdout.write(
    [
      `rebase of a page of ${String(TOUCHED)} rows beneath ${pending.toLocaleString('en')} acts that wait`,
      `  product  ${median(took).toFixed(1)} ms`,
      `  limit    ${median(least).toFixed(2)} ms   (the page's rows written and nothing decided)`,
      '',
    ].join('\n'),
  )
  await desk.close()
  await central.close()
  return median(took)
}
