import type { Command, CommandOutcome } from '../contract/command.ts'
import type { LostDeclaration } from '../contract/store.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { outcomeOfRecord, type CommandResultRecord } from '../storage/command-result.ts'
import type { WriteDb } from '../storage/database.ts'
import { sql } from '../storage/database.ts'
import type { Work } from '../storage/rows.ts'
import { canonical, commandText } from '../sync/chain.ts'
import { verifySignature } from './crypto.ts'
import type { CentralDeps } from './deps.ts'
import { findDevice, type DeviceRecord } from './device-record.ts'
import { judge, type Circumstances } from './judge.ts'
import type { ReadCommand } from './read-command.ts'

/** A command as sent: a withdrawn one still takes its place in the device's chain, without effect. */
export interface Delivery {
  readonly command: Command
  readonly withdrawn: boolean
}

/** Why a batch stopped before its end: what the desk has to do is in the name. */
export type BatchStop = 'gap' | 'forked' | 'different-content' | 'bad-signature' | 'device-inactive' | 'faulted'

/** A delivery with its command as the contract reads it. */
export interface ReadDelivery extends Delivery {
  readonly read: ReadCommand
}

/** What became of a delivery, with the device's last number by then. */
export type Taken =
  | { readonly kind: 'taken'; readonly outcome: CommandOutcome; readonly lastSeq: number; readonly isNew: boolean }
  | { readonly kind: 'stop'; readonly stop: BatchStop; readonly lastSeq: number }

/** Takes a command that continues its device's chain, once; the caller has taken the turns that `judge` asks for. */
export async function takeCommand(
  deps: CentralDeps,
  work: Work,
  deviceId: string,
  delivery: ReadDelivery,
  circumstances: Circumstances,
): Promise<Taken> {
  const { db } = work
  const { command, withdrawn } = delivery
  const { now } = circumstances
  const device = await findDevice(db, deviceId)
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
    const elsewhere = row.hall_id === device.hall_id ? {} : ({ elsewhere: true } as const)
    const outcome = { ...outcomeOfRecord(row), ...elsewhere }
    return { kind: 'taken', outcome, lastSeq: device.last_seq, isNew: false }
  }
  if (command.device !== deviceId || !verifySignature(commandText(command), command.signature, device.public_key))
    return stop('bad-signature')
  if (command.seq > device.last_seq + 1) return stop('gap')
  if (command.seq <= device.last_seq || command.prev !== device.chain_head)
    return quarantine(deps, db, device, { command, withdrawn }, now)
  const outcome = await judge(deps, work, device, delivery, circumstances)
  await remember(db, device, delivery, fingerprint, deps.sha256(commandText(command)), now)
  return { kind: 'taken', outcome, lastSeq: command.seq, isNew: true }
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
export async function quarantine(
  deps: CentralDeps,
  db: WriteDb,
  device: DeviceRecord,
  delivery: Delivery | LostDeclaration,
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
