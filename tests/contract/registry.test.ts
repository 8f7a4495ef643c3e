import { describe, expect, it } from 'vitest'
import { remoteAnswers } from '../../src/central/answers.ts'
import type { CallDefinition, CallMode } from '../../src/contract/call.ts'
import { registry } from '../../src/contract/registry.ts'
import { commandHandlers } from '../../src/storage/commands.ts'
import { reads, writes } from '../../src/storage/queries.ts'
import { ownAnswers } from '../../src/worker/own-answers.ts'

const calls = Object.entries<CallDefinition>(registry)
const named = (...modes: CallMode[]) =>
  calls
    .filter(([, call]) => modes.includes(call.mode))
    .map(([name]) => name)
    .toSorted()

// Only the names are read; nothing is called.
const own = Object.keys(ownAnswers(...([] as unknown as Parameters<typeof ownAnswers>)))

describe('the registry', () => {
  it('has a handler for every command; what has no contract is the central’s own act and can’t be called', () => {
    const ownActs = [
      'account.deregister',
      'account.register',
      'account.register-overseas',
      'account.set-contact-address',
      'account.set-email',
      'account.set-username',
      'agency.hand-in-agreement',
      'agency.set-password',
      'cross-region.report',
      'document.add',
      'document.set-validity',
      'enterprise.change-password',
      'enterprise.record-core',
      'level.prove-for-risk',
      'member.add',
      'member.change-password',
      'member.set-password',
      'relation.deregister-person',
      'relation.drop-core',
      'relation.name-person',
      'relation.record-core',
    ]
    expect(Object.keys(commandHandlers).toSorted()).toEqual([...named('command'), ...ownActs].toSorted())
  })

  it('has one answer for every read and write on the desk, and no answer is without a contract', () => {
    const answered = [...Object.keys(reads), ...Object.keys(writes), ...own]
    expect(answered.toSorted()).toEqual(named('read', 'write'))
  })

  it('has an answer at the central for every remote call, and none besides', () => {
    expect(Object.keys(remoteAnswers).toSorted()).toEqual(named('remote'))
  })

  it('lets the customer screen call nothing that shows a file', () => {
    const open = calls.filter(([, call]) => call.audience.includes('customer')).map(([name]) => name)
    // A code that the visitor types and a signature they give go in; nothing of a file comes out.
    const inwards = ['attachment.put', 'code.verify']
    expect(open.filter((name) => !/^customer\./.test(name) && !inwards.includes(name))).toEqual([])
  })

  it('names each call feature.act, as the screens and the audit print it', () => {
    for (const [name] of calls) expect(name).toMatch(/^[a-z-]+\.[a-z-]+$/)
  })
})
