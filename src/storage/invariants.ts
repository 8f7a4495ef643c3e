import type { Policy } from '../domain/policy/policy.ts'
import { findAuditBreak, type Hash } from './audit.ts'
import type { ReadDb, Statement } from './database.ts'
import { sql } from './database.ts'
import { relationInvariants } from './invariants-relation.ts'

/** Something in the database that no sequence of acts may leave behind. */
export interface Broken {
  /** The rule or the house's own page that forbids it. */
  readonly rule: string
  readonly invariant: string
  /** The row, hall or chain it was found at; ids alone, for this is printed. */
  readonly at: string
}

export interface Invariant {
  readonly rule: string
  readonly invariant: string
  /** Where it does not hold; a handful is enough to go on with. */
  find(db: ReadDb, judge: InvariantJudge): Promise<readonly string[]>
}

export interface InvariantJudge {
  readonly policy: Policy
  readonly hash: Hash
}

/** Of one broken invariant so many places are named: the first tells where to look. */
const MOST = 20

/** A fixed question whose rows, each with an `at`, are the places where an invariant does not hold. */
const asked = (rule: string, invariant: string, statement: (judge: InvariantJudge) => Statement): Invariant => ({
  rule,
  invariant,
  find: async (db, judge) => {
    const { sql: text, bindings } = statement(judge)
    const rows = await db.all<{ at: string }>(sql(`${text} limit ${String(MOST)}`, bindings))
    return rows.map((row) => row.at)
  },
})

const numbers: readonly Invariant[] = [
  asked('R-PHN-01', 'a number is bound to one person', () =>
    sql("select min(id) as at from phone where state = 'bound' group by number having count(*) > 1"),
  ),
  asked('R-PHN-07', 'a person has one default number at most', () =>
    sql(
      "select person_id as at from phone where state = 'bound' and is_default = 1 group by person_id having count(*) > 1",
    ),
  ),
  asked('R-PHN-06', 'nobody holds more numbers than the profile allows', ({ policy }) =>
    sql("select person_id as at from phone where state = 'bound' group by person_id having count(*) > ?", [
      policy.phonesMaximum,
    ]),
  ),
]

const accounts: readonly Invariant[] = [
  asked('R-RNL-02', 'a level is one of 1 to the highest of the profile', ({ policy }) =>
    sql('select id as at from person where level < 1 or level > ?', [policy.level.maximum]),
  ),
  asked('OP-15', 'a username is one person’s', () =>
    sql('select min(id) as at from person where username is not null group by username having count(*) > 1'),
  ),
  asked('R-REG-18', 'a document is one person’s, as main or further one', () =>
    sql(
      `select p.id as at from person p join person_document d
       on d.document_type = p.document_type and d.document_number = p.document_number and d.person_id <> p.id`,
    ),
  ),
  asked('R-LCK-01', 'no row of failures is longer than what locks', ({ policy }) =>
    sql('select person_id as at from auth_failure where count < 1 or count > ?', [policy.lockFailures]),
  ),
  asked('R-LCK-05', 'failures are counted by the method they were made with', () =>
    sql("select person_id as at from auth_failure where method not in ('password', 'sms', 'scan')"),
  ),
]

/** R-DRG-03: what is left of a deregistered account has no effect. */
const deregistered: readonly Invariant[] = [
  asked('R-DRG-03', 'a deregistered account holds no number', () =>
    sql(
      "select p.id as at from person p join phone n on n.person_id = p.id where p.account_state = 'A4' and n.state = 'bound'",
    ),
  ),
  asked('R-DRG-03', 'a deregistered account has no relation in effect or waiting', () =>
    sql(
      `select r.id as at from relation r join person p on p.id = r.person_id
       where p.account_state = 'A4' and r.state in ('R1', 'R2', 'R3', 'R4')`,
    ),
  ),
  asked('R-DRG-03', 'a deregistered account has no log-in and no password', () =>
    sql(
      `select id as at from person where account_state = 'A4'
       and (id in (select person_id from person_session) or id in (select person_id from person_secret))`,
    ),
  ),
]

const chains: readonly Invariant[] = [
  {
    rule: 'TRUST-51',
    invariant: 'every audit chain is whole, linked and unaltered',
    find: async (db, { hash }) => {
      const found: string[] = []
      for (const { chain } of await db.all<{ chain: string }>(sql('select distinct chain from audit order by chain'))) {
        const broken = await findAuditBreak(db, { chain, hash })
        if (broken !== undefined) found.push(`${chain} ${String(broken.seq)} ${broken.problem}`)
      }
      return found
    },
  },
  asked('SYNC-DOWN', 'the feed of a hall has no gap and ends at its counter', () =>
    // One statement, so that a central that goes on writing meanwhile can't be caught between two.
    sql(
      `select c.hall_id as at from feed_counter c left join feed f on f.hall_id = c.hall_id
       group by c.hall_id, c.seq
       having count(f.seq) > 0 and (max(f.seq) <> c.seq or max(f.seq) - min(f.seq) + 1 <> count(f.seq))`,
    ),
  ),
]

/** Everything that must hold of a central's database, whatever people have done to it. */
export const invariants: readonly Invariant[] = [
  ...numbers,
  ...accounts,
  ...deregistered,
  ...relationInvariants,
  ...chains,
]

/**
 * Looks through the whole database for what no sequence of acts may leave behind. Rows that were there before the
 * first act, as a demonstration's, are held to their shape; those that began here also to their audit.
 */
export async function findBroken(db: ReadDb, judge: InvariantJudge): Promise<Broken[]> {
  const broken: Broken[] = []
  for (const { rule, invariant, find } of invariants)
    for (const at of (await find(db, judge)).slice(0, MOST)) broken.push({ rule, invariant, at })
  return broken
}
