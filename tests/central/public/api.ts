import { expect } from 'vitest'
import type { z } from 'zod'
import { operations, type OperationName } from '../../../src/contract/public/registry.ts'
import { sql } from '../../../src/storage/database.ts'
import { APP_KEY, type TestCentral } from '../../support/central.ts'
import { readCode, type Taxpayer } from './taxpayer.ts'

type Ops = typeof operations
type Input<Name extends OperationName> = {
  readonly params?: z.input<Ops[Name]['params']>
  readonly query?: z.input<Ops[Name]['query']>
  readonly body?: z.input<Ops[Name]['body']>
}

export interface Answered<Body> {
  readonly status: number
  readonly body: Body
  /** The refusal's code, if it was one. */
  readonly refused: string | undefined
}

/** The public API as one caller sees it. */
export type Api = <Name extends OperationName>(
  name: Name,
  input?: Input<Name>,
) => Promise<Answered<z.output<Ops[Name]['answer']>>>

/** Codes that any operation behind a log-in may answer with. */
const COMMON = ['session-not-permitted']

/**
 * Speaks the public API over HTTP, operation by operation. Every refusal must be one that the operation declares, with
 * words in both languages: so each test also holds the documentation to what is answered.
 */
export function apiOf(central: TestCentral, token = ''): Api {
  return async <Name extends OperationName>(
    name: Name,
    input: Input<Name> = {},
  ): Promise<Answered<z.output<Ops[Name]['answer']>>> => {
    const operation = operations[name]
    const params: Record<string, string> = { ...input.params }
    const path = operation.path.replace(/:(\w+)/gu, (_, key: string) => encodeURIComponent(params[key] ?? ''))
    const query = new URLSearchParams((input.query ?? {}) as Record<string, string>).toString()
    const headers = {
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
    }
    const answer = await fetch(`${central.url}${path}${query === '' ? '' : `?${query}`}`, {
      method: operation.method,
      headers,
      ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    })
    const body = (await answer.json()) as Record<string, unknown>
    return { status: answer.status, body: body as never, refused: refusedCode(name, body) }
  }
}

function refusedCode(name: OperationName, body: Record<string, unknown>): string | undefined {
  if (body['kind'] !== 'refused') return undefined
  const { code } = body['refusal'] as { code: string }
  const declared: readonly string[] = operations[name].refusals
  expect([...COMMON, ...declared], `${name} declares ${code}`).toContain(code)
  const words = body['message'] as { 'zh-CN': string; en: string }
  expect(words['zh-CN'], `${code} has words`).toMatch(/\p{Script=Han}/u)
  expect(words.en, `${code} has words`).not.toBe(code)
  return code
}

/** The server of the APPs. */
export const appOf = (central: TestCentral) => apiOf(central, APP_KEY)

/** Opens a session as a log-in would leave it, without going through one. */
export async function logIn(
  central: TestCentral,
  who: Taxpayer,
  {
    entrance = 'person',
    identityType = null,
  }: { entrance?: 'person' | 'enterprise'; identityType?: string | null } = {},
): Promise<string> {
  const token = `token-${entrance}-${who.personId}-${central.deps.newId()}`
  const enterprise = entrance === 'enterprise'
  const content = {
    stage: 'done',
    entrance,
    enterpriseCode: enterprise ? who.enterpriseCode : '',
    enterpriseId: enterprise ? who.personId.replace('person-', 'enterprise-') : null,
    identityType: enterprise ? (identityType ?? 'legal-representative') : null,
    channel: 'web',
  }
  const now = central.deps.now()
  await central.deps.database.write((db) =>
    db.run(
      sql(
        'insert into person_session (token_hash, person_id, content, created_at, expires_at) values (?, ?, ?, ?, ?)',
        [central.deps.sha256(token), who.personId, JSON.stringify(content), now, now + 3_600_000],
      ),
    ),
  )
  return token
}

/** Asks for a code in a session and reads it off the stand-in's inbox. */
export async function codeFor(
  central: TestCentral,
  token: string,
  purpose: OperationName,
  who: Taxpayer,
  number?: string,
) {
  const sent = await apiOf(central, token)('codes.send', {
    body: { purpose, ...(number === undefined ? {} : { number }) },
  })
  expect(sent.status, JSON.stringify(sent.body)).toBe(200)
  return readCode(central, number ?? who.number)
}

/** Opens a QR code and lets an APP read it; the face stand-in decides what comes of it. */
export async function scanFor(
  central: TestCentral,
  token: string,
  purpose: OperationName,
  app: 'province-app' | 'iit-app' = 'province-app',
): Promise<string> {
  const opened = await apiOf(central, token)('scans.open', { body: { purpose } })
  expect(opened.status, JSON.stringify(opened.body)).toBe(200)
  await appOf(central)('app.take-scan', { body: { scan: opened.body.scan, app } })
  return opened.body.scan
}
