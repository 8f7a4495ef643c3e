import { randomBytes } from 'node:crypto'
import { BUNDLE_COMMANDS_MOST, BUNDLE_FILLED_AT, type BundleBody } from '../../contract/bundle.ts'
import type { Command } from '../../contract/command.ts'
import { defineRefusals } from '../../domain/kernel/refusal.ts'
import { findAttachment, picturesOf } from '../../storage/attachment.ts'
import { sql, type ReadDb } from '../../storage/database.ts'
import { listUndeclared } from '../../storage/lost-range.ts'
import { listUnsent, type OutboxRecord } from '../../storage/outbox.ts'
import { Refused } from '../../storage/refused.ts'
import { writeContextOf } from '../contexts.ts'
import { sha256 } from '../crypto.ts'
import type { Desk } from '../desk.ts'
import { signLost } from '../lost.ts'
import { findCursor } from '../mirror.ts'
import { findSetting } from '../settings.ts'
import { sealBundle } from './box.ts'

export const exportRefusals = defineRefusals({
  'bundle-desk-new': { rule: 'FIELD-BUNDLE' },
  'bundle-nothing': { rule: 'FIELD-BUNDLE' },
})

type Picture = BundleBody['attachments'][number]

interface Load {
  readonly records: OutboxRecord[]
  readonly pictures: Picture[]
}

/** A name that tells files of one desk apart: device and numbers of acts, nothing of people. */
export const fileName = (device: string, first: number, last: number, ending: 'hdb' | 'hdr'): string =>
  `hall-desk-${device.slice(-8)}-${String(first)}-${String(last)}.${ending}`

/**
 * Makes a bundle of the acts that the central hasn't got, from `from` on. They stay here as they are: what was
 * carried away and what is sent later by itself count once (FIELD-ONCE).
 * @param filledAt bytes of acts and pictures after which the rest is left to the next file
 * @throws Refused when there is nothing to carry
 */
export async function exportBundle(
  desk: Desk,
  { from }: { readonly from?: number | undefined },
  filledAt = BUNDLE_FILLED_AT,
) {
  const { enrolment } = desk
  const centralKey = await desk.database.read((db) => findSetting<string>(db, 'central-key'))
  if (enrolment === undefined || centralKey === undefined) throw new Refused(exportRefusals.make('bundle-desk-new'))
  const waiting = await desk.database.read((db) => listUnsent(db, -1))
  const { records, pictures } = await fill(
    desk,
    waiting.filter(({ seq }) => seq >= (from ?? 0)),
    filledAt,
  )
  const [first, last] = [records[0], records.at(-1)]
  if (first === undefined || last === undefined) throw new Refused(exportRefusals.make('bundle-nothing'))
  const replyKey = randomBytes(32)
  const holes = await desk.database.read(listUndeclared)
  const lost = holes
    .filter((hole) => hole.to >= (from ?? 0) && hole.from < last.seq)
    .map((hole) => signLost(desk, hole))
  const firstSeq = Math.min(first.seq, lost[0]?.from ?? first.seq)
  const content = sealBundle(
    {
      format: 1,
      device: enrolment.deviceId,
      deviceName: enrolment.name,
      firstSeq,
      lastSeq: last.seq,
      head: last.hash,
      commands: records.length,
      attachments: pictures.length,
      madeAt: desk.clock.now(),
    },
    {
      deliveries: JSON.stringify(records.map(toDelivery)),
      lost,
      attachments: pictures,
      replyKey,
      cursor: await desk.database.read(findPlace),
    },
    centralKey,
    enrolment.key,
  )
  await keep(desk, { id: sha256(content), firstSeq, last, records, bytes: content.length, replyKey })
  return {
    name: fileName(enrolment.deviceId, firstSeq, last.seq, 'hdb'),
    content,
    firstSeq,
    lastSeq: last.seq,
    commands: records.length,
    attachments: pictures.length,
    bytes: content.length,
    // Not where the next act is: what was lost before it is declared in its file.
    next: waiting.some(({ seq }) => seq > last.seq) ? last.seq + 1 : null,
  }
}

/** Where the receipt's feed may begin; whether the rows here add up is nobody else's business. */
async function findPlace(db: ReadDb): Promise<BundleBody['cursor']> {
  const cursor = await findCursor(db)
  return cursor === undefined ? null : { epoch: cursor.epoch, seq: cursor.seq }
}

const toDelivery = ({ envelope, state }: OutboxRecord) => ({
  command: JSON.parse(envelope) as Command,
  withdrawn: state === 'withdrawn',
})

/** As many acts as fit, each with its pictures; one act always does. */
async function fill(desk: Desk, waiting: readonly OutboxRecord[], filledAt: number): Promise<Load> {
  const load: Load = { records: [], pictures: [] }
  const carried = new Set<string>()
  let bytes = 0
  for (const record of waiting.slice(0, BUNDLE_COMMANDS_MOST)) {
    const pictures = await newPictures(desk, record, carried)
    bytes += Buffer.byteLength(record.envelope) + pictures.reduce((sum, { content }) => sum + content.length, 0)
    if (bytes > filledAt && load.records.length > 0) break
    load.records.push(record)
    load.pictures.push(...pictures)
    for (const { id } of pictures) carried.add(id)
  }
  return load
}

/**
 * The act's pictures that aren't in this file yet, those too that the central had already: it may have been restored
 * from an earlier day since, and nobody here could know.
 */
async function newPictures(desk: Desk, { envelope }: OutboxRecord, carried: ReadonlySet<string>): Promise<Picture[]> {
  const pictures: Picture[] = []
  for (const id of new Set(picturesOf(JSON.parse(envelope) as Command)).difference(carried)) {
    const picture = await desk.database.read((db) => findAttachment(db, id))
    if (picture !== undefined) pictures.push({ id, purpose: picture.purpose, content: new Uint8Array(picture.content) })
  }
  return pictures
}

interface Made extends Pick<Load, 'records'> {
  readonly id: string
  readonly firstSeq: number
  readonly last: OutboxRecord
  readonly bytes: number
  readonly replyKey: Buffer
}

/** The key of the answer stays here; without it nobody can read what the central says of these people. */
async function keep(desk: Desk, { id, firstSeq, last, records, bytes, replyKey }: Made): Promise<void> {
  const text =
    'insert into field_bundle (id, first_seq, last_seq, commands, bytes, reply_key, made_at) values (?, ?, ?, ?, ?, ?, ?)'
  const values = [id, firstSeq, last.seq, records.length, bytes, replyKey.toString('base64'), desk.clock.now()]
  await desk.database.write(async (db) => {
    await db.run(sql(text, values))
    await writeContextOf(desk, db).audit('field.export', [], { firstSeq, lastSeq: last.seq, bytes })
  })
}
