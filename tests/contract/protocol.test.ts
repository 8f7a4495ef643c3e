import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { z } from 'zod'
import type { CallDefinition } from '../../src/contract/call.ts'
import * as central from '../../src/contract/central.ts'
import { command, commandOutcome } from '../../src/contract/command.ts'
import { PROTOCOL_VERSION } from '../../src/contract/protocol.ts'
import * as store from '../../src/contract/store.ts'
import { registry } from '../../src/contract/registry.ts'
import { canonical } from '../../src/sync/chain.ts'

/** Everything that crosses from a desk to the central and back, as JSON Schema. */
function wire(): Record<string, unknown> {
  const calls = Object.entries<CallDefinition>(registry).filter(
    ([, { mode }]) => mode === 'command' || mode === 'remote',
  )
  const messages = Object.entries<unknown>({ ...central, ...store, command, commandOutcome }).filter(
    (entry): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType,
  )
  const schema = (type: z.ZodType, io: 'input' | 'output') => z.toJSONSchema(type, { io, unrepresentable: 'any' })
  return Object.fromEntries([
    ...calls.map(([name, call]) => [name, [schema(call.input, 'input'), schema(call.output, 'output')]]),
    ...messages.map(([name, type]) => [`message ${name}`, schema(type, 'input')]),
  ])
}

it('notices a change of the wire: raise PROTOCOL_VERSION, write its history line, then put the new hash here', () => {
  const hash = createHash('sha256').update(canonical(wire())).digest('hex').slice(0, 16)
  expect({ version: PROTOCOL_VERSION, hash }).toMatchInlineSnapshot(`
    {
      "hash": "74950a98e87f578b",
      "version": 10,
    }
  `)
})
