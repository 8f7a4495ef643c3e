import type { Role } from '../domain/kernel/actor.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import type { Policy } from '../domain/policy/policy.ts'
import type { Hash } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import type { SigningKeys } from './field/box.ts'
import type { Gateways } from './gateways/gateways.ts'
import type { HallFiles } from './hall-file/keeper.ts'
import type { Passwords } from './passwords.ts'
import type { SealingKeys } from './sealed-box.ts'

/** What the central's parts are given instead of reaching for it; tests hand in their own clock. */
export interface CentralDeps {
  readonly database: Database
  readonly now: () => Instant
  readonly newId: () => string
  readonly sha256: Hash
  readonly policy: Policy
  readonly passwords: Passwords
  readonly sealing: SealingKeys
  /** By which desks know what comes from the central without a network. */
  readonly signing: SigningKeys
  /** The office's public half, for which desks wrap their keys; the private half is in its safe. */
  readonly recoveryKey?: string
  readonly gateways: Gateways
  /** What the province's APP server shows when an APP has read a code; empty: no APP is let in. */
  readonly appKey: string
  /** What the core tax system shows when it announces something; empty: nobody may. */
  readonly coreKey: string
  /** The most rows in a page of a copy, whatever a desk asks for. */
  readonly snapshotRows?: number
  /** Ready-made files of large halls; without them every desk copies by pages. */
  readonly hallFiles?: HallFiles
  /** Sets the clock on, where a town is played; a central for real people has none. */
  readonly setOn?: (until: Instant) => void
}

/** The member of staff and the device behind a desk's request. */
export interface Caller {
  readonly staffId: string
  readonly role: Role
  readonly hallId: string
  readonly deviceId: string
}
