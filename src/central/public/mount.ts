import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { deniedAnswer, malformedAnswer, refusedAnswer } from '../../contract/public/answers.ts'
import type { Operation } from '../../contract/public/operation.ts'
import { operations, type OperationName } from '../../contract/public/registry.ts'
import { defineRefusals, type Refusal } from '../../domain/kernel/refusal.ts'
import { permissionOf } from '../../domain/permission/matrix.ts'
import { Refused } from '../../storage/refused.ts'
import { equalSecrets } from '../crypto.ts'
import type { CentralDeps } from '../deps.ts'
import { AttemptsSpent, limitOf } from '../attempts.ts'
import { answers, type RequestOf } from './answers.ts'
import { bearerOf, findTaxpayer, type Taxpayer } from './taxpayer.ts'
import { wordsOfMalformed, wordsOfRefusal, type MalformedReason } from './words.ts'

/** What every operation that needs a log-in can answer. */
export const accessRefusals = defineRefusals({
  'session-not-permitted': { rule: 'R-PLT-02' },
})

type Answer = (deps: CentralDeps, request: RequestOf<Operation>) => Promise<unknown>

/** Mounts every operation of the public API: route, documentation, scope, and errors in both languages. */
export function publicRoutes(deps: CentralDeps) {
  // Registered as a plugin of its own, so that the error answers are those of taxpayers, not of desks.
  return (app: FastifyInstance): Promise<void> => {
    setErrorAnswers(app)
    for (const name of Object.keys(operations) as OperationName[]) mountOperation(app, deps, name)
    return Promise.resolve()
  }
}

function mountOperation(app: FastifyInstance, deps: CentralDeps, name: OperationName): void {
  const operation: Operation = operations[name]
  const answer = answers[name] as Answer
  const limit = limitOf(deps, operation)
  app.route({
    method: operation.method,
    url: operation.path,
    ...(operation.bodyLimit === undefined ? {} : { bodyLimit: operation.bodyLimit }),
    schema: schemaOf(name, operation),
    // After the contract has read the input: what isn't of its shape guesses nothing and leaves no trace.
    ...(limit === undefined ? {} : { preHandler: limit }),
    handler: async (request, reply) => {
      const token = bearerOf(request.headers.authorization)
      const access = await judgeAccess(deps, operation, token)
      if (access.kind === 'denied') return reply.code(401).send({ code: access.code })
      if (access.kind === 'refused') return reply.code(403).send(refusedBody(access.refusal))
      const { params, query, body } = request as { params: unknown; query: unknown; body: unknown }
      return answer(deps, { params, query, body, token, address: request.ip, taxpayer: access.taxpayer as undefined })
    },
  })
}

type Judged =
  | { readonly kind: 'denied'; readonly code: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'open'; readonly taxpayer: Taxpayer | undefined }

async function judgeAccess(deps: CentralDeps, { access }: Operation, token: string): Promise<Judged> {
  if (access.kind === 'open') return { kind: 'open', taxpayer: undefined }
  if (access.kind !== 'session') {
    const key = access.kind === 'app' ? deps.appKey : deps.coreKey
    const known = key !== '' && equalSecrets(key, token)
    return known ? { kind: 'open', taxpayer: undefined } : { kind: 'denied', code: `${access.kind}-unknown` }
  }
  const taxpayer = await findTaxpayer(deps, token)
  if (taxpayer === undefined) return { kind: 'denied', code: 'session-ended' }
  if (permissionOf(access.permission, taxpayer.role) !== 'no') return { kind: 'open', taxpayer }
  const refusal = { ...accessRefusals.make('session-not-permitted'), rule: access.permission }
  return { kind: 'refused', refusal }
}

/** The route's schema as the documentation shows it: rules and refusals by name, scopes from the permission matrix. */
function schemaOf(name: string, operation: Operation): FastifySchema {
  const { group, summary, rules, refusals, access, params, query, body, answer } = operation
  const security =
    access.kind === 'open' ? [] : [{ [access.kind]: access.kind === 'session' ? [access.permission] : [] }]
  const description = [
    ...(rules.length === 0 ? [] : [`Rules: ${rules.join(', ')}.`]),
    ...(refusals.length === 0 ? [] : [`Refusals: ${refusals.map((code) => `\`${code}\``).join(', ')}.`]),
  ].join('\n\n')
  return {
    operationId: name,
    tags: [group],
    summary,
    description,
    security,
    params,
    querystring: query,
    ...(operation.method === 'GET' ? {} : { body }),
    response: {
      200: answer,
      400: malformedAnswer,
      401: deniedAnswer,
      403: refusedAnswer,
      409: refusedAnswer,
      ...(operation.limited === true || access.kind === 'open' ? { 429: refusedAnswer } : {}),
    },
  }
}

const refusedBody = (refusal: Refusal) => ({ kind: 'refused' as const, refusal, message: wordsOfRefusal(refusal) })

/** The rule that input has the shape of the contract (docs/rules/api.md). */
const INPUT_RULE = 'API-INPUT'

function setErrorAnswers(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | Refused, _request: FastifyRequest, reply: FastifyReply) => {
    if (error instanceof AttemptsSpent)
      return reply.code(429).header('retry-after', String(error.retryAfterSeconds)).send(refusedBody(error.refusal))
    if (error instanceof Refused) return reply.code(409).send(refusedBody(error.refusal))
    if (hasZodFastifySchemaValidationErrors(error)) {
      const { field, reason } = findFault(error.validation[0])
      return reply
        .code(400)
        .send({ kind: 'malformed', field, rule: INPUT_RULE, message: wordsOfMalformed(reason, field) })
    }
    if (error.statusCode === 400)
      return reply
        .code(400)
        .send({ kind: 'malformed', field: '', rule: INPUT_RULE, message: wordsOfMalformed('body', '') })
    // Everything else is the application's: too large, too slow, a fault with its id.
    throw error
  })
}

/** What one validation issue says, as `params` of the type provider carries it. */
interface Issue {
  readonly keyword: string
  readonly instancePath: string
  readonly params?: Readonly<Record<string, unknown>>
}

const REASONS: Readonly<Record<string, MalformedReason>> = {
  invalid_type: 'type',
  too_big: 'long',
  too_small: 'short',
  invalid_value: 'choice',
  invalid_union: 'choice',
  invalid_format: 'format',
  unrecognized_keys: 'unknown',
}

function findFault(issue: Issue | undefined): { readonly field: string; readonly reason: MalformedReason } {
  if (issue === undefined) return { field: '', reason: 'body' }
  const path = issue.instancePath.split('/').filter((part) => part !== '')
  const { keys, input } = issue.params ?? {}
  if (issue.keyword === 'unrecognized_keys' && Array.isArray(keys)) path.push(String(keys[0]))
  const missing = issue.keyword === 'invalid_type' && input === undefined
  return { field: path.join('.'), reason: missing ? 'missing' : (REASONS[issue.keyword] ?? 'format') }
}
