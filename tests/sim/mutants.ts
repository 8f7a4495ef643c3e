/** One change of a file: what stands there exactly once, and what the mutant has instead. */
export interface Edit {
  /** From the root of the repository. */
  readonly file: string
  readonly find: string
  readonly replace: string
}

/** A defect that somebody might put into the protocol, made on purpose. */
export interface Mutant {
  readonly name: string
  readonly why: string
  readonly edits: readonly Edit[]
  /** The seed of a story that is known to catch it, and is played first; 1 where nothing is said. */
  readonly story?: number
  /** Why no story can tell it from the product, and who holds it instead; absent where stories must. */
  readonly survives?: string
}

const TAKE_COMMAND = 'src/central/take-command.ts'
const FEED_LOG = 'src/storage/feed-log.ts'
const OUTBOX = 'src/storage/outbox.ts'
const PULL = 'src/worker/pull.ts'
const PUSH = 'src/worker/push.ts'
const COPY = 'src/worker/copy.ts'
const MACHINE = 'src/sync/machine.ts'
const REBASE = 'src/storage/rebase.ts'

const up: readonly Mutant[] = [
  {
    name: 'no-dedupe',
    story: 6,
    why: 'a repeated delivery is taken for a new one',
    edits: [
      {
        file: TAKE_COMMAND,
        find: 'if (known !== undefined) {',
        replace: 'if (known !== undefined && command.seq < 0) {',
      },
    ],
  },
  {
    name: 'pictures-of-before',
    story: 86,
    why: 'pictures that a central took before it was restored count as being there',
    edits: [
      { file: PUSH, find: '{ ...(epoch === undefined ? {} : { epoch }), deliveries }', replace: '{ deliveries }' },
    ],
  },
  {
    name: 'dedupe-pruned',
    story: 32,
    why: 'what was taken is forgotten after five seconds',
    edits: [
      {
        file: TAKE_COMMAND,
        find: "sql('select fingerprint from intake where command_id = ?', [command.id])",
        replace:
          "sql('select fingerprint from intake where command_id = ? and received_at > ?', [command.id, now - 5000])",
      },
    ],
  },
  {
    name: 'acknowledged-before-sent',
    story: 5,
    why: 'an act counts as delivered as soon as it is on its way',
    edits: [
      {
        file: PUSH,
        find: '  const answer = await askToTake(desk, json)',
        replace:
          "  for (const { seq } of unsent) await desk.database.write((db) => db.run(sql(\"update outbox set state = 'delivered' where seq = ? and state = 'recorded'\", [seq])))\n  const answer = await askToTake(desk, json)",
      },
    ],
  },
  {
    name: 'no-chain-check',
    story: 9,
    why: 'a second history of one device goes unnoticed',
    edits: [
      {
        file: TAKE_COMMAND,
        find: 'if (command.seq <= device.last_seq || command.prev !== device.chain_head)',
        replace: 'if (command.seq < 0)',
      },
    ],
  },
  {
    name: 'withdrawal-believed-here-alone',
    story: 2,
    why: 'an act taken back is not sent at all, and leaves a gap in the chain',
    edits: [
      {
        file: OUTBOX,
        find: "select * from outbox where state in ('recorded', 'withdrawn') and settled_at is null",
        replace: "select * from outbox where state in ('recorded') and settled_at is null",
      },
    ],
  },
  {
    name: 'late-withdrawal-believed',
    story: 17,
    why: 'an act taken back too late stays taken back here, and counts at the central',
    edits: [
      {
        file: PUSH,
        find: "else if (sentAs === 'withdrawn') late += await undoWithdrawal(db, outcome, now)",
        replace: "else if (sentAs === 'withdrawn') await settleWithdrawn(db, outcome.commandId, now)",
      },
    ],
  },
  {
    name: 'restored-central-not-served',
    story: 2,
    why: 'a restored central is not sent what it has lost',
    edits: [{ file: COPY, find: '    await sendWhatIsMissing(db, lastSeq, head)\n', replace: '' }],
  },
  {
    name: 'pictures-not-sent-again',
    story: 2,
    why: 'a restored central gets the acts that it has lost without their pictures',
    edits: [
      {
        file: 'src/worker/send-again.ts',
        find: "  for (const id of pictures) await db.run(sql('update attachment set delivered_at = null where id = ?', [id]))\n",
        replace: '  void pictures\n',
      },
    ],
  },
  {
    name: 'no-fingerprint-check',
    why: 'an act with the id of another one is taken for it',
    edits: [
      {
        file: TAKE_COMMAND,
        find: "if (known.fingerprint !== fingerprint) return stop('different-content')",
        replace: '',
      },
    ],
    survives:
      'no desk of a story signs two contents under one id, and what is changed on the way fails the signature of its request first; tests/central/same-id.test.ts sends it by hand',
  },
]

const down: readonly Mutant[] = [
  {
    name: 'cursor-before-rows',
    story: 26,
    why: 'the place in the feed is noted before the rows are taken over',
    edits: [
      {
        file: PULL,
        find: '  const taken = await desk.database.write(async (db) => {\n    const stands = await findCursor(db)\n    if (stands?.epoch !== cursor.epoch || stands.seq !== cursor.seq) return false\n',
        replace:
          "  const stands = cursor\n  await desk.database.write((db) => putSetting(db, 'cursor', { ...cursor, seq: last.seq }))\n  const taken = await desk.database.write(async (db) => {\n",
      },
    ],
  },
  {
    name: 'no-tombstone',
    why: 'a hall that a row leaves is not told',
    edits: [
      {
        file: FEED_LOG,
        find: 'for (const hall of hallsBefore.union(hallsAfter)) {',
        replace: 'for (const hall of hallsAfter) {',
      },
    ],
  },
  {
    name: 'row-to-the-wrong-hall',
    why: 'all rows of a transaction go to the hall of the first one',
    edits: [
      {
        file: FEED_LOG,
        find: 'await writeNews(db, hall, told, now)',
        replace: 'await writeNews(db, [...news.keys()][0] ?? hall, told, now)',
      },
    ],
  },
  {
    name: 'epoch-ignored',
    story: 2,
    why: 'a cursor from before a restore, or of another hall, is believed',
    edits: [
      {
        file: 'src/central/feed.ts',
        find: 'if (epoch !== (await hallEpoch(db, hall)))',
        replace: 'if (epoch === (await hallEpoch(db, hall)).slice(1))',
      },
    ],
  },
  {
    name: 'gap-ignored',
    story: 2,
    why: 'neither side sees that feed rows are missing',
    edits: [
      {
        file: 'src/central/feed.ts',
        find: 'if (after < newest && rows[0]?.seq !== after + 1)',
        replace: 'if (after < 0)',
      },
      {
        file: PULL,
        find: 'first?.seq !== cursor.seq + 1 || last === undefined',
        replace: 'last === undefined || first === undefined',
      },
      { file: PULL, find: '  if (last.seq !== cursor.seq + page.rows.length) return false\n', replace: '' },
    ],
  },
  {
    name: 'position-after-the-copy',
    story: 4,
    why: 'a copy ends at the number that the feed has when it is done',
    edits: [
      {
        file: COPY,
        find: 'async function finishCopy(desk: Desk, { epoch, position, aside, searchable }: Progress): Promise<void> {\n',
        replace:
          'async function finishCopy(desk: Desk, { epoch, aside, searchable }: Progress): Promise<void> {\n  const { position } = await askForStart(desk)\n',
      },
    ],
  },
  {
    name: 'words-left-behind',
    why: 'who leaves a hall can still be searched for',
    edits: [
      {
        file: 'src/storage/search.ts',
        find: "if (after === undefined) return before && unindexPerson(db, String(before['id']))",
        replace: 'if (after === undefined) return',
      },
    ],
  },
  {
    name: 'number-early',
    why: 'the counter of the feed is taken before the work, and not as the last thing before the commit',
    edits: [
      {
        file: FEED_LOG,
        find: '    for (const noted of this.#noted.values())',
        replace:
          "    await db.run(sql('update feed_counter set seq = seq'))\n    for (const noted of this.#noted.values())",
      },
    ],
    survives:
      'SQLite has one writer, so that no order of numbers can be seen from outside a transaction; on PostgreSQL it is a matter of speed alone, since the row of the counter is held until the commit. The control of tests/storage/feed-concurrency.test.ts, numbers without that row, must miss',
  },
]

const rebasing: readonly Mutant[] = [
  {
    name: 'guess-not-undone',
    why: 'rows of the central are put on top of guesses that stay',
    edits: [{ file: REBASE, find: '  await undoPending(db, guesses, tools)\n', replace: '' }],
  },
  {
    name: 'withdrawn-replays',
    story: 2,
    why: 'an act that was taken back is guessed again after each page',
    edits: [
      {
        file: OUTBOX,
        find: "select * from outbox where state in ('recorded', 'delivered') order by seq",
        replace: "select * from outbox where state in ('recorded', 'delivered', 'withdrawn') order by seq",
      },
    ],
  },
  {
    name: 'held-replays',
    why: 'the desk makes the marks of a held act once more on top of the central’s',
    edits: [
      {
        file: OUTBOX,
        find: "select * from outbox where state in ('recorded', 'delivered') order by seq",
        replace: "select * from outbox where state in ('recorded', 'delivered', 'held') order by seq",
      },
    ],
  },
  {
    name: 'outcome-without-feed',
    story: 15,
    why: 'an act counts as effective before the rows that it changed are here',
    edits: [
      {
        file: PUSH,
        find: "return outcome.state === 'held' ? outcome : { commandId: outcome.commandId, state: 'delivered' }",
        replace: 'return outcome',
      },
    ],
  },
  {
    name: 'results-of-a-copy-unread',
    story: 17,
    why: 'what a copy says of the desk’s own acts is not looked at',
    edits: [{ file: COPY, find: "    await settleFromResults(db, 'all')\n", replace: '' }],
  },
]

const liveness: readonly Mutant[] = [
  {
    name: 'never-tries-again',
    why: 'after a failure only new work wakes the link',
    edits: [{ file: MACHINE, find: 'failing: { tick: beginWhenDue,', replace: 'failing: { tick: stay,' }],
  },
  {
    name: 'patience-without-end',
    story: 17,
    why: 'the wait doubles for as long as it fails',
    edits: [{ file: MACHINE, find: 'const LONGEST_WAIT = 20_000', replace: 'const LONGEST_WAIT = 2_000_000' }],
  },
  {
    name: 'half-a-success',
    why: 'one exchange that went well counts as a whole round, so that a blocked upload is tried without a pause',
    edits: [
      {
        file: MACHINE,
        find: "const pull: Next = (state) => ({ ...state, phase: 'pulling' })",
        replace: "const pull: Next = (state) => ({ ...state, failures: 0, phase: 'pulling' })",
      },
    ],
    survives:
      'it asks too often and leaves nothing wrong behind; tests/sync/machine.test.ts counts the failures, and tests/worker/trouble.test.ts the requests',
  },
]

/** Each of these makes a story break (trust.md 15), unless it says why none can. */
export const MUTANTS: readonly Mutant[] = [...up, ...down, ...rebasing, ...liveness]
