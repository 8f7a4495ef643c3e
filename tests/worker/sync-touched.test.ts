import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WriteDb } from '../../src/storage/database.ts'
import { sql } from '../../src/storage/database.ts'
import { rebase, type FeedRow, type RebaseTools } from '../../src/storage/rebase.ts'
import { findRow, keyOf, putRow, REPLICATED, type ReplicatedTable, type Row } from '../../src/storage/rows.ts'
import { rebaseTools } from '../../src/worker/rebase-tools.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { startTestDesk, type TestDesk } from '../support/desk.ts'
import { enterpriseRow, personRow, phoneRow, relationRow } from '../support/rows.ts'
import { chanceOf, chooseSeed, leaveEvidence, often } from '../support/soak.ts'

const PEOPLE = 5
let central: TestCentral
let desk: TestDesk

beforeAll(async () => {
  central = await startCentral()
  await central.change(async (work) => {
    for (let i = 0; i < PEOPLE; i++) {
      const id = `p${String(i)}`
      const identity = { document_type: 'resident-id', name: `人${String(i)}` }
      await putRow(work, 'person', personRow(id, 'h1', identity))
      await putRow(work, 'phone', phoneRow(`${id}-a`, id, `1380000000${String(i)}`))
      await putRow(work, 'phone', phoneRow(`${id}-b`, id, `1390000000${String(i)}`, { is_default: 0 }))
      if (i < 2) await putRow(work, 'enterprise', enterpriseRow(`e${String(i)}`, 'h1'))
      const role = i < 2 ? { identity_type: 'legal-representative' } : {}
      await putRow(work, 'relation', relationRow(`r${String(i)}`, 'h1', `e${String(i % 2)}`, id, role))
    }
  })
  desk = await startTestDesk(central)
  await central.goOffline()
}, 60_000)
afterAll(async () => {
  await desk.close()
  await central.close()
})

const own = () => desk.running.desk.database
const tools = () => rebaseTools(desk.running.desk)

/** The same tools, and how many commands were decided again with them. */
function countingTools() {
  const counted = { decided: 0 }
  const { contextOf, ...others } = tools()
  const counting: RebaseTools = {
    ...others,
    contextOf: (command, db) => {
      counted.decided++
      return contextOf(command, db)
    },
  }
  return { counted, tools: counting }
}
type Chance = () => number
const upTo = (chance: Chance, n: number) => Math.floor(chance() * n)

/** One act at the counter; what the desk's own rules refuse is refused. */
async function act(chance: Chance): Promise<void> {
  const id = `p${String(upTo(chance, PEOPLE))}`
  const phoneId = `${id}-${chance() < 0.5 ? 'a' : 'b'}`
  const other = chance() < 0.7 ? Number(id.slice(1)) : upTo(chance, PEOPLE)
  const relation = {
    relationId: `r${String(other)}`,
    enterpriseId: `e${String(other % 2)}`,
    personId: `p${String(other)}`,
  }
  // Numbers are few, so that people are after the same one.
  const number = `1370000000${String(upTo(chance, 4))}`
  if ((await desk.get('visit.current', {})) !== null) await desk.get('visit.end', {})
  await desk.get('visit.start', { met: { by: 'person', personId: id } })
  const acts = [
    () => desk.call('phone.add', { personId: id, number }),
    () => desk.call('phone.modify', { personId: id, phoneId, number }),
    () => desk.call('phone.set-default', { personId: id, phoneId }),
    () => desk.call('phone.delete', { personId: id, phoneId }),
    () => desk.call('relation.freeze', relation),
    () => desk.call('relation.unfreeze', relation),
    () => desk.call('relation.unbind', relation),
  ]
  await acts[upTo(chance, acts.length)]?.()
}

/** Rows as a central might tell them: somebody's number changed, was taken over, or left; a relation froze; a word came. */
async function inventPage(chance: Chance, db: WriteDb): Promise<FeedRow[]> {
  const rows: FeedRow[] = []
  const send = (table: ReplicatedTable, row: Row | undefined, changes: Row | null) => {
    if (row === undefined) return
    const content = changes === null ? null : { ...row, ...changes, version: Number(row['version']) + 3 }
    rows.push({ table, key: keyOf(table, row), content })
  }
  for (let left = 1 + upTo(chance, 3); left > 0; left--) {
    const id = `p${String(upTo(chance, PEOPLE))}`
    const phone = await findRow(db, 'phone', [`${id}-${chance() < 0.5 ? 'a' : 'b'}`])
    const pending = await db.all<{ command_id: string; name: string }>(
      sql("select command_id, name from outbox where state in ('recorded', 'delivered')"),
    )
    const settled = pending[upTo(chance, pending.length)]
    const kinds: (() => void | Promise<void>)[] = [
      () => {
        send('phone', phone, { verified_at: upTo(chance, 1_000) })
      },
      () => {
        send('phone', phone, { number: `1370000000${String(upTo(chance, 4))}`, state: 'bound', is_default: 0 })
      },
      () => {
        send('phone', phone, null)
      },
      async () => {
        send('person', await findRow(db, 'person', [id]), { account_state: chance() < 0.5 ? 'A2' : 'A3' })
      },
      async () => {
        send('relation', await findRow(db, 'relation', [`r${id.slice(1)}`]), { state: chance() < 0.5 ? 'R4' : 'R5' })
      },
      () => {
        rows.push({
          table: 'phone',
          key: [`late-${id}`],
          content: phoneRow(`late-${id}`, id, `1370000000${String(upTo(chance, 4))}`, { is_default: 0 }),
        })
      },
      () => {
        if (settled !== undefined) rows.push(resultOf(settled.command_id, settled.name, chance() < 0.5))
      },
    ]
    await kinds[upTo(chance, kinds.length)]?.()
  }
  return rows
}

function resultOf(commandId: string, name: string, effective: boolean): FeedRow {
  const content = {
    ...{ command_id: commandId, hall_id: 'h1', device_id: 'd', name, waits_for: null, message: null, version: 1 },
    ...{ state: effective ? 'effective' : 'returned', summary: '{}', operator_id: 'clerk-h1', visit_id: null },
    ...{ refusal: effective ? null : '{"code":"x","rule":"x","retry":false}', recorded_at: 1, decided_at: 2 },
  }
  return { table: 'command_result', key: [commandId], content }
}

/** Everything that a rebase decides about: the rows, what lies beneath them, and what became of each command. */
async function stateOf(db: WriteDb): Promise<unknown> {
  const found: Record<string, unknown> = {}
  for (const [table, key] of Object.entries(REPLICATED))
    found[table] = await db.all(sql(`select * from ${table} order by ${key.join(', ')}`))
  found['undo'] = await db.all(sql('select * from undo_row order by command_seq, position'))
  found['outbox'] = await db.all(sql('select seq, state, flagged, settled_at from outbox order by seq'))
  return found
}

class Undone extends Error {}

/** What a rebase over these rows would leave; nothing stays of it. */
async function tryOut(how: (db: WriteDb) => Promise<void>): Promise<unknown> {
  let state: unknown
  const trial = own().write(async (db) => {
    await how(db)
    state = await stateOf(db)
    throw new Undone()
  })
  await trial.catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error
  })
  return state
}

/** Acts and pages in turn; gives how often the quick way left something else than deciding everything again. */
async function compare(
  seed: number,
  steps: number,
  slow: RebaseTools,
  quickly: (db: WriteDb, page: readonly FeedRow[]) => Promise<void>,
) {
  const chance = chanceOf(seed)
  const found = { pages: 0, different: 0 }
  for (let step = 0; step < steps; step++) {
    for (let left = upTo(chance, 3); left > 0; left--) await act(chance)
    const page = await own().write((db) => inventPage(chance, db))
    const slowly = await tryOut((db) => rebase(db, page, slow, 'all'))
    const quick = await tryOut((db) => quickly(db, page))
    found.pages++
    if (JSON.stringify(slowly) !== JSON.stringify(quick)) found.different++
    // The world goes on as the old way has it, so that one difference doesn't breed others.
    await own().write((db) => rebase(db, page, tools(), 'all'))
  }
  return found
}

describe('deciding again what a page has to do with', () => {
  it('[SYNC-REBASE] leaves what deciding everything again would leave', async () => {
    const seed = chooseSeed('rebase of what was touched')
    const [quick, slow] = [countingTools(), countingTools()]
    const found = await compare(seed, often(120, 1_000), slow.tools, (db, page) => rebase(db, page, quick.tools))
    const flagged = await own().read((db) => db.all(sql('select seq from outbox where flagged = 1')))
    const decided = { quickly: quick.counted.decided, slowly: slow.counted.decided }
    leaveEvidence('rebase of what was touched', { seed, ...found, ...decided })
    expect(found.different).toBe(0)
    // It would be no test if nothing had been refused on the way, or nothing left alone.
    expect(decided.quickly).toBeLessThan(decided.slowly / 2)
    expect(flagged.length).toBeGreaterThan(0)
  }, 240_000)

  it('[SYNC-REBASE] would not, if rows went in without asking what they have to do with', async () => {
    const hide = async (db: WriteDb, page: readonly FeedRow[]) => {
      await db.run(sql("update outbox set state = 'held' where state in ('recorded', 'delivered')"))
      const undo = await db.all<Record<string, unknown>>(sql('select * from undo_row'))
      await db.run(sql('delete from undo_row'))
      await rebase(db, page, tools())
      for (const row of undo)
        await db.run(
          sql('insert into undo_row (command_seq, position, table_name, row_key, before) values (?, ?, ?, ?, ?)', [
            row['command_seq'],
            row['position'],
            row['table_name'],
            row['row_key'],
            row['before'],
          ]),
        )
      await db.run(sql("update outbox set state = 'recorded' where state = 'held'"))
    }
    expect((await compare(2, 20, tools(), hide)).different).toBeGreaterThan(0)
  }, 60_000)
})
