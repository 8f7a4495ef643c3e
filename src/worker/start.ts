import type { Topic, Topics } from '../contract/registry.ts'
import { openDevices } from '../devices/ports.ts'
import { findNewest } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import { faultLine } from '../sync/fault-line.ts'
import { DeskClock, type TimeSources } from './clock.ts'
import { chainOf, type Desk, type Enrolment, type WholeCopies } from './desk.ts'
import { ENDLESS_DISK } from './disk.ts'
import { CentralHttp } from './http.ts'
import { Link } from './link.ts'
import { keepIdentityBeside } from './identity.ts'
import { resumeWaits } from './offline-verifier.ts'
import { ownAnswers } from './own-answers.ts'
import { listDamaged } from './salvage/folder.ts'
import { Server } from './serve.ts'
import { Sessions } from './session.ts'
import { findSetting } from './settings.ts'
import { openStore, type Store } from './store.ts'

/** What the data thread needs to begin. The key is 64 hex digits and is never written down here. */
export interface StartData {
  readonly directory: string
  readonly databaseKey: string
  readonly centralUrl: string
  /** Kept free for a full disk; `BALLAST_BYTES` by default. */
  readonly ballastBytes?: number
}

export interface RunningDesk {
  readonly desk: Desk
  readonly server: Server
  readonly sessions: Sessions
  readonly link: Link
  /** Ends the link's round and closes the database. */
  close(): Promise<void>
}

/** What a simulation hands in so that it owns time and may pull the plug; a desk for real people makes its own. */
export interface DeskParts {
  readonly database?: Database
  readonly time?: TimeSources
  /** What the PC's network looks like; another text is another network. */
  readonly network?: () => string
  /** How it may take its hall in one piece. */
  readonly wholeCopies?: WholeCopies
  /** What goes on from a desk of this thread that was closed to begin anew: who is signed in, and what time it is. */
  readonly before?: Pick<Desk, 'session' | 'clock'> | undefined
  /** The database proved damaged while it was in use: it has to be closed and opened again, which salvages it. */
  readonly damaged?: () => void
}

export type Tell = <Name extends Topic>(topic: Name, payload: Topics[Name]) => void

const IDLE_CHECK_MS = 10_000

/**
 * Puts a desk together: database, clock, session, link. It needs no thread of its own, so that tests run
 * several desks in one process.
 * @throws CannotOpen when the database can't be opened; nothing was written.
 */
export async function startDesk(data: StartData, tell: Tell, parts: DeskParts = {}): Promise<RunningDesk> {
  const store =
    parts.database === undefined
      ? await openStore(data, parts.damaged ?? (() => undefined), () => {
          tell('sync-changed', {})
        })
      : { database: parts.database, disk: ENDLESS_DISK }
  try {
    return await assemble(data, tell, parts, store)
  } catch (error) {
    await store.database.close()
    throw error
  }
}

async function assemble(
  data: StartData,
  tell: Tell,
  parts: DeskParts,
  { database, disk }: Store,
): Promise<RunningDesk> {
  const enrolment = await database.read((db) => findSetting<Enrolment>(db, 'enrolment'))
  const newest = await database.read((db) => findNewest(db, chainOf(enrolment)))
  const clock = parts.before?.clock ?? new DeskClock(newest, parts.time)
  await resumeWaits(database, newest, clock.now())
  const http = new CentralHttp(data.centralUrl, clock)
  if (enrolment !== undefined) http.identity = { deviceId: enrolment.deviceId, key: enrolment.key }
  const desk: Desk = {
    ...{ database, clock, http, disk, enrolment, session: parts.before?.session, tell },
    ...(parts.wholeCopies === undefined ? {} : { wholeCopies: parts.wholeCopies }),
    wake: () => link.wake(),
  }
  const link = new Link(desk, parts.network)
  const keep = (known: Enrolment) => {
    if (parts.database === undefined) keepIdentityBeside(data.directory, data.databaseKey, known)
  }
  if (enrolment !== undefined) keep(enrolment)
  const sessions = new Sessions(desk, link, data.databaseKey, keep)
  const devices = openDevices({ cardReader: process.env['HALL_DESK_CARD_READER'] })
  const listKept = () => listDamaged(data.directory)
  const server = new Server(desk, ownAnswers(desk, sessions, link, devices, listKept))
  await link.start()
  const look = () => {
    disk.look().catch((error: unknown) => process.stderr.write(`room on the disk: ${faultLine(error)}\n`))
  }
  look()
  const idle = setInterval(() => {
    look()
    // It is locked by then; only the audit row is missing, and the disk says so to everybody who writes.
    sessions.lockWhenIdle().catch((error: unknown) => process.stderr.write(`idle lock: ${faultLine(error)}\n`))
  }, IDLE_CHECK_MS)
  return {
    desk,
    server,
    sessions,
    link,
    close: async () => {
      clearInterval(idle)
      http.close()
      await link.stop()
      await devices.close()
      await database.close()
    },
  }
}
