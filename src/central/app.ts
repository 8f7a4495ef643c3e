import fastifySwagger from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import fastify, { type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { Refused } from '../storage/refused.ts'
import { faultLine } from '../sync/fault-line.ts'
import { AttemptsSpent } from './attempts.ts'
import { newId, sha256 } from './crypto.ts'
import type { CentralDeps } from './deps.ts'
import { documentation } from './documentation/document.ts'
import { MustRefetch } from './feed.ts'
import { registerRoutes } from './routes.ts'

const BODY_LIMIT = 1024 * 1024

/** How long a request may take to arrive, in milliseconds. What desks send at once is made to fit (bundle.ts). */
export const REQUEST_WITHIN = 30_000

export interface AppOptions {
  /** Address of the reverse proxy whose word for the asker's address counts; without one nobody's does. */
  readonly proxy?: string
  /** In place of `REQUEST_WITHIN`. */
  readonly requestWithin?: number
}

/** What every request meets before its route, without a route yet. */
export function createBareApp(
  deps: CentralDeps,
  { proxy, requestWithin = REQUEST_WITHIN }: AppOptions = {},
): FastifyInstance {
  // No request logging: addresses carry ids of people, and the audit chain already says who did what.
  const trust = proxy === undefined ? {} : { trustProxy: proxy }
  const limits = {
    requestTimeout: requestWithin,
    // Node looks for late requests now and then, and for none at all while headers may take longer than the whole.
    http: { headersTimeout: requestWithin, connectionsCheckingInterval: Math.min(requestWithin, 5_000) },
    // An id that is too long is malformed like any other, and not an address that doesn't exist.
    routerOptions: { maxParamLength: 16_384 },
  }
  const app = fastify({ bodyLimit: BODY_LIMIT, logger: false, ...limits, ...trust })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  keepBodyHash(app)
  setErrorAnswers(app)
  app.addHook('onSend', async (_request, reply) => {
    // Every answer carries the central's time, from which desks correct their own.
    void reply.header('x-central-time', String(deps.now()))
  })
  return app
}

/**
 * The central as a fastify application, not yet listening. Answers are envelopes or plain JSON by route; a refusal
 * is status 409 with its rule, or 429 when tries are spent; malformed input is 400 with its field, and a fault 500 with
 * an id that the log explains.
 */
export async function createApp(deps: CentralDeps, options: AppOptions = {}): Promise<FastifyInstance> {
  const app = createBareApp(deps, options)
  await app.register(fastifySwagger, documentation)
  await app.register(fastifySwaggerUi, { routePrefix: '/docs', theme: { title: 'Hall Desk 税厅台 API' } })
  await registerRoutes(app, deps)
  return app
}

/** Desks sign the hash of the raw body, so it is taken before parsing. */
function keepBodyHash(app: FastifyInstance): void {
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    request.bodyHash = sha256(body)
    try {
      done(null, body.length === 0 ? undefined : JSON.parse((body as Buffer).toString('utf8')))
    } catch {
      done(Object.assign(new Error('the body is not JSON'), { statusCode: 400 }), undefined)
    }
  })
  app.addContentTypeParser(
    'application/octet-stream',
    { parseAs: 'buffer', bodyLimit: 4 * BODY_LIMIT },
    (request, body, done) => {
      request.bodyHash = sha256(body)
      done(null, body)
    },
  )
}

function setErrorAnswers(app: FastifyInstance): void {
  app.setErrorHandler(
    (error: Error & { statusCode?: number; validation?: { instancePath?: string }[] }, _request, reply) => {
      if (error instanceof AttemptsSpent)
        return reply
          .code(429)
          .header('retry-after', String(error.retryAfterSeconds))
          .send({ kind: 'refused', refusal: error.refusal })
      if (error instanceof Refused) return reply.code(409).send({ kind: 'refused', refusal: error.refusal })
      if (error instanceof MustRefetch) return reply.code(410).send({ code: 'must-refetch' })
      if (error.validation !== undefined)
        return reply
          .code(400)
          .send({ code: 'malformed', field: (error.validation[0]?.instancePath ?? '').slice(1).replaceAll('/', '.') })
      if (error.statusCode !== undefined && error.statusCode < 500)
        return reply.code(error.statusCode).send({ code: 'request' })
      const id = newId()
      process.stderr.write(`fault ${id} ${faultLine(error)}\n`)
      return reply.code(500).send({ kind: 'fault', fault: { id, code: 'internal' } })
    },
  )
}
