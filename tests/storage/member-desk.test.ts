import { describe, expect, it } from 'vitest'
import type { DecideContext } from '../../src/domain/kernel/context.ts'
import { liaoningLegacy } from '../../src/domain/policy/profiles.ts'
import { getHandler } from '../../src/storage/execute.ts'
import { writeRow } from '../../src/storage/rows.ts'
import { deskDatabases } from '../support/desk-database.ts'
import { enterpriseRow, personRow, relationRow } from '../support/rows.ts'

const NOW = 1_800_000_000_000

/** A clerk at a desk, with the manager of `e1` before them. */
const atDesk: DecideContext = {
  now: NOW,
  actor: { kind: 'staff', staffId: 's', role: 'clerk', hallId: 'h1', deviceId: 'd' },
  policy: liaoningLegacy,
  commandId: 'c',
  proofs: [],
  partial: true,
  visit: {
    visitId: 'v',
    personId: 'manager',
    presence: 'card-reader',
    acting: { kind: 'enterprise', enterpriseId: 'e1', identityType: 'legal-representative' },
    since: NOW,
  },
}

describe('what a desk decides of an enterprise’s passwords', () => {
  const open = deskDatabases()

  it('[OP-25] never more than held: the passwords lie at the central alone', async () => {
    const { database } = await open()
    await database.write(async (db) => {
      await writeRow(db, 'enterprise', enterpriseRow('e1', 'h1'))
      await writeRow(db, 'person', personRow('manager', 'h1'))
      await writeRow(db, 'person', personRow('member', 'h1'))
      const manager = { identity_type: 'legal-representative' }
      await writeRow(db, 'relation', relationRow('r1', 'h1', 'e1', 'manager', manager))
      await writeRow(db, 'relation', relationRow('r2', 'h1', 'e1', 'member'))
    })
    const member = { enterpriseId: 'e1', relationId: 'r2', personId: 'member' }
    const waits = async (name: string, payload: Record<string, unknown>) => {
      const judged = await database.read((db) => getHandler(name).judge(db, { name, payload, seen: {} }, atDesk))
      return judged.decision
    }
    expect(await waits('member.reset-password', member)).toMatchObject({ kind: 'held', waitsFor: 'approval' })
    expect(await waits('member.bind-password', member)).toMatchObject({ kind: 'held', waitsFor: 'password-check' })
    const certificate = { enterpriseId: 'e1', accountKind: 'tax' }
    expect(await waits('enterprise.issue-certificate', certificate)).toMatchObject({
      kind: 'held',
      waitsFor: 'approval',
    })
  })
})
