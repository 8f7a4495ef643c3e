import type { LostAnswer, LostDeclaration } from '../contract/store.ts'
import type { Command } from '../contract/command.ts'
import { sql, type ReadDb, type WriteDb } from '../storage/database.ts'
import { CHAIN_START, commandText, lostText } from '../sync/chain.ts'
import { verifySignature } from './crypto.ts'
import type { CentralDeps } from './deps.ts'
import { takeTurn, type DeviceRecord } from './device-record.ts'
import { putReport } from './store-reports.ts'
import { quarantine } from './take-command.ts'

/**
 * Takes a desk's word that commands of its are gone (SYNC-LOST): the chain of the device moves on over those that
 * never came here, and its hall is told how many. What came here before it was lost stays as it is. A declaration
 * that comes again changes nothing; one that doesn't fit the chain is another history of the device.
 */
export function takeLost(deps: CentralDeps, deviceId: string, declaration: LostDeclaration): Promise<LostAnswer> {
  return deps.database.write(async (db) => {
    const device = await takeTurn(db, deviceId)
    const stop = (reason: NonNullable<LostAnswer['stop']>): LostAnswer => ({
      lastSeq: device?.last_seq ?? 0,
      missing: 0,
      stop: reason,
    })
    if (device?.state !== 'active') return stop('device-inactive')
    const { signature, ...unsigned } = declaration
    const isOwn = declaration.device === deviceId && declaration.from <= declaration.to
    if (!isOwn || !verifySignature(lostText(unsigned), signature, device.public_key)) return stop('bad-signature')
    if (declaration.from > device.last_seq + 1) return stop('gap')
    if (!(await fits(deps, db, device, declaration))) {
      await quarantine(deps, db, device, declaration, deps.now())
      return stop('forked')
    }
    return goOn(deps, db, device, declaration)
  })
}

/** Where both ends of the hole are known here, they are what the desk says. */
async function fits(deps: CentralDeps, db: ReadDb, device: DeviceRecord, { from, to, prev, head }: LostDeclaration) {
  const before = await findHash(deps, db, device, from - 1)
  const after = to > device.last_seq ? undefined : await findHash(deps, db, device, to)
  return (before === undefined || before === prev) && (after === undefined || after === head)
}

/** The head of the device's chain as it was after this number; unknown inside a hole that was declared. */
async function findHash(deps: CentralDeps, db: ReadDb, device: DeviceRecord, seq: number): Promise<string | undefined> {
  if (seq === 0) return CHAIN_START
  if (seq === device.last_seq) return device.chain_head
  const taken = await db.find<{ envelope: string }>(
    sql('select envelope from intake where device_id = ? and seq = ?', [device.id, seq]),
  )
  if (taken !== undefined) return deps.sha256(commandText(JSON.parse(taken.envelope) as Command))
  const lost = await db.find<{ head: string }>(
    sql('select head from lost_range where device_id = ? and to_seq = ?', [device.id, seq]),
  )
  return lost?.head
}

async function goOn(
  deps: CentralDeps,
  db: WriteDb,
  device: DeviceRecord,
  { from, to, prev, head, instant }: LostDeclaration,
): Promise<LostAnswer> {
  const known = await db.find<{ missing: number }>(
    sql('select missing from lost_range where device_id = ? and to_seq = ?', [device.id, to]),
  )
  if (known !== undefined) return { lastSeq: device.last_seq, missing: known.missing }
  const missing = Math.max(0, to - Math.max(device.last_seq, from - 1))
  const now = deps.now()
  await db.run(
    sql('insert into lost_range (device_id, from_seq, to_seq, prev, head, at, missing) values (?, ?, ?, ?, ?, ?, ?)', [
      device.id,
      from,
      to,
      prev,
      head,
      now,
      missing,
    ]),
  )
  if (missing === 0) return { lastSeq: device.last_seq, missing }
  const since = await findLastHeard(db, device)
  await putReport(deps, db, device, {
    id: deps.newId(),
    kind: 'acts-lost',
    foundAt: now,
    detail: { from: to - missing + 1, to, missing, since, until: Math.min(instant, now) },
  })
  await db.run(sql('update device set last_seq = ?, chain_head = ? where id = ?', [to, head, device.id]))
  return { lastSeq: to, missing }
}

/** When the last act before the hole arrived: what is lost was recorded after it. */
async function findLastHeard(db: ReadDb, device: DeviceRecord & { readonly enrolled_at?: number }): Promise<number> {
  const last = await db.find<{ at: number | null }>(
    sql('select max(received_at) as at from intake where device_id = ?', [device.id]),
  )
  return Number(last?.at ?? device.enrolled_at ?? 0)
}
