import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { coreRecord, crossReport } from '../../contract/core.ts'
import { operations } from '../../contract/public/registry.ts'
import { clockInput, messagesQuery } from '../../contract/stand-in.ts'
import { findBroken } from '../../storage/invariants.ts'
import { sql } from '../../storage/database.ts'
import { importFromCore } from '../core-import.ts'
import { recordReport } from '../cross-report.ts'
import { sha256 } from '../crypto.ts'
import type { CentralDeps } from '../deps.ts'
import { qrAnswers } from '../public/answers/login.ts'
import { verificationAnswers } from '../public/answers/verification.ts'
import { writeCoreRecord } from './core-records.ts'
import { listNeighbours } from './neighbours.ts'

/** Messages of one phone or mailbox, the newest first: what its holder would read on it. */
const MESSAGES = 'select content, at from stand_in_message where recipient = ? order by at desc, id desc limit 5'

/**
 * What a program does that plays people: it has their phones in its hand, reads a message, lets an APP look at a code,
 * and writes in the core tax system's book. For this machine alone, as the page is; nothing here is a way of a real one.
 */
export function handRoutes(deps: CentralDeps): FastifyPluginAsyncZod {
  return async (app) => {
    const nobody = { token: '', taxpayer: undefined, params: {}, query: {} }
    app.get('/stand-ins/phone/messages', { schema: { hide: true, querystring: messagesQuery } }, (request) =>
      deps.database.read((db) => db.all(sql(MESSAGES, [request.query.to]))),
    )
    app.post('/stand-ins/phone/scans', { schema: { hide: true, body: operations['app.take-scan'].body } }, (request) =>
      verificationAnswers['app.take-scan'](deps, { ...nobody, body: request.body, address: request.ip }),
    )
    app.post('/stand-ins/phone/sessions', { schema: { hide: true, body: operations['app.log-in'].body } }, (request) =>
      qrAnswers['app.log-in'](deps, { ...nobody, body: request.body, address: request.ip }),
    )
    app.post('/stand-ins/core/records', { schema: { hide: true, body: coreRecord } }, async (request) => {
      await writeCoreRecord(deps.database, request.body)
      return importFromCore(deps, request.body.enterprise.creditCode)
    })
    app.post('/stand-ins/core/reports', { schema: { hide: true, body: crossReport } }, (request) =>
      recordReport(deps, request.body),
    )
    app.get('/stand-ins/clock', { schema: { hide: true } }, () => ({
      now: deps.now(),
      settable: deps.setOn !== undefined,
    }))
    app.post('/stand-ins/clock', { schema: { hide: true, body: clockInput } }, (request) => {
      deps.setOn?.(request.body.until)
      return { now: deps.now(), settable: deps.setOn !== undefined }
    })
    app.get('/stand-ins/neighbours', { schema: { hide: true } }, () =>
      deps.database.read((db) => listNeighbours(db, deps.now())),
    )
    app.get('/stand-ins/invariants', { schema: { hide: true } }, async () => ({
      broken: await deps.database.read((db) => findBroken(db, { policy: deps.policy, hash: sha256 })),
    }))
  }
}
