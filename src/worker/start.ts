import { join } from 'node:path'
import type { Topic, Topics } from '../contract/registry.ts'
import { openDevices } from '../devices/ports.ts'
import { sql } from '../storage/database.ts'
import { DeskClock } from './clock.ts'
import type { Desk, Enrolment } from './desk.ts'
import { CentralHttp } from './http.ts'
import { Link } from './link.ts'
import { openDeskDatabase } from './open.ts'
import { ownAnswers } from './own-answers.ts'
import { Server } from './serve.ts'
import { Sessions } from './session.ts'
import { findSetting } from './settings.ts'

/** What the data thread needs to begin. The key is 64 hex digits and is never written down here. */
export interface StartData {
  readonly directory: string
  readonly databaseKey: string
  readonly centralUrl: string
}

export interface RunningDesk {
  readonly desk: Desk
  readonly server: Server
  readonly sessions: Sessions
  readonly link: Link
  /** Ends the link's round and closes the database. */
  close(): Promise<void>
}

export type Tell = <Name extends Topic>(topic: Name, payload: Topics[Name]) => void

const IDLE_CHECK_MS = 10_000

/**
 * Puts a desk together: database, clock, session, link. It needs no thread of its own, so that tests run
 * several desks in one process.
 * @throws CannotOpen when the database can't be opened; nothing was written.
 */
export async function startDesk(data: StartData, tell: Tell): Promise<RunningDesk> {
  const database = await openDeskDatabase(join(data.directory, 'desk.db'), data.databaseKey)
  const newest = await database.read((db) => db.find<{ at: number | null }>(sql('select max(at) as at from audit')))
  const clock = new DeskClock(newest?.at ?? 0)
  const enrolment = await database.read((db) => findSetting<Enrolment>(db, 'enrolment'))
  const http = new CentralHttp(data.centralUrl, clock)
  if (enrolment !== undefined) http.identity = { deviceId: enrolment.deviceId, key: enrolment.key }
  const desk: Desk = { database, clock, http, enrolment, session: undefined, tell, wake: () => link.wake() }
  const link = new Link(desk)
  const sessions = new Sessions(desk, link, data.databaseKey)
  const devices = openDevices({ cardReader: process.env['HALL_DESK_CARD_READER'] })
  const server = new Server(desk, ownAnswers(desk, sessions, link, devices))
  await link.start()
  const idle = setInterval(() => void sessions.lockWhenIdle(), IDLE_CHECK_MS)
  return {
    desk,
    server,
    sessions,
    link,
    close: async () => {
      clearInterval(idle)
      await link.stop()
      await devices.close()
      await database.close()
    },
  }
}
