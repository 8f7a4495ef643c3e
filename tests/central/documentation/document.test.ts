import { Validator } from '@seriousme/openapi-schema-validator'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findRefusal } from '../../../src/central/public/refusal-catalogue.ts'
import { SCOPES } from '../../../src/central/documentation/scopes.ts'
import type { Operation } from '../../../src/contract/public/operation.ts'
import { operations } from '../../../src/contract/public/registry.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'

interface Document {
  readonly paths: Record<string, Record<string, Documented>>
  readonly tags: readonly { name: string; description: string }[]
  readonly components: { securitySchemes: Record<string, unknown> }
}
interface Documented {
  readonly operationId?: string
  readonly summary?: string
  readonly description?: string
  readonly security?: Record<string, string[]>[]
  readonly requestBody?: { content: Record<string, { example?: unknown }> }
  readonly responses: Record<string, { content?: Record<string, { examples?: Record<string, unknown> }> }>
}

describe('the published contract', () => {
  let central: TestCentral
  let document: Document
  beforeAll(async () => {
    central = await startCentral()
    document = (await (await fetch(`${central.url}/docs/json`)).json()) as Document
  })
  afterAll(() => central.close())

  const all = Object.entries<Operation>(operations)
  const find = (name: string) =>
    Object.values(document.paths)
      .flatMap((path) => Object.values(path))
      .find(({ operationId }) => operationId === name)

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator()
    const { valid, errors } = await validator.validate(document as never)
    expect(JSON.stringify(errors ?? '').slice(0, 1000)).toBe('""')
    expect(valid).toBe(true)
    expect(validator.version).toBe('3.1')
  })

  it.each(all)('documents %s with rules, scope, example and refusals', (name, operation) => {
    const documented = find(name)
    expect(documented?.summary).toBe(operation.summary)
    for (const rule of operation.rules) expect(documented?.description).toContain(rule)
    const { access } = operation
    const wanted =
      access.kind === 'open' ? [] : [{ [access.kind]: access.kind === 'session' ? [access.permission] : [] }]
    expect(documented?.security ?? []).toEqual(wanted)
    if (operation.example.body !== undefined)
      expect(documented?.requestBody?.content['application/json']?.example).toEqual(operation.example.body)
    const examples = documented?.responses['409']?.content?.['application/json']?.examples ?? {}
    expect(Object.keys(examples).toSorted()).toEqual([...new Set(operation.refusals)].toSorted())
  })

  it.each(all)('gives an example of %s that is of its shape', (_, { params, query, body, example }) => {
    for (const [schema, value] of [
      [params, example.params ?? {}],
      [query, example.query ?? {}],
      [body, example.body],
    ] as const) {
      const read = schema.safeParse(value)
      expect(read.error?.issues ?? []).toEqual([])
    }
  })

  it('knows the rule of every refusal', () => {
    const codes = new Set(all.flatMap(([, { refusals }]) => refusals))
    expect([...codes].filter((code) => findRefusal(code) === undefined)).toEqual([])
    expect(findRefusal('phone-only-number')).toMatchObject({ rule: 'R-PHN-14' })
  })

  it('answers with every refusal, its rule and words, at an address of its own', async () => {
    const listed = (await (await fetch(`${central.url}/v1/refusals`)).json()) as { code: string; words: object }[]
    const codes = new Set(all.flatMap(([, { refusals }]) => refusals))
    expect(listed.map(({ code }) => code)).toEqual([...codes].toSorted())
    expect(listed.find(({ code }) => code === 'phone-only-number')).toMatchObject({
      rule: 'R-PHN-14',
      words: { 'zh-CN': expect.stringMatching(/\p{Script=Han}/u) as string },
      operations: ['phones.delete'],
    })
  })

  it('calls scopes as the page of the permission matrix does', () => {
    const page = readFileSync(new URL('../../../docs/rules/permission-matrix.md', import.meta.url), 'utf8')
    const rows = [...page.matchAll(/\*\*(R-PM-\d+)\*\* \| ([^|]+?) *\|/gu)].map(([, row, title]) => [row, title])
    expect(Object.entries(SCOPES)).toEqual(rows)
  })

  it('has a page for people, in both languages', async () => {
    const page = await fetch(`${central.url}/docs/`)
    expect(await page.text()).toContain('税厅台')
    expect(document.tags.map(({ name }) => name)).toContain('phone')
    expect(document.components.securitySchemes).toHaveProperty('session')
    expect(document.paths['/v1/desk/commands']?.['post']?.security).toEqual([{ desk: [] }])
  })
})
