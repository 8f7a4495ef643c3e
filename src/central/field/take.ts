import {
  bundleDeliveries,
  bundleHeader,
  BUNDLE_MAGIC,
  readFieldFile,
  tallyOf,
  type BundleAnswer,
  type BundleBody,
  type BundleHeader,
  type BundleTally,
  type FieldFile,
  type ReceiptBody,
} from '../../contract/bundle.ts'
import { bundleRefusals } from '../../contract/bundle-refusals.ts'
import type { CommandOutcome } from '../../contract/command.ts'
import type { FeedAnswer } from '../../contract/central.ts'
import { STOPS_SAID } from '../../contract/protocol.ts'
import type { LostDeclaration } from '../../contract/store.ts'
import { appendAudit } from '../../storage/audit.ts'
import { Refused } from '../../storage/refused.ts'
import { takeAttachment } from '../attachments.ts'
import { sha256 } from '../crypto.ts'
import type { CentralDeps } from '../deps.ts'
import { MustRefetch, readFeed } from '../feed.ts'
import { findDevice, type DeviceRecord } from '../device-record.ts'
import { takeBatch } from '../intake.ts'
import { takeLost } from '../lost.ts'
import type { BatchStop, Delivery } from '../take-command.ts'
import { isSignedByDesk, openBundle, sealReceipt } from './box.ts'

/**
 * Takes a bundle that a connected desk carries here, and gives the receipt to carry back. The acts in it are judged
 * as if their own desk had sent them, in its order and once for all: the same bundle again is answered the same.
 * @throws Refused, with nothing changed unless the device's chain turns out to be forked
 */
export async function takeBundle(deps: CentralDeps, carrier: DeviceRecord, content: unknown): Promise<BundleAnswer> {
  if (!Buffer.isBuffer(content)) throw new Refused(bundleRefusals.make('bundle-foreign'))
  const file = readFieldFile(BUNDLE_MAGIC, bundleHeader, content)
  if (typeof file === 'string') throw new Refused(bundleRefusals.make(`bundle-${file}`))
  const device = await getSender(deps, file)
  const body = openBundle(file, deps.sealing)
  const deliveries = body && readDeliveries(file.header, body)
  if (body === undefined || deliveries === undefined) throw new Refused(bundleRefusals.make('bundle-forged'))
  if (file.header.firstSeq > device.last_seq + 1)
    throw new Refused(bundleRefusals.make('bundle-gap', { have: device.last_seq, first: file.header.firstSeq }))
  for (const { content: bytes, ...about } of body.attachments) await takeAttachment(deps, about, Buffer.from(bytes))
  const taken = await takeAll(deps, device, deliveries, body.lost)
  const { outcomes, lost, lastSeq } = taken
  if (taken.stop !== undefined && outcomes.length === 0 && lost.length === 0)
    throw new Refused(bundleRefusals.make('bundle-stopped', { stop: taken.stop }))
  const tally = tallyOf(outcomes)
  const stop = taken.stop === undefined ? {} : { stop: taken.stop }
  await note(deps, device, carrier, file.header, { ...tally, ...stop })
  const feed = isBarredBy(taken.stop) ? [] : await feedFor(deps, device, body)
  const receipt = sealReceipt(
    { format: 1, device: device.id, bundle: sha256(content), lastSeq, madeAt: deps.now() },
    { outcomes, lost, feed, ...(isSaidTo(deliveries) ? stop : {}) },
    body.replyKey,
    deps.signing,
  )
  return { receipt: Buffer.from(receipt).toString('base64'), lastSeq, tally, ...stop }
}

/** Whether the desk's program knows a receipt that says why it ends; one of before takes it for a forgery. */
const isSaidTo = (deliveries: readonly Delivery[]): boolean => (deliveries.at(-1)?.command.protocol ?? 0) >= STOPS_SAID

/** Whether the desk isn't one of ours any more since it was stopped: what is new in the hall is none of its business. */
const isBarredBy = (stop: BatchStop | undefined): boolean => stop === 'forked' || stop === 'device-inactive'

/** The desk whose bundle this is: known here, still one of ours, and the one that signed. */
async function getSender(deps: CentralDeps, file: FieldFile<BundleHeader>): Promise<DeviceRecord> {
  if (file.header.central !== deps.sha256(deps.sealing.publicKey))
    throw new Refused(bundleRefusals.make('bundle-other-central'))
  const device = await deps.database.read((db) => findDevice(db, file.header.device))
  if (device === undefined) throw new Refused(bundleRefusals.make('bundle-device-unknown'))
  if (!isSignedByDesk(file, device.public_key)) throw new Refused(bundleRefusals.make('bundle-forged'))
  if (device.state !== 'active') throw new Refused(bundleRefusals.make('bundle-device-inactive'))
  return device
}

/** The deliveries, if they are the very ones that the header names: nobody's eyes but ours have seen them. */
function readDeliveries(header: BundleHeader, body: BundleBody): Delivery[] | undefined {
  let content: unknown
  try {
    content = JSON.parse(body.deliveries)
  } catch {
    return undefined
  }
  const parsed = bundleDeliveries.safeParse(content)
  if (!parsed.success || body.replyKey.length !== 32) return undefined
  const deliveries: readonly Delivery[] = parsed.data
  const counted = deliveries.length === header.commands && body.attachments.length === header.attachments
  return counted ? [...deliveries] : undefined
}

interface Taken {
  readonly outcomes: CommandOutcome[]
  readonly lost: ReceiptBody['lost']
  lastSeq: number
  stop?: BatchStop
}

/** Takes acts and declared holes in the order of the chain, as the desk would have sent them. */
async function takeAll(
  deps: CentralDeps,
  device: DeviceRecord,
  deliveries: readonly Delivery[],
  holes: readonly LostDeclaration[],
): Promise<Taken> {
  const taken: Taken = { outcomes: [], lost: [], lastSeq: device.last_seq }
  let after = 0
  for (const hole of [...holes, undefined]) {
    const upTo = hole?.from ?? Number.MAX_SAFE_INTEGER
    const piece = deliveries.filter(({ command }) => command.seq > after && command.seq < upTo)
    await takePiece(deps, device.id, piece, taken)
    if (taken.stop !== undefined || hole === undefined) break
    const { stop, missing, lastSeq } = await takeLost(deps, device.id, hole)
    taken.lastSeq = lastSeq
    if (stop !== undefined) return { ...taken, stop }
    taken.lost.push({ to: hole.to, missing })
    after = hole.to
  }
  return taken
}

/** A batch ends early when services take long; whoever carried the file shouldn't have to come again for that. */
async function takePiece(deps: CentralDeps, deviceId: string, piece: readonly Delivery[], taken: Taken): Promise<void> {
  for (let done = 0; done < piece.length;) {
    const { outcomes, lastSeq, stop } = await takeBatch(deps, deviceId, piece.slice(done))
    taken.outcomes.push(...outcomes)
    taken.lastSeq = lastSeq
    done += outcomes.length
    if (stop !== undefined) {
      taken.stop = stop
      return
    }
  }
}

/** Who carried what, in the audit of the hall that the acts belong to. */
async function note(
  deps: CentralDeps,
  device: DeviceRecord,
  carrier: DeviceRecord,
  { firstSeq, lastSeq }: BundleHeader,
  came: BundleTally & Pick<BundleAnswer, 'stop'>,
): Promise<void> {
  await deps.database.write((db) =>
    appendAudit(
      db,
      { chain: device.hall_id, hash: deps.sha256 },
      {
        at: deps.now(),
        actor: { kind: 'system', source: 'clock' },
        action: 'field.bundle',
        subjects: [device.id, carrier.id],
        detail: { firstSeq, lastSeq, ...came },
      },
    ),
  )
}

const FEED_PAGE = 1000
/** A receipt that brings more than this is no receipt but a copy; the desk then waits for a network. */
const FEED_PAGES_MOST = 20

/** What is new for the desk's hall since its cursor, all or nothing: half a feed would show effects without their results. */
async function feedFor(deps: CentralDeps, device: DeviceRecord, { cursor }: BundleBody): Promise<FeedAnswer[]> {
  if (cursor === null) return []
  const pages: FeedAnswer[] = []
  try {
    for (let { seq } = cursor; pages.length < FEED_PAGES_MOST;) {
      const after = seq
      const page = await deps.database.readFor(device.hall_id, (db) =>
        readFeed(db, device.hall_id, cursor.epoch, after, FEED_PAGE),
      )
      if (page.rows.length === 0) return pages
      pages.push({ ...page, rows: [...page.rows] })
      seq = page.rows.at(-1)?.seq ?? seq
      if (seq >= page.newest) return pages
    }
  } catch (error) {
    if (!(error instanceof MustRefetch)) throw error
  }
  return []
}
