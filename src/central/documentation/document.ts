import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import type { Operation } from '../../contract/public/operation.ts'
import { findOperation } from '../../contract/public/registry.ts'
import { findRefusal } from '../public/refusal-catalogue.ts'
import { wordsOfRefusal } from '../public/words.ts'
import { INTRODUCTION, TAGS } from './introduction.ts'
import { SCOPES } from './scopes.ts'

type Examples = Record<string, { summary: string; value: unknown }>

/** The parts of an OpenAPI operation that are filled in here. */
interface Documented {
  operationId?: string
  security?: Record<string, string[]>[]
  parameters?: { name: string; in: string; example?: unknown }[]
  requestBody?: { required?: boolean; content: Record<string, { example?: unknown }> }
  responses?: Record<string, { content?: Record<string, { examples?: Examples }> }>
}

const bearer = (description: string) => ({ type: 'http' as const, scheme: 'bearer', description })
const scopes = Object.entries(SCOPES).map(([row, title]) => `- ${row}: ${title}`)

const SECURITY = {
  session: {
    ...bearer(`A finished log-in. Its scopes are rows of the permission matrix:\n\n${scopes.join('\n')}`),
    'x-scopes': SCOPES,
  },
  app: bearer('The key of an APP’s server.'),
  core: bearer('The key of the core tax system.'),
  desk: {
    type: 'apiKey' as const,
    in: 'header' as const,
    name: 'x-signature',
    description: 'A desk signs each request with its key, beside `x-device`, `x-time` and `x-nonce`.',
  },
}

/** Each refusal as it is answered, by code, with its rule in the title. */
function examplesOf(codes: readonly string[]): Examples {
  return Object.fromEntries(
    codes.flatMap((code) => {
      const refusal = findRefusal(code)
      if (refusal === undefined) return []
      return [
        [
          code,
          { summary: `${refusal.rule} ${code}`, value: { kind: 'refused', refusal, message: wordsOfRefusal(refusal) } },
        ],
      ]
    }),
  )
}

function fillIn(documented: Documented, operation: Operation): void {
  const { params = {}, query = {}, body } = operation.example
  const values: Readonly<Record<string, unknown>> = { ...params, ...query }
  for (const parameter of documented.parameters ?? [])
    if (values[parameter.name] !== undefined) parameter.example = values[parameter.name]
  if (documented.requestBody !== undefined) {
    // The document's maker takes any body that is described for one that has to come.
    documented.requestBody.required = !operation.body.safeParse(undefined).success
    for (const content of Object.values(documented.requestBody.content)) if (body !== undefined) content.example = body
  }
  const examples = examplesOf(operation.refusals)
  for (const content of Object.values(documented.responses?.['409']?.content ?? {}))
    if (Object.keys(examples).length > 0) content.examples = examples
}

/** The published contract: OpenAPI 3.1 out of the routes, with the examples and refusals that operations declare. */
export const documentation: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: { title: 'Hall Desk 税厅台 · central identity service', version: '1', description: INTRODUCTION },
    tags: TAGS,
    components: { securitySchemes: SECURITY },
  },
  transform: jsonSchemaTransform,
  transformObject: (made) => {
    if (!('openapiObject' in made)) return made.swaggerObject
    for (const [path, methods] of Object.entries(made.openapiObject.paths ?? {}))
      for (const documented of Object.values(methods as Record<string, Documented>)) {
        const operation = findOperation(documented.operationId ?? '')
        if (operation !== undefined) fillIn(documented, operation)
        else if (path.startsWith('/v1/desk/')) documented.security = [{ desk: [] }]
      }
    return made.openapiObject
  },
}
