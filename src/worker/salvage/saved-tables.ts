import { command, type Command } from '../../contract/command.ts'
import { COMMAND_STATES } from '../../contract/call.ts'
import { DRAFT_KINDS } from '../../contract/draft.ts'
import { STORE_REPORT_KINDS } from '../../contract/store.ts'
import { isOwnAuditRow, type AuditRow } from '../../storage/audit.ts'
import { OWN } from '../../storage/store-report.ts'
import { commandText } from '../../sync/chain.ts'
import { isSignedBy, sha256 } from '../crypto.ts'
import type { Enrolment } from '../desk.ts'
import { OF_THE_COPY } from '../settings.ts'

/** A row under its columns' names, as the driver gives it. */
export type Values = Readonly<Record<string, unknown>>

/** How rows of one table are known, and whether one of them may be believed. */
export interface SavedTable {
  /**
   * `proved`: the row carries a proof of its own content. The others are believed page by page: a long row of theirs,
   * which lies on several, only where no version of a page is missing (see `isMixed`).
   */
  readonly trust: 'proved' | 'page'
  /** Looks at the values that no other table has in these places. */
  fits(row: Values): boolean
  /** Whether the content is what the desk once wrote; false leaves the row behind. */
  isTrue(row: Values, enrolment: Enrolment | undefined): boolean
}

const isOneOf = (list: readonly string[], value: unknown): boolean =>
  typeof value === 'string' && (list as readonly unknown[]).includes(value)
const isHash = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)

function parse(value: unknown): unknown {
  try {
    return typeof value === 'string' ? JSON.parse(value) : undefined
  } catch {
    return undefined
  }
}
const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const holdsObject = (value: unknown): boolean => isObject(parse(value))

const fromPage = (fits: SavedTable['fits'], isTrue: SavedTable['isTrue'] = () => true): SavedTable => ({
  trust: 'page',
  fits,
  isTrue,
})

/** A command is proved by the device's signature, and its row by being that command's. */
function isOwnCommand(row: Values, enrolment: Enrolment | undefined): boolean {
  // As it was written: the schema would leave out what it doesn't know, and the signature with it.
  const written = parse(row['envelope']) as Command
  if (!command.safeParse(written).success || enrolment === undefined) return false
  const text = commandText(written)
  return (
    written.device === enrolment.deviceId &&
    written.seq === row['seq'] &&
    written.id === row['command_id'] &&
    written.name === row['name'] &&
    sha256(text) === row['hash'] &&
    isSignedBy(text, written.signature, enrolment.key.publicKey)
  )
}

/**
 * The tables whose rows only this desk has, and which no exchange with the central brings back. Whatever isn't here is
 * the central's, copied anew, or made from it (see the test that divides all tables).
 */
export const SAVED_TABLES: Readonly<Record<string, SavedTable>> = {
  outbox: {
    trust: 'proved',
    fits: (row) => isHash(row['hash']) && isOneOf(COMMAND_STATES, row['state']),
    isTrue: isOwnCommand,
  },
  attachment: {
    trust: 'proved',
    fits: (row) => isHash(row['sha256']) && row['content'] instanceof Uint8Array,
    isTrue: (row) => sha256(row['content'] as Uint8Array) === row['sha256'],
  },
  audit: {
    trust: 'proved',
    fits: (row) => isHash(row['hash']) && isHash(row['previous_hash']),
    isTrue: (row) => isOwnAuditRow(row as unknown as AuditRow, sha256),
  },
  draft: fromPage(
    (row) => isOneOf(DRAFT_KINDS, row['kind']),
    (row) => holdsObject(row['content']),
  ),
  visit: fromPage((row) => isOneOf(['card-reader', 'document-seen'], row['presence']) && holdsObject(row['acting'])),
  visit_proof: fromPage((row) => isObject(parse(row['content'])) && 'kind' in (parse(row['content']) as object)),
  card_reading: fromPage((row) => holdsObject(row['fields'])),
  customer_answer: fromPage((row) => isObject(parse(row['content'])) && !('kind' in (parse(row['content']) as object))),
  offline_verifier: fromPage((row) => holdsObject(row['staff']) && String(row['verifier']).startsWith('$argon2id$')),
  setting: fromPage(
    (row) => /^[a-z-]{2,40}$/.test(String(row['name'])) && parse(row['value']) !== undefined,
    (row) => !isOneOf(OF_THE_COPY, row['name']),
  ),
  store_report: fromPage((row) => row['device_id'] === OWN && isOneOf(STORE_REPORT_KINDS, row['kind'])),
  lost_range: fromPage((row) => row['device_id'] === OWN && isHash(row['head']) && isHash(row['prev'])),
  field_pack: fromPage((row) => Array.isArray(parse(row['enterprise_ids']))),
  field_bundle: fromPage((row) => isHash(row['id']) && typeof row['reply_key'] === 'string'),
}
