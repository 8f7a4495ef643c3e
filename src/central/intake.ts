import type { Command, CommandOutcome } from '../contract/command.ts'
import { getCall, isCallName } from '../contract/registry.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { defineRefusals } from '../domain/kernel/refusal.ts'
import { outcomeOf, outcomeOfRecord, putResult, type CommandResultRecord } from '../storage/command-result.ts'
import type { WriteDb } from '../storage/database.ts'
import { sql } from '../storage/database.ts'
import { execute, getHandler } from '../storage/execute.ts'
import { FeedLog } from '../storage/feed-log.ts'
import { canonical, commandText } from '../sync/chain.ts'
import { contextFor } from './authority.ts'
import { verifySignature } from './crypto.ts'
import type { CentralDeps } from './deps.ts'
import { decideAgain } from './held.ts'

/** Why the central won't take a command for what it says it is; these answer the desk, not the visitor. */
export const intakeRefusals = defineRefusals({
  'command-unknown': { rule: 'SYNC-COMMAND' },
  'command-malformed': { rule: 'SYNC-COMMAND' },
  'operator-unknown': { rule: 'OP-25' },
  'operator-inactive': { rule: 'OP-25' },
  'operator-foreign-hall': { rule: 'OP-25' },
})

export interface DeviceRecord {
  readonly id: string
  readonly hall_id: string
  readonly name: string
  readonly public_key: string
  readonly state: 'active' | 'revoked' | 'quarantined'
  readonly last_seq: number
  readonly chain_head: string
}

/** A command as sent: a withdrawn one still takes its place in the device's chain, without effect. */
export interface Delivery {
  readonly command: Command
  readonly withdrawn: boolean
}

/** Why a batch stopped before its end: what the desk has to do is in the name. */
export type BatchStop = 'gap' | 'forked' | 'different-content' | 'bad-signature' | 'device-inactive'

export interface BatchAnswer {
  readonly outcomes: CommandOutcome[]
  readonly stop?: BatchStop
  readonly lastSeq: number
}

/**
 * Takes commands in device order, each in its own transaction together with its idempotency row, effect, audit
 * and feed rows. A command that came before gets the same answer again; the batch stops at the first one that
 * doesn't continue the device's chain.
 */
export async function takeBatch(deps: CentralDeps, deviceId: string, batch: readonly Delivery[]): Promise<BatchAnswer> {
  const outcomes: CommandOutcome[] = []
  let lastSeq = 0
  for (const delivery of batch) {
    const taken = await deps.database.write((db) => take(deps, db, deviceId, delivery, deps.now()))
    lastSeq = taken.lastSeq
    if (taken.kind === 'stop') return { outcomes, stop: taken.stop, lastSeq }
    // Services are asked only after the commit; the answer to the desk then already says what they found.
    const later = taken.outcome.state === 'held' ? await decideAgain(deps, delivery.command.id) : undefined
    outcomes.push(later ?? taken.outcome)
  }
  return { outcomes, lastSeq }
}

type Taken =
  | { readonly kind: 'taken'; readonly outcome: CommandOutcome; readonly lastSeq: number }
  | { readonly kind: 'stop'; readonly stop: BatchStop; readonly lastSeq: number }

async function take(
  deps: CentralDeps,
  db: WriteDb,
  deviceId: string,
  delivery: Delivery,
  now: Instant,
): Promise<Taken> {
  const { command } = delivery
  // Writing to the device's row first lets two deliveries of one device take turns.
  await db.run(sql('update device set last_seq = last_seq where id = ?', [deviceId]))
  const device = await db.find<DeviceRecord>(sql('select * from device where id = ?', [deviceId]))
  if (device?.state !== 'active') return { kind: 'stop', stop: 'device-inactive', lastSeq: device?.last_seq ?? 0 }
  const stop = (reason: BatchStop): Taken => ({ kind: 'stop', stop: reason, lastSeq: device.last_seq })
  // The withdrawal is no part of it: one that comes after the command was taken is too late, not a forgery.
  const fingerprint = deps.sha256(canonical(command))
  const known = await db.find<{ fingerprint: string }>(
    sql('select fingerprint from intake where command_id = ?', [command.id]),
  )
  if (known !== undefined) {
    if (known.fingerprint !== fingerprint) return stop('different-content')
    const row = await db.find<CommandResultRecord>(
      sql('select * from command_result where command_id = ?', [command.id]),
    )
    if (row === undefined) throw new Error('a command was taken without a result')
    return { kind: 'taken', outcome: outcomeOfRecord(row), lastSeq: device.last_seq }
  }
  if (command.device !== deviceId || !verifySignature(commandText(command), command.signature, device.public_key))
    return stop('bad-signature')
  if (command.seq > device.last_seq + 1) return stop('gap')
  if (command.seq <= device.last_seq || command.prev !== device.chain_head)
    return quarantine(deps, db, device, delivery, now)
  const outcome = await decide(deps, db, device, delivery, now)
  await remember(db, device, delivery, fingerprint, deps.sha256(commandText(command)), now)
  return { kind: 'taken', outcome, lastSeq: command.seq }
}

async function decide(
  deps: CentralDeps,
  db: WriteDb,
  device: DeviceRecord,
  { command, withdrawn }: Delivery,
  now: Instant,
): Promise<CommandOutcome> {
  const work = { db, log: new FeedLog() }
  const objection = withdrawn ? undefined : await findObjection(db, device, command)
  let outcome: CommandOutcome
  if (withdrawn) outcome = { commandId: command.id, state: 'withdrawn' }
  else if (objection !== undefined)
    outcome = { commandId: command.id, state: 'returned', refusal: intakeRefusals.make(objection) }
  else {
    const chain = { chain: device.hall_id, hash: deps.sha256 }
    outcome = outcomeOf(command.id, await execute(work, command, await contextFor(deps, db, command, now), chain))
  }
  const subjects = objection === undefined ? getHandler(command.name).subjects(command.payload) : []
  await putResult(work, command, outcome, subjects, now)
  await work.log.flush(db, now)
  return outcome
}

async function findObjection(db: WriteDb, device: DeviceRecord, command: Command) {
  if (!isCallName(command.name) || getCall(command.name).mode !== 'command') return 'command-unknown'
  if (!getCall(command.name).input.safeParse({ ...command.payload, seen: command.seen }).success)
    return 'command-malformed'
  const staff = await db.find<{ hall_id: string; state: string; role: string }>(
    sql('select hall_id, state, role from staff where id = ?', [command.operator.staffId]),
  )
  if (staff?.role !== command.operator.role) return 'operator-unknown'
  if (staff.state !== 'active') return 'operator-inactive'
  if (staff.hall_id !== device.hall_id || command.operator.hallId !== device.hall_id) return 'operator-foreign-hall'
  return undefined
}

async function remember(
  db: WriteDb,
  device: DeviceRecord,
  { command }: Delivery,
  fingerprint: string,
  head: string,
  now: Instant,
): Promise<void> {
  await db.run(
    sql(
      'insert into intake (command_id, device_id, seq, fingerprint, envelope, received_at) values (?, ?, ?, ?, ?, ?)',
      [command.id, device.id, command.seq, fingerprint, JSON.stringify(command), now],
    ),
  )
  await db.run(sql('update device set last_seq = ?, chain_head = ? where id = ?', [command.seq, head, device.id]))
}

/** Two histories of one device mean that its disk was copied: the later one is kept aside whole, for people to judge. */
async function quarantine(
  deps: CentralDeps,
  db: WriteDb,
  device: DeviceRecord,
  delivery: Delivery,
  now: Instant,
): Promise<Taken> {
  await db.run(sql("update device set state = 'quarantined' where id = ?", [device.id]))
  await db.run(
    sql('insert into quarantine (id, device_id, envelope, received_at) values (?, ?, ?, ?)', [
      deps.newId(),
      device.id,
      JSON.stringify(delivery),
      now,
    ]),
  )
  return { kind: 'stop', stop: 'forked', lastSeq: device.last_seq }
}
