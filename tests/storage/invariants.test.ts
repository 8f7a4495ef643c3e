import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/central/crypto.ts'
import { liaoning } from '../../src/domain/policy/profiles.ts'
import { appendAudit } from '../../src/storage/audit.ts'
import { sql, type Database, type WriteDb } from '../../src/storage/database.ts'
import { FeedLog } from '../../src/storage/feed-log.ts'
import { findBroken } from '../../src/storage/invariants.ts'
import { putRow, type Row, type Work } from '../../src/storage/rows.ts'
import { forEachDatabase } from '../support/databases.ts'
import { enterpriseRow, hallRow, personRow, phoneRow, relationRow } from '../support/rows.ts'

const NOW = 1_790_000_000_000

async function change(database: Database, work: (work: Work) => Promise<void>): Promise<void> {
  await database.write(async (db) => {
    const log = new FeedLog()
    await work({ db, log })
    await log.flush(db, NOW)
  })
}

const audit = (db: WriteDb, action: string, subjects: readonly string[], commandId: string) =>
  appendAudit(
    db,
    { chain: 'h1', hash: sha256 },
    {
      at: NOW,
      actor: { kind: 'person', personId: 'p1' },
      action,
      subjects,
      commandId,
      detail: { outcome: 'accepted' },
    },
  )

/** Two people, an enterprise with a manager, and a member of staff who was added and has agreed. */
async function fill(database: Database): Promise<void> {
  await change(database, async (work) => {
    await putRow(work, 'hall', hallRow('h1'))
    for (const id of ['p1', 'p2']) {
      await putRow(work, 'person', personRow(id, 'h1'))
      await putRow(work, 'phone', phoneRow(`phone-${id}`, id, id === 'p1' ? '13800000001' : '13800000002'))
    }
    await putRow(work, 'enterprise', enterpriseRow('e1', 'h1'))
    await putRow(work, 'relation', relation('manager', 'p1', { identity_type: 'legal-representative' }))
    await putRow(work, 'relation', relation('added', 'p2', { state: 'R4', initiator: 'enterprise' }))
    await audit(work.db, 'relation.add', ['e1', 'p2'], 'added')
    await audit(work.db, 'relation.accept', ['e1', 'p2', 'added'], 'command-2')
  })
}

const relation = (id: string, person: string, columns: Row): Row => relationRow(id, 'h1', 'e1', person, columns)

async function rulesBroken(database: Database): Promise<string[]> {
  const broken = await database.read((db) => findBroken(db, { policy: liaoning, hash: sha256 }))
  return broken.map(({ rule }) => rule)
}

/** What each corruption breaks; the indexes that would stop some of them are a wall of their own and taken down first. */
const CORRUPTIONS: readonly (readonly [rule: string, what: string, statements: readonly string[]])[] = [
  [
    'R-PHN-01',
    'a number bound twice',
    ['drop index phone_one_holder', "update phone set number = '13800000001' where id = 'phone-p2'"],
  ],
  [
    'R-PHN-07',
    'two default numbers',
    ['drop index phone_one_default', "update phone set person_id = 'p1', number = '13800000003' where id = 'phone-p2'"],
  ],
  ['R-RNL-02', 'a fifth level', ["update person set level = 5 where id = 'p1'"]],
  [
    'R-LCK-01',
    'a sixth failure in a row',
    ["insert into auth_failure (person_id, method, day, count) values ('p1', 'sms', '2026-09-21', 6)"],
  ],
  ['R-REL-21', 'a deleted manager', ["update relation set state = 'R6', ended_by = 'enterprise' where id = 'manager'"]],
  ['R-REL-01', 'a relation nobody agreed to', ["update relation set initiator = 'person' where id = 'added'"]],
  [
    'R-REL-23',
    'an end without an act',
    ["update relation set state = 'R6', ended_by = 'enterprise' where id = 'added'"],
  ],
  ['R-HIS-04', 'an end without an ender', ["update relation set state = 'R7', decided_at = 1 where id = 'manager'"]],
  ['R-DRG-03', 'a deregistered account in effect', ["update person set account_state = 'A4' where id = 'p2'"]],
  ['TRUST-51', 'an altered audit row', ["update audit set subjects = '[]' where seq = 1"]],
  ['SYNC-DOWN', 'a gap in the feed', ['delete from feed where seq = 2']],
]

forEachDatabase('invariants', (open) => {
  it('hold of a database whose rows came about as they may', async () => {
    const database = await open()
    await fill(database)
    expect(await rulesBroken(database)).toEqual([])
  })

  describe('control', () => {
    // Titles without ids: what is proved here is the check, not the rule.
    for (const [rule, what, statements] of CORRUPTIONS)
      it(`finds ${what}`, async () => {
        const database = await open()
        await fill(database)
        await database.write(async (db) => {
          for (const statement of statements) await db.run(sql(statement))
        })
        expect(await rulesBroken(database)).toContain(rule)
      })
  })
})
