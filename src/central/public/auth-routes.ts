import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import {
  firstStepAnswer,
  firstStepInput,
  initialPasswordAnswer,
  initialPasswordInput,
  loginCodeAnswer,
  loginCodeInput,
  loginDenied,
  loginRefused,
  loginSession,
  secondStepAnswer,
  secondStepInput,
} from '../../contract/login.ts'
import { none } from '../../contract/fields.ts'
import { endPersonSession, findSession } from '../../storage/person-session.ts'
import type { CentralDeps } from '../deps.ts'
import { firstStep } from './first-step.ts'
import { setInitialPassword } from './initial-password.ts'
import { secondStep, sendLoginCode } from './second-step.ts'

const tags = ['taxpayer log-in']

/** The public log-in of taxpayers, with their own browser or APP (R-LGE, R-LGN). */
export function authRoutes(deps: CentralDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/v1/auth/first-step',
      { schema: { tags, body: firstStepInput, response: { 200: firstStepAnswer, 409: loginRefused } } },
      (request) => firstStep(deps, request.body, request.ip),
    )
    app.post(
      '/v1/auth/code',
      { schema: { tags, body: loginCodeInput, response: { 200: loginCodeAnswer, 409: loginRefused } } },
      (request) => sendLoginCode(deps, request.body.token),
    )
    app.post(
      '/v1/auth/second-step',
      { schema: { tags, body: secondStepInput, response: { 200: secondStepAnswer, 409: loginRefused } } },
      (request) => secondStep(deps, request.body, request.ip),
    )
    app.post(
      '/v1/auth/initial-password',
      { schema: { tags, body: initialPasswordInput, response: { 200: initialPasswordAnswer, 409: loginRefused } } },
      (request) => setInitialPassword(deps, request.body),
    )
    app.get(
      '/v1/auth/session',
      { schema: { tags, response: { 200: loginSession, 401: loginDenied } } },
      async (request, reply) => {
        const session = await deps.database.read((db) =>
          findSession(db, deps.sha256(bearer(request.headers.authorization)), 'done', deps.now()),
        )
        return session ?? reply.code(401).send({ code: 'session-ended' })
      },
    )
    app.post('/v1/auth/sign-out', { schema: { tags, body: none, response: { 200: none } } }, async (request) => {
      const hash = deps.sha256(bearer(request.headers.authorization))
      await deps.database.write((db) => endPersonSession(db, hash))
      return {}
    })
  }
}

const bearer = (header: string | undefined): string => (header ?? '').replace(/^Bearer /, '')
