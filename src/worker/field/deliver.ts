import {
  bundleAnswer,
  bundleHeader,
  BUNDLE_MAGIC,
  readFieldFile,
  type BundleHeader,
  type FieldFile,
} from '../../contract/bundle.ts'
import { bundleRefusals } from '../../contract/bundle-refusals.ts'
import type { Refusal } from '../../domain/kernel/refusal.ts'
import { Refused } from '../../storage/refused.ts'
import { sha256 } from '../crypto.ts'
import { writeContextOf } from '../contexts.ts'
import type { Desk } from '../desk.ts'
import { Denied } from '../http.ts'
import { findSetting } from '../settings.ts'
import { fileName } from './export.ts'

/** Deciding a thousand acts, each with its services, takes its time; the clerk sees that it runs. */
const DELIVER_TIMEOUT_MS = 10 * 60_000

/**
 * Hands another desk's bundle to the central and gives its receipt, and why the central stopped if it did. Nothing of
 * it stays here: this desk can't read the one or the other.
 * @throws Refused with the central's reason, or Unreachable
 */
export async function deliverBundle(desk: Desk, { content }: { readonly content: Uint8Array }) {
  const { header } = await check(desk, content)
  const answer = await ask(desk, content)
  const { device, firstSeq, lastSeq } = header
  const stop = answer.stop === undefined ? {} : { stop: answer.stop }
  await desk.database.write((db) =>
    writeContextOf(desk, db).audit('field.deliver', [device], { firstSeq, lastSeq, ...answer.tally, ...stop }),
  )
  return {
    name: fileName(device, firstSeq, lastSeq, 'hdr'),
    content: new Uint8Array(Buffer.from(answer.receipt, 'base64')),
    device: header.deviceName,
    lastSeq: answer.lastSeq,
    tally: answer.tally,
    ...stop,
  }
}

async function check(desk: Desk, content: Uint8Array): Promise<FieldFile<BundleHeader>> {
  const file = readFieldFile(BUNDLE_MAGIC, bundleHeader, content)
  if (typeof file === 'string') throw new Refused(bundleRefusals.make(`bundle-${file}`))
  const centralKey = await desk.database.read((db) => findSetting<string>(db, 'central-key'))
  if (centralKey !== undefined && file.header.central !== sha256(centralKey))
    throw new Refused(bundleRefusals.make('bundle-other-central'))
  return file
}

async function ask(desk: Desk, content: Uint8Array) {
  try {
    return await desk.http.ask('/v1/desk/bundles', bundleAnswer, { bytes: content, timeoutMs: DELIVER_TIMEOUT_MS })
  } catch (error) {
    const body = error instanceof Denied ? error.body : undefined
    if (typeof body === 'object' && body !== null && 'refusal' in body) throw new Refused(body.refusal as Refusal)
    throw error
  }
}
