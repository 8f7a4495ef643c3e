import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { sql } from '../storage/database.ts'
import { DeskClock } from './clock.ts'
import type { Desk, Enrolment } from './desk.ts'
import { CentralHttp } from './http.ts'
import { Link } from './link.ts'
import { CannotOpen, openDeskDatabase } from './open.ts'
import { ownAnswers } from './own-answers.ts'
import { Server } from './serve.ts'
import { Sessions } from './session.ts'
import { findSetting } from './settings.ts'

/** What the window process hands to the data thread. The key is 64 hex digits and is never written down here. */
export interface WorkerData {
  readonly directory: string
  readonly databaseKey: string
  readonly centralUrl: string
}

/** Messages to this thread; `id` comes back with the answer. */
export type WorkerRequest =
  { readonly id: number; readonly name: string; readonly input: unknown } | { readonly close: true }

const port = parentPort
if (port === null) throw new Error('the data thread must be started as a worker')

async function start(data: WorkerData): Promise<void> {
  const database = await openDeskDatabase(join(data.directory, 'desk.db'), data.databaseKey)
  const newest = await database.read((db) => db.find<{ at: number | null }>(sql('select max(at) as at from audit')))
  const clock = new DeskClock(newest?.at ?? 0)
  const desk: Desk = {
    database,
    clock,
    http: new CentralHttp(data.centralUrl, clock),
    enrolment: await database.read((db) => findSetting<Enrolment>(db, 'enrolment')),
    session: undefined,
    tell: (topic, payload) => {
      port?.postMessage({ topic, payload })
    },
  }
  if (desk.enrolment !== undefined) desk.http.identity = { deviceId: desk.enrolment.deviceId, key: desk.enrolment.key }
  const link = new Link(desk)
  const sessions = new Sessions(desk, link, data.databaseKey)
  const server = new Server(desk, ownAnswers(desk, sessions, link))
  await link.start()
  const idle = setInterval(() => void sessions.lockWhenIdle(), 10_000)
  port?.on('message', (message: WorkerRequest) => {
    if ('close' in message) {
      clearInterval(idle)
      void link
        .stop()
        .then(() => database.close())
        .then(() => process.exit(0))
      return
    }
    void server.answer(message.name, message.input).then((envelope) => {
      port?.postMessage({ id: message.id, envelope })
    })
  })
  port?.postMessage({ ready: true })
}

start(workerData as WorkerData).catch((error: unknown) => {
  // The window process tells the clerk what is wrong; nothing has been written.
  const problem = error instanceof CannotOpen ? error.problem : 'fault'
  process.stderr.write(`data thread: ${error instanceof Error ? error.name + ' ' + error.message : String(error)}\n`)
  port.postMessage({ problem })
})
