import { encode } from 'cbor-x'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { attachmentAbout } from '../contract/attachment.ts'
import { bundleAnswer, BUNDLE_BYTES_MOST } from '../contract/bundle.ts'
import {
  commandsAnswer,
  commandsInput,
  divergenceInput,
  enrolAnswer,
  enrolInput,
  feedAnswer,
  feedQuery,
  hallFileQuery,
  snapshotAsk,
  snapshotQuery,
  snapshotStart,
  staffSignInAnswer,
  staffSignInInput,
} from '../contract/central.ts'
import { fault, ok, refusal, type Envelope } from '../contract/envelope.ts'
import { STOPS_SAID } from '../contract/protocol.ts'
import { getCall, isCallName } from '../contract/registry.ts'
import { lostAnswer, lostDeclaration, storeReportTold } from '../contract/store.ts'
import { Refused } from '../storage/refused.ts'
import { isReplicated } from '../storage/rows.ts'
import { remoteAnswers } from './answers.ts'
import { takeAttachment } from './attachments.ts'
import { limitEnrolment } from './attempts.ts'
import type { Caller, CentralDeps } from './deps.ts'
import { deviceGuard, enrolDevice, fileOfKnownDevice } from './devices.ts'
import { MustRefetch, readFeed, requireEpoch, startSnapshot } from './feed.ts'
import { noteDivergence } from './feed-keeping.ts'
import { takeBundle } from './field/take.ts'
import type { DeviceRecord } from './device-record.ts'
import { takeBatch } from './intake.ts'
import { takeLost } from './lost.ts'
import { publicRoutes } from './public/mount.ts'
import { readPlace, readSnapshot } from './snapshot.ts'
import { endSession, findCaller, signInStaff } from './staff.ts'
import { standInRoutes } from './stand-ins/routes.ts'
import { putReport } from './store-reports.ts'

/** The device behind a guarded request. */
function getDevice(request: FastifyRequest): DeviceRecord {
  if (request.device === undefined) throw new Error('this route must be behind the device guard')
  return request.device
}

const bearer = (request: FastifyRequest): string => (request.headers.authorization ?? '').replace(/^Bearer /, '')

/** Enrolment is the one thing a machine may ask before it is known. */
export function enrolRoutes(deps: CentralDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/v1/devices/enrol',
      { schema: { tags: ['desk'], body: enrolInput, response: { 200: enrolAnswer } } },
      (request) => limitEnrolment(deps, request, () => enrolDevice(deps, request.body)),
    )
  }
}

/** What an enrolled desk may ask; every request here is signed by the device (see `deviceGuard`). */
export function deskRoutes(deps: CentralDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.addHook('preHandler', deviceGuard(deps))
    addSessionRoutes(app, deps)
    addIntakeRoutes(app, deps)
    addFeedRoutes(app, deps)
    app.put('/v1/desk/attachments/:id', { schema: { tags: ['desk'] } }, async (request, reply) => {
      const { id } = request.params as { id: string }
      const about = attachmentAbout.safeParse({ id, purpose: request.headers['x-purpose'] })
      if (!about.success) return reply.code(400).send({ code: 'malformed' })
      await takeAttachment(deps, about.data, request.body as Buffer)
      return { id }
    })
    app.post(
      '/v1/desk/calls/:name',
      // A spreadsheet to import travels in one call.
      { bodyLimit: 8 * 1024 * 1024, schema: { tags: ['desk'] } },
      async (request, reply): Promise<Envelope<unknown>> => {
        const caller = await findCaller(deps, getDevice(request), bearer(request))
        if (caller === undefined) return reply.code(401).send({ code: 'session-ended' })
        return answerCall(deps, (request.params as { name: string }).name, request.body, caller)
      },
    )
    addDiagnosisRoute(app, deps)
  }
}

/** `diagnosis.ask` under the address of the person it is about. */
function addDiagnosisRoute(app: FastifyInstance, deps: CentralDeps): void {
  app.get(
    '/v1/people/:id/login-diagnosis',
    { schema: { tags: ['desk'] } },
    async (request, reply): Promise<Envelope<unknown>> => {
      const caller = await findCaller(deps, getDevice(request), bearer(request))
      if (caller === undefined) return reply.code(401).send({ code: 'session-ended' })
      const { id } = request.params as { id: string }
      return answerCall(deps, 'diagnosis.ask', { ...(request.query as object), personId: id }, caller)
    },
  )
}

async function answerCall(deps: CentralDeps, name: string, input: unknown, caller: Caller): Promise<Envelope<unknown>> {
  const answer = remoteAnswers[name]
  if (answer === undefined || !isCallName(name))
    return fault({ id: deps.newId(), code: 'input', reason: 'unknown-call' })
  const parsed = getCall(name).input.safeParse(input)
  if (!parsed.success)
    return fault({
      id: deps.newId(),
      code: 'input',
      field: parsed.error.issues[0]?.path.join('.') ?? '',
      reason: 'malformed',
    })
  try {
    return ok(await answer(deps, parsed.data as never, caller))
  } catch (error) {
    if (error instanceof Refused) return refusal(error.refusal)
    throw error
  }
}

type ZodApp = Parameters<FastifyPluginAsyncZod>[0]

function addSessionRoutes(app: ZodApp, deps: CentralDeps): void {
  app.post(
    '/v1/desk/sign-in',
    { schema: { tags: ['desk'], body: staffSignInInput, response: { 200: staffSignInAnswer } } },
    (request) => signInStaff(deps, getDevice(request), request.body),
  )
  app.post('/v1/desk/sign-out', { schema: { tags: ['desk'] } }, async (request) => {
    await endSession(deps, bearer(request))
    return {}
  })
}

/** What a desk sends: its acts, by the network or in a file, and what became of them. */
function addIntakeRoutes(app: ZodApp, deps: CentralDeps): void {
  app.post(
    '/v1/desk/commands',
    {
      bodyLimit: 8 * 1024 * 1024,
      schema: { tags: ['desk'], body: commandsInput, response: { 200: commandsAnswer, 422: commandsAnswer } },
    },
    async (request, reply) => {
      const { id, hall_id: hall } = getDevice(request)
      const { epoch, deliveries } = request.body
      if (epoch !== undefined) await deps.database.readFor(hall, (db) => requireEpoch(db, hall, epoch))
      const answer = await takeBatch(deps, id, deliveries)
      // An id that stood for something else: the first effect stays, and so does what came before it in the batch.
      const isUnderstood = Number(request.headers['x-protocol']) >= STOPS_SAID
      return reply.code(answer.stop === 'different-content' && isUnderstood ? 422 : 200).send(answer)
    },
  )
  app.post(
    '/v1/desk/bundles',
    {
      bodyLimit: BUNDLE_BYTES_MOST,
      schema: { tags: ['desk'], response: { 200: bundleAnswer } },
      onRequest: fileOfKnownDevice(deps),
    },
    // An outbox that travelled as a file, carried here by whichever desk has a network.
    (request) => takeBundle(deps, getDevice(request), request.body),
  )
  app.post(
    '/v1/desk/lost',
    { schema: { tags: ['desk'], body: lostDeclaration, response: { 200: lostAnswer } } },
    (request) => takeLost(deps, getDevice(request).id, request.body),
  )
  app.post('/v1/desk/store-reports', { schema: { tags: ['desk'], body: storeReportTold } }, async (request) => {
    await deps.database.write((db) => putReport(deps, db, getDevice(request), request.body))
    return {}
  })
}

/** What a desk reads: its hall's feed, and a copy where it has none to go on from. */
function addFeedRoutes(app: ZodApp, deps: CentralDeps): void {
  app.get(
    '/v1/desk/feed',
    { schema: { tags: ['desk'], querystring: feedQuery, response: { 200: feedAnswer } } },
    async (request) => {
      const { epoch, after, limit } = request.query
      const hall = getDevice(request).hall_id
      const page = await deps.database.readFor(hall, (db) => readFeed(db, hall, epoch, after, limit))
      return { ...page, rows: [...page.rows] }
    },
  )
  app.post('/v1/desk/divergence', { schema: { tags: ['desk'], body: divergenceInput } }, async (request) => {
    await noteDivergence(deps, getDevice(request), request.body)
    return {}
  })
  app.get(
    '/v1/desk/snapshot',
    { schema: { tags: ['desk'], querystring: snapshotAsk, response: { 200: snapshotStart } } },
    async (request) => {
      const { hall_id: hall, last_seq: lastSeq, chain_head: head } = getDevice(request)
      const start = await deps.database.readFor(hall, (db) => startSnapshot(db, hall, deps.now()))
      const file = request.query.file === 'wanted' ? deps.hallFiles?.offer(start) : undefined
      return { ...start, lastSeq, head, ...(file === undefined ? {} : { file }) }
    },
  )
  app.get(
    '/v1/desk/hall-files/:id',
    { schema: { tags: ['desk'], querystring: hallFileQuery } },
    async (request, reply) => {
      const { id } = request.params as { id: string }
      const bytes = await deps.hallFiles?.read(getDevice(request).hall_id, id, request.query.from)
      // A fresh one has taken its place, or there is none any more: the desk begins again with what there is.
      if (bytes === undefined) throw new MustRefetch('file')
      return reply.type('application/cbor').send(encode({ bytes }))
    },
  )
  app.get(
    '/v1/desk/snapshot/:table',
    { schema: { tags: ['desk'], querystring: snapshotQuery } },
    async (request, reply) => {
      const { table } = request.params as { table: string }
      if (!isReplicated(table)) return reply.code(404).send({ code: 'table-unknown' })
      const { after, limit, epoch } = request.query
      const place = readPlace(table, after)
      if (place === undefined) return reply.code(400).send({ code: 'malformed', field: 'after' })
      const hall = getDevice(request).hall_id
      const rows = Math.min(limit, deps.snapshotRows ?? limit)
      const page = await deps.database.readFor(hall, async (db) => {
        // A desk that was moved, or a central that was restored, in the middle of a copy: no two halls in one.
        if (epoch !== undefined) await requireEpoch(db, hall, epoch)
        return readSnapshot(db, hall, table, place, rows, deps.now())
      })
      return reply.type('application/cbor').send(encode(page))
    },
  )
}

/** Registers everything the central offers; features add their own plugins here. */
export async function registerRoutes(app: FastifyInstance, deps: CentralDeps): Promise<void> {
  app.get('/v1/health', { schema: { tags: ['service'] } }, () => ({ status: 'ok', time: deps.now() }))
  await app.register(enrolRoutes(deps))
  await app.register(deskRoutes(deps))
  await app.register(publicRoutes(deps))
  await app.register(standInRoutes(deps))
}
