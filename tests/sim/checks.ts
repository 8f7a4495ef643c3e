import type BetterSqlite3 from 'better-sqlite3'
import { referencedAttachments } from '../../src/storage/attachment.ts'
import { findAuditBreak } from '../../src/storage/audit.ts'
import { sql, type WriteDb } from '../../src/storage/database.ts'
import { findBroken } from '../../src/storage/invariants.ts'
import { REPLICATED, type ReplicatedTable, type Row } from '../../src/storage/rows.ts'
import { bindHall, SNAPSHOT_SCOPE } from '../../src/storage/scope.ts'
import { CHAIN_START, commandText } from '../../src/sync/chain.ts'
import { sha256 } from '../../src/worker/crypto.ts'
import { rebuildSearch } from '../../src/worker/search.ts'
import { liaoning } from '../../src/domain/policy/profiles.ts'
import type { Command } from '../../src/contract/command.ts'
import { deviceId } from './scene.ts'
import type { SimulatedDesk, World } from './world.ts'

export const TABLES = Object.keys(REPLICATED) as ReplicatedTable[]

const prepared = new WeakMap<BetterSqlite3.Database, Map<string, BetterSqlite3.Statement>>()

/** Asks a file directly, beside whoever lives on it. */
export function rowsOf<Found>(file: BetterSqlite3.Database, text: string, ...bindings: unknown[]): Found[] {
  const statements = prepared.get(file) ?? new Map<string, BetterSqlite3.Statement>()
  prepared.set(file, statements)
  const statement = statements.get(text) ?? file.prepare(text)
  statements.set(text, statement)
  return statement.all(...bindings) as Found[]
}

/** What a hall mirrors of a table, as the central has it. */
export function scopeOf(central: BetterSqlite3.Database, table: ReplicatedTable, hall: string): Row[] {
  const scope = SNAPSHOT_SCOPE[table]
  const halls = bindHall(scope, hall)
  return rowsOf(central, `select * from ${table} where ${scope} order by ${REPLICATED[table].join(', ')}`, ...halls)
}

export const mirrorOf = (desk: BetterSqlite3.Database, table: ReplicatedTable): Row[] =>
  rowsOf(desk, `select * from ${table} order by ${REPLICATED[table].join(', ')}`)

interface OutboxRow {
  readonly seq: number
  readonly command_id: string
  readonly state: string
  readonly hash: string
  readonly settled_at: number | null
  readonly withdrawn_late: number
  readonly refusal: string | null
  readonly acknowledged: number
}

interface IntakeRow {
  readonly command_id: string
  readonly seq: number
  readonly device_id: string
  readonly envelope: string
}

/** Desks whose identity two disks claim; what becomes of these is for people to judge. */
export const isForked = (world: World, desk: SimulatedDesk): boolean =>
  world.desks.some((one) => one !== desk && one.identity === desk.identity)

/** [TRUST-24] [TRUST-25] Row by row, the desk holds what its hall mirrors, and nothing else. */
function compareRows(world: World, desk: SimulatedDesk): string[] {
  const breaks: string[] = []
  for (const table of TABLES) {
    const truth = scopeOf(world.centralLife.writer, table, desk.hall).map((row) => JSON.stringify(row))
    const here = mirrorOf(desk.life.writer, table).map((row) => JSON.stringify(row))
    const missing = truth.filter((row) => !here.includes(row))
    const foreign = here.filter((row) => !truth.includes(row))
    for (const row of missing) breaks.push(`${desk.name} lacks of ${table}: ${row}`)
    for (const row of foreign) breaks.push(`${desk.name} holds of ${table} what its hall does not: ${row}`)
  }
  for (const table of ['undo_row', 'copy_page'])
    if (rowsOf(desk.life.writer, `select 1 from ${table}`).length > 0)
      breaks.push(`${desk.name} keeps rows of ${table}`)
  return breaks
}

/** Every term of the search by whom it leads to; full-text tables tell their terms by a table of their own. */
async function termsOf(db: WriteDb): Promise<string[]> {
  const people = await db.all<{ at: string }>(
    sql(
      "select k.person_id || ' ' || k.pinyin || ' ' || coalesce(v.term, '') as at from person_key k left join temp.person_term v on v.doc = k.row",
    ),
  )
  const lost = await db.all<{ at: string }>(
    sql("select 'nobody ' || term as at from temp.person_term where doc not in (select row from person_key)"),
  )
  const entities = await db.all<{ at: string }>(
    sql(
      "select k.kind || k.entity_id || ' ' || coalesce(v.term, '') as at from entity_key k left join temp.entity_term v on v.doc = k.row",
    ),
  )
  return [...new Set([...people, ...lost, ...entities].map(({ at }) => at))].toSorted()
}

class Undo extends Error {}

/** [TRUST-24] The words of the search are those that making them anew would give. */
async function compareSearch(world: World, desk: SimulatedDesk): Promise<string[]> {
  const breaks: string[] = []
  for (const kind of ['person', 'entity'])
    desk.life.writer.exec(
      `create virtual table if not exists temp.${kind}_term using fts5vocab('main', '${kind}_words', 'instance')`,
    )
  await world.scheduler.run(desk.life, async () => {
    await desk.running?.desk.database
      .write(async (db) => {
        const before = await termsOf(db)
        await rebuildSearch(db)
        const after = await termsOf(db)
        for (const term of before) if (!after.includes(term)) breaks.push(`${desk.name} still finds: ${term}`)
        for (const term of after) if (!before.includes(term)) breaks.push(`${desk.name} does not find: ${term}`)
        throw new Undo()
      })
      .catch((error: unknown) => {
        if (!(error instanceof Undo)) throw error
      })
  })
  return breaks
}

/** [TRUST-15] [TRUST-19] Every act has its one end, and the desk says of it what the central says. */
function compareOutbox(world: World, desk: SimulatedDesk): string[] {
  const breaks: string[] = []
  const central = world.centralLife.writer
  // What was recorded in a former hall is decided there, and told there.
  const own = "select * from outbox where json_extract(envelope, '$.operator.hallId') = ? order by seq"
  for (const act of rowsOf<OutboxRow>(desk.life.writer, own, desk.hall)) {
    const say = (what: string) => breaks.push(`#${String(act.seq)} of ${desk.name} ${what}`)
    const [result] = rowsOf<{ state: string }>(
      central,
      'select state from command_result where command_id = ?',
      act.command_id,
    )
    if (result === undefined) say(`is ${act.state} and unknown to the central`)
    else if (result.state !== act.state) say(`is ${act.state} here and ${result.state} at the central`)
    if (act.state === 'withdrawn' && act.settled_at === null) say('is taken back and not settled')
    if (act.state === 'returned' && act.refusal === null) say('came back without a word why')
    const wasTakenBack = world.withdrawn.has(act.command_id)
    if (wasTakenBack && act.state !== 'withdrawn' && act.withdrawn_late === 0) say('was taken back, and nobody is told')
  }
  return breaks
}

/** Whatever a desk said was recorded is in its outbox for ever; and the outbox is one chain. */
function checkPromises(world: World, desk: SimulatedDesk): string[] {
  const breaks: string[] = []
  const acts = rowsOf<OutboxRow & { envelope: string }>(desk.life.writer, 'select * from outbox order by seq')
  for (const { commandId, seq } of world.recorded.filter((one) => one.desk === desk.number))
    if (!acts.some((act) => act.command_id === commandId && act.seq === seq))
      breaks.push(`${desk.name} promised #${String(seq)} and has lost it`)
  let previous = CHAIN_START
  for (const [index, act] of acts.entries()) {
    const command = JSON.parse(act.envelope) as Command
    const isNext = act.seq === index + 1 && command.prev === previous && sha256(commandText(command)) === act.hash
    if (!isNext) breaks.push(`the chain of ${desk.name} breaks at #${String(act.seq)}`)
    previous = act.hash
  }
  return breaks
}

/** The central's side of each device: no gap, one chain, its head where it says, and one end of each act. */
function checkIntake(world: World): string[] {
  const breaks: string[] = []
  const central = world.centralLife.writer
  const devices = rowsOf<{ id: string; state: string; last_seq: number; chain_head: string }>(
    central,
    'select * from device order by id',
  )
  for (const device of devices) {
    const taken = rowsOf<{ seq: number; envelope: string }>(
      central,
      'select seq, envelope from intake where device_id = ? order by seq',
      device.id,
    )
    let head = CHAIN_START
    for (const [index, { seq, envelope }] of taken.entries()) {
      const command = JSON.parse(envelope) as Command
      if (seq !== index + 1 || command.prev !== head) breaks.push(`${device.id} has a gap before #${String(seq)}`)
      head = sha256(commandText(command))
    }
    if (device.last_seq !== taken.length || device.chain_head !== head) breaks.push(`${device.id} ends elsewhere`)
    const copied = world.desks.some((desk) => desk.identity !== desk.number && deviceId(desk.identity) === device.id)
    if (device.state !== 'active' && !copied) breaks.push(`${device.id} is ${device.state} by itself`)
  }
  const ends = rowsOf<{ command_id: string; n: number }>(
    central,
    `select command_id, count(*) as n from audit where command_id is not null
     and json_extract(detail, '$.outcome') in ('accepted', 'refused', 'withdrawn', 'returned')
     group by command_id having n > 1`,
  )
  for (const { command_id: id, n } of ends) breaks.push(`${id} has ${String(n)} ends`)
  return breaks
}

/** [TRUST-18] Of two disks with one identity, both with acts of their own since, one at the least is turned away. */
function checkCopies(world: World): string[] {
  const breaks: string[] = []
  for (const copy of world.desks.filter(({ identity, number }) => identity !== number)) {
    const original = world.getDesk(copy.identity)
    const ends = [original, copy].map(({ life }) =>
      rowsOf<OutboxRow>(life.writer, 'select * from outbox order by seq').map(({ hash }) => hash),
    )
    const [first = [], second = []] = ends
    const forked = first.some((hash, index) => second[index] !== undefined && second[index] !== hash)
    const barred = [original, copy].some(({ running }) => running?.link.facts().barred !== undefined)
    if (forked && !barred) breaks.push(`two disks of ${original.name} went apart and nobody saw it`)
  }
  return breaks
}

async function checkChains(world: World): Promise<string[]> {
  const breaks: string[] = []
  await world.atCentral(async ({ database }) => {
    const broken = await database.read((db) => findBroken(db, { policy: liaoning, hash: sha256 }))
    for (const { rule, invariant, at } of broken) breaks.push(`${rule}: not so that ${invariant}: ${at}`)
  })
  for (const desk of world.desks)
    await world.scheduler.run(desk.life, async () => {
      const chain = { chain: deviceId(desk.identity), hash: sha256 }
      const found = await desk.running?.desk.database.read((db) => findAuditBreak(db, chain))
      if (found !== undefined) breaks.push(`the audit of ${desk.name} is ${found.problem} at ${String(found.seq)}`)
    })
  return breaks
}

/** [TRUST-25] Nobody planted a difference, so no desk may have found one, even if it has healed since. */
function checkDigests(world: World): string[] {
  const files = [...world.desks, { name: 'the central', life: world.centralLife }]
  return files.flatMap(({ name, life }) =>
    rowsOf<{ at: number }>(
      life.writer,
      "select at from audit where action in ('mirror.diverged', 'feed.diverged')",
    ).map(({ at }) => `${name} saw a difference at ${((at - world.now + world.elapsed) / 1000).toFixed(1)}`),
  )
}

/**
 * [TRUST-15] The pictures that an act refers to have come with it. A desk keeps none of a hall that it has left, and
 * can't send those once more to a central that was restored.
 */
function checkPictures(world: World): string[] {
  const central = world.centralLife.writer
  const kept = new Set(rowsOf<{ id: string }>(central, 'select id from attachment').map(({ id }) => id))
  const acts = rowsOf<IntakeRow>(central, 'select * from intake').filter((act) => !world.leftBehind.has(act.command_id))
  return acts.flatMap(({ seq, device_id: device, envelope }) =>
    referencedAttachments(JSON.parse(envelope))
      .filter((id) => !kept.has(id))
      .map(() => `the central has no picture of #${String(seq)} of ${device}`),
  )
}

/** Everything that must hold when a story has come to rest. Gives each thing that doesn't. */
export async function checkAll(world: World): Promise<string[]> {
  const breaks: string[] = [...checkIntake(world), ...checkCopies(world), ...(await checkChains(world))]
  breaks.push(...checkDigests(world), ...checkPictures(world))
  for (const desk of world.desks) {
    breaks.push(...checkPromises(world, desk))
    if (isForked(world, desk)) continue
    breaks.push(...compareRows(world, desk), ...compareOutbox(world, desk), ...(await compareSearch(world, desk)))
    const barred = desk.running?.link.facts().barred
    if (barred !== undefined) breaks.push(`${desk.name} is turned away: ${barred}`)
  }
  return breaks
}
