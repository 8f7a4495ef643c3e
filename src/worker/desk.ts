import type { Topic, Topics } from '../contract/registry.ts'
import type { StaffProfile } from '../contract/central.ts'
import type { Policy } from '../domain/policy/policy.ts'
import { getPolicy } from '../domain/policy/profiles.ts'
import type { AuditChain } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import type { DeskClock } from './clock.ts'
import { sha256, type DeviceKey } from './crypto.ts'
import type { Disk } from './disk.ts'
import type { CentralHttp } from './http.ts'

/** What an enrolled desk knows of itself; kept under the setting `enrolment`. */
export interface Enrolment {
  readonly deviceId: string
  readonly name: string
  readonly hall: {
    readonly id: string
    readonly name: string
    readonly taxAuthority: string
    readonly division: string
  }
  readonly profile: Policy['id']
  readonly key: DeviceKey
}

/** Who works at this desk now. `token` is the central's, absent after an offline sign-in. */
export interface Session {
  readonly operator: StaffProfile
  readonly token?: string
  locked: boolean
  /** By the clock's ticks, which nobody can set. */
  lastTouched: number
}

/** How a desk takes its hall in one piece (docs/decisions/0014). */
export interface WholeCopies {
  /** The folder of the desk's database, and of what is fetched. */
  readonly directory: string
  /** Gives a fetched file the desk's own key in the place of this one; nobody waits for it here. */
  makeOwn(file: string, key: string): Promise<void>
  /** Closes the desk and opens it anew, with whoever is signed in: the file takes its database's place on the way. */
  beginAnew(): void
}

/** The data thread's own state, shared by its parts; rules live in the domain, rows in the database. */
export interface Desk {
  readonly database: Database
  readonly clock: DeskClock
  readonly http: CentralHttp
  readonly disk: Disk
  /** None where a desk's database is no file of its own. */
  readonly wholeCopies?: WholeCopies
  enrolment: Enrolment | undefined
  session: Session | undefined
  /** Asks for a round with the central now: something is there to send. */
  wake(): void
  /** Tells every page; the payload is cloned on the way. */
  tell<Name extends Topic>(topic: Name, payload: Topics[Name]): void
}

export const policyOf = (desk: Desk): Policy => getPolicy(desk.enrolment?.profile ?? 'liaoning')

/** What the desk calls itself in its audit: the device's id, once there is one. */
export const auditNameOf = (enrolment: Enrolment | undefined): string => enrolment?.deviceId ?? 'desk'

/** The desk's own audit chain. */
export const chainOf = (enrolment: Enrolment | undefined): AuditChain => ({
  chain: auditNameOf(enrolment),
  hash: sha256,
})

export const auditChainOf = ({ enrolment }: Pick<Desk, 'enrolment'>): AuditChain => chainOf(enrolment)
